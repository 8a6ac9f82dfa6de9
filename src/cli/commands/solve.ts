import type { Command } from 'commander'
import {
  Expr,
  evaluateComplex,
  freeSymbols,
  latex,
  nsolve,
  parse,
  product,
  type Solutions,
  solutionSet,
  sum,
  symbol,
  text,
} from '../../symbolic/index.ts'
import {
  type Answer,
  type Common,
  helpInLines,
  inLines,
  labelled,
  symbolicCommand,
  written,
} from '../answer.ts'
import { entriesOf, readFormulas, symbolsOf, variableOf } from '../read.ts'
import { inequalityAnswer } from './solve-inequality.ts'
import { systemAnswer } from './solve-system.ts'

interface Options extends Common {
  readonly for?: string
  readonly all?: boolean
  readonly from?: string
  readonly to?: string
}

/** `nabla solve`: the solutions of an equation, of several, or of an inequality. */
export function solveCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(
    program,
    'solve',
    'the solutions of an equation, of a list of such or of an inequality, or the zeros of a formula',
  )
    .argument('[variable]', 'for which variable; the only one if not given (of a list: x,y)')
    .option('--for <name>', 'the same')
    .option('--all', 'complex solutions too')
    .option('--from <number>', 'decimal solutions from here on')
    .option('--to <number>', 'decimal solutions up to here')
    .addHelpText('after', () =>
      helpInLines(
        "\nAn equation is written with ==, as in 'x^2 == 2'; one = is read the same way.\nSeveral: 'x + y = 3, x - y = 1', or a list of them in brackets. An inequality: 'x^2 < 4'.",
      ),
    )
    .action((formula: string, variable: string | undefined, options: Options) => {
      const given = options.for ?? variable
      const unknowns = given?.split(',').map((name) => name.trim())
      const e = readFormulas(listed(formula).replace(/(?<![<>=!:])=(?!=)/g, '=='), options, unknowns)
      if (!(e instanceof Expr)) {
        const all = unknowns ?? symbolsOf(e).map((s) => s.name)
        write(written(systemAnswer(entriesOf(e), all), options))
        return
      }
      const x = variableOf(e, given, 'for')
      if ((e.kind === 'relation' && e.name !== '==') || e.kind === 'logic') {
        write(written(inequalityAnswer(e, x), options))
        return
      }
      const found =
        options.from === undefined && options.to === undefined
          ? solutionSet(e, x, { complex: options.all === true, numeric: true })
          : between(e, x, options)
      write(written(answerOf(found, String(x), text(e)), options))
    })
}

/** Equations one beside the other, `x + y = 3, x - y = 1`, as the list of them; anything else as it is. */
function listed(formulas: string): string {
  let depth = 0
  const parts = ['']
  for (const sign of formulas) {
    if ('([{'.includes(sign)) depth++
    if (')]}'.includes(sign)) depth--
    if (depth === 0 && (sign === ',' || sign === ';')) parts.push('')
    else parts.push(parts.pop()! + sign)
  }
  const isList = parts.length > 1 && parts.every((part) => part.includes('=')) && !formulas.includes('\\')
  return isList ? `[${parts.join(',')}]` : formulas
}

/** The decimal solutions in an interval. */
function between(e: Expr, x: Expr | string, { from, to }: Options): Solutions {
  const solutions = nsolve(e, x, {
    ...(from === undefined ? {} : { from: parse(from) }),
    ...(to === undefined ? {} : { to: parse(to) }),
  })
  return { solutions, periods: solutions.map(() => undefined), exact: solutions.length === 0 }
}

function answerOf(found: Solutions, x: string, equation: string): Answer {
  const { solutions, periods } = found
  const used = new Set([x, ...solutions.flatMap(freeSymbols).map(String)])
  const n = symbol(['n', 'k', 'm'].find((name) => !used.has(name)) ?? 'n_0', { integer: true })
  // a family is written with all its members
  const members = solutions.map((s, i) => (periods[i] === undefined ? s : sum(s, product(n, periods[i]))))
  return {
    pretty: () => {
      if (solutions.length === 0) return 'no solution'
      const any = periods.some((p) => p !== undefined) ? `\n\n(${n} is any whole number)` : ''
      return (
        members.map((e) => labelled(`${x} = `, e)).join('\n\n') +
        any +
        (found.exact ? '' : `\n\n${inLines('(decimals are approximations, found numerically)')}`)
      )
    },
    text: () => members.map((e) => text(e)).join('\n'),
    latex: () => members.map((e) => `${x} = ${latex(e)}`).join('\n'),
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
