import type { Command } from 'commander'
import { latex, text } from '../../symbolic/index.ts'
import { type Common, symbolicCommand, written } from '../answer.ts'
import { readFormulas } from '../read.ts'

/** `nabla latex`: a formula as LaTeX. */
export function latexCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'latex', 'the formula itself, as LaTeX').action(
    (formula: string, options: Common) => {
      const e = readFormulas(formula, options)
      const answer = {
        pretty: () => latex(e),
        text: () => text(e),
        latex: () => latex(e),
        json: () => ({ formula: text(e), latex: latex(e) }),
      }
      write(written(answer, options))
    },
  )
}
