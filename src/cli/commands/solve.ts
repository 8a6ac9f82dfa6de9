import type { Command } from 'commander'
import {
  type Expr,
  evaluateComplex,
  freeSymbols,
  latex,
  type Solutions,
  solutionSet,
  text,
} from '../../symbolic/index.ts'
import { type Answer, type Common, labelled, symbolicCommand, written } from '../answer.ts'
import { readExpression, variableOf } from '../read.ts'

interface Options extends Common {
  readonly for?: string
  readonly all?: boolean
}

/** `nabla solve`: the solutions of an equation. */
export function solveCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'solve', 'the solutions of an equation, or the zeros of a formula')
    .argument('[variable]', 'for which variable; the only one if not given')
    .option('--for <name>', 'the same')
    .option('--all', 'complex solutions too')
    .addHelpText('after', "\nAn equation is written with ==, as in 'x^2 == 2'; one = is read the same way.")
    .action((formula: string, variable: string | undefined, options: Options) => {
      const e = readExpression(formula.replace(/(?<![<>=!:])=(?!=)/g, '=='), options, [
        options.for ?? variable,
      ])
      const x = variableOf(e, options.for ?? variable, 'for')
      const found = solutionSet(e, x, { complex: options.all === true })
      write(written(answerOf(found, String(x), text(e)), options))
    })
}

function answerOf(found: Solutions, x: string, equation: string): Answer {
  const { solutions, periods } = found
  const period = (i: number): string => (periods[i] === undefined ? '' : ` + n*(${text(periods[i])})`)
  return {
    pretty: () => {
      if (solutions.length === 0) return 'no solution'
      const any = periods.some((p) => p !== undefined) ? '\n\n(n is any whole number)' : ''
      return (
        solutions.map((s, i) => labelled(`${x} = `, s) + period(i)).join('\n\n') +
        any +
        (found.exact ? '' : '\n\n(some are approximations in float64)')
      )
    },
    text: () => solutions.map((s, i) => text(s) + period(i)).join('\n'),
    latex: () =>
      solutions
        .map(
          (s, i) => `${x} = ${latex(s)}${periods[i] === undefined ? '' : ` + n \\cdot ${latex(periods[i])}`}`,
        )
        .join('\n'),
    json: () => ({
      equation,
      variable: x,
      exact: found.exact,
      solutions: solutions.map((s, i) => ({
        value: text(s),
        ...(periods[i] === undefined ? {} : { period: text(periods[i]) }),
        ...numeric(s),
      })),
    }),
  }
}

/** The value in float64, where no parameter is left in it. */
function numeric(e: Expr): { approximately?: number | { re: number; im: number } } {
  if (freeSymbols(e).length > 0) return {}
  const { re, im } = evaluateComplex(e)
  return { approximately: im === 0 ? re : { re, im } }
}
