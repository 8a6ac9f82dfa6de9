import type { Command } from 'commander'
import { latex, series, text } from '../../symbolic/index.ts'
import { type Common, inLines, labelled, symbolicCommand, written } from '../answer.ts'
import { choice, wholeNumber } from '../arguments.ts'
import { readFunction } from '../functions.ts'
import { readExpression, variableOf } from '../read.ts'

interface Options extends Common {
  readonly by?: string
  readonly at?: string
  readonly order?: number
  readonly side: '+' | '-'
}

/** `nabla series`: Taylor, Laurent, Puiseux and asymptotic series. */
export function seriesCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'series', 'the series about a point, or at infinity')
    .argument('[variable]', 'in which variable; the only one if not given')
    .argument('[point]', 'about which point; oo and -oo are infinity (0 if not given)')
    .argument('[order]', 'all terms below this power (6 if not given)', wholeNumber(1, 100))
    .option('--by <name>', 'the variable, in place of the argument')
    .option('--at <point>', 'the point, in place of the argument')
    .option('--order <n>', 'the order, in place of the argument', wholeNumber(1, 100))
    .option(
      '--side <side>',
      'where the function has a kink: + for the right, - for the left',
      choice(['+', '-']),
      '+',
    )
    .action(
      (
        formula: string,
        variable: string | undefined,
        at: string | undefined,
        order: number | undefined,
        options: Options,
      ) => {
        const e = readFunction(formula, options, [options.by ?? variable])
        const point = readExpression(options.at ?? at ?? '0', options)
        const found = series(
          e,
          variableOf(e, options.by ?? variable, 'by'),
          point,
          options.order ?? order ?? 6,
          options.side,
        )
        const answer = {
          pretty: () => (found.order === undefined ? labelled('', found.toExpr()) : inLines(String(found))),
          text: () => String(found),
          latex: () => latex(found.toExpr()) + (found.order === undefined ? '' : ' + \\cdots'),
          json: () => ({
            formula: text(e),
            kind: found.kind,
            point: text(found.point),
            base: text(found.base),
            terms: found.terms.map((term) => ({
              exponent: String(term.exponent),
              coefficient: text(term.coefficient),
            })),
            order: found.order === undefined ? null : String(found.order),
          }),
        }
        write(written(answer, options))
      },
    )
}
