import type { Command } from 'commander'
import { about, text } from '../../symbolic/index.ts'
import { type Common, symbolicCommand, written } from '../answer.ts'
import { readExpression, variableOf } from '../read.ts'

interface Options extends Common {
  readonly by?: string
}

/** `nabla about`: what is known of a function. */
export function aboutCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'about', 'what is known of a function of one variable')
    .argument('[variable]', 'the variable; the only one if not given')
    .option('--by <name>', 'the same')
    .action((formula: string, variable: string | undefined, options: Options) => {
      const e = readExpression(formula, options)
      const page = about(e, variableOf(e, options.by ?? variable, 'by'))
      write(
        written(
          {
            pretty: () => String(page),
            text: () => String(page),
            latex: () => '',
            json: () => ({ formula: text(e) }),
          },
          options,
        ),
      )
    })
}
