import type { Command } from 'commander'
import { steps, text } from '../../symbolic/index.ts'
import { type Common, symbolicCommand, written } from '../answer.ts'
import { readExpression, variableOf } from '../read.ts'

interface Options extends Common {
  readonly by?: string
  readonly html?: boolean
}

/** `nabla steps`: the derivation of a derivative, a rule a line. */
export function stepsCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'steps', 'the derivative as a teacher would derive it, a rule a line')
    .argument('[variable]', 'by which variable; the only one if not given')
    .option('--by <name>', 'the same')
    .option('--html', 'as HTML')
    .action((formula: string, variable: string | undefined, options: Options) => {
      const e = readExpression(formula, options, [options.by ?? variable])
      const derivation = steps(e, variableOf(e, options.by ?? variable, 'by'))
      const answer = {
        pretty: () => derivation.text(process.stdout.columns ?? 80),
        text: () => derivation.text(),
        latex: () => derivation.latex(),
        json: () => ({
          formula: text(e),
          derivative: text(derivation.result),
          steps: derivation.steps.map((step) => ({
            rule: step.rule,
            explanation: step.explanation,
            line: text(step.line),
          })),
        }),
      }
      write(options.html ? derivation.html() : written(answer, options))
    })
}
