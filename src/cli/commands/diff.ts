import type { Command } from 'commander'
import {
  diff,
  type Expr,
  exceptionsOf,
  freeSymbols,
  idiff,
  pointsInWords,
  simplify,
  text,
} from '../../symbolic/index.ts'
import { type Answer, type Common, expressions, inLines, symbolicCommand, written } from '../answer.ts'
import { names, UsageError, wholeNumber } from '../arguments.ts'
import { dependentOf, equationIn, requireFunction, withoutName } from '../functions.ts'
import { entriesOf, entrywise, type Formulas, readFormulas, symbolsOf } from '../read.ts'

interface Options extends Common {
  readonly by?: readonly string[]
  readonly order: number
  readonly simplify: boolean
}

/** Derivatives beyond this order are asked of the library, where time can be bounded by the caller. */
const highest = 50

/** `nabla diff`: derivatives of any order, mixed ones too. */
export function diffCommand(program: Command, write: (output: string) => void): void {
  symbolicCommand(program, 'diff', 'the derivative of a formula or of each entry of a matrix, exact')
    .argument('[variables...]', 'by which variables, one after the other: x x y, or x 2 y, is ∂³/∂x²∂y')
    .option('--by <names>', 'the same, separated by commas', names)
    .option('--order <n>', 'how often by the variable, or by each of several', wholeNumber(0, highest), 1)
    .option('--no-simplify', 'as the rules leave it')
    .action((formula: string, variables: readonly string[], options: Options) => {
      const asked = [...variables, ...(options.by ?? [])]
      const e = readFormulas(withoutName(formula, asked), options, asked)
      // Without --by: by each variable for itself.
      const by = options.by ?? (variables.length > 0 ? repeated(variables) : undefined)
      const equation = equationIn(e)
      if (equation) {
        write(written(implicit(equation, by, options.order), options))
        return
      }
      requireFunction(e)
      const free = symbolsOf(e)
      const tidy = (d: Formulas): Formulas => (options.simplify ? entrywise(d, (f) => simplify(f)) : d)
      const wanted = by ? [by] : (free.length > 0 ? free.map((s) => s.name) : ['x']).map((name) => [name])
      for (const name of wanted.flat())
        if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
          throw new UsageError(`nabla: '${name}' in --by is not the name of a variable.`)
      const symbolOf = (name: string): Expr | string => free.find((s) => s.name === name) ?? name
      const list = wanted.map((by) => {
        const all = by.flatMap((name) => Array<string>(options.order).fill(name))
        return { by: all, e: tidy(all.reduce((d, name) => entrywise(d, (f) => diff(f, symbolOf(name))), e)) }
      })
      const partial = free.length > 1 || wanted.length > 1
      const labelled = list.map(({ by, e: result }) => ({
        label: label(by, partial),
        tex: texLabel(by, partial),
        e: result,
      }))
      const places = list.map(({ by }) => {
        const x = by[0] === undefined ? undefined : free.find((s) => s.name === by[0])
        // of several variables it is a curve or a surface, not points
        return x === undefined || free.length > 1
          ? ''
          : pointsInWords(
              entriesOf(e).flatMap((f) => exceptionsOf(f, x) ?? []),
              x,
            )
      })
      const json = () => ({
        formula: text(e),
        derivatives: list.map(({ by, e: result }, i) => ({
          by,
          derivative: text(result),
          ...(places[i] === '' ? {} : { nowhere: places[i] }),
        })),
      })
      const answer = expressions(labelled, json)
      const place = places.find((p) => p !== '')
      const notes = [
        ...(place === undefined ? [] : [inLines(`There is no derivative at ${place}.`)]),
        ...joined(wanted.flat(), free),
      ]
      const pretty = (): string => [answer.pretty(), ...notes].join('\n\n')
      write(written({ ...answer, pretty }, options))
    })
}

/** Names in which a variable that is no symbol of the formula may have been meant, as x in xy. */
const joined = (wanted: readonly string[], free: readonly Expr[]): string[] =>
  free
    .filter(({ name }) =>
      wanted.some((x) => x !== name && name.includes(x) && !free.some((s) => s.name === x)),
    )
    .map(({ name }) => `(${name} is the name of one variable; a product is written ${[...name].join('*')})`)

/** dy/dx where an equation makes y a function of x; without a variable, each by the other. */
function implicit(equation: Expr, by: readonly string[] | undefined, order: number): Answer {
  const list = (by ? [by] : freeSymbols(equation).map((s) => [s.name])).map((names) => {
    const [x = ''] = names
    if (names.some((name) => name !== x))
      throw new UsageError(`nabla: ${equation} is an equation: derive it by one variable at a time.`)
    const y = dependentOf(equation, x)
    const all = Array<string>(names.length * order).fill(x)
    return {
      by: all,
      of: y.name,
      label: label(all, false, y.name),
      tex: texLabel(all, false, y.name),
      e: idiff(equation, y, x, all.length),
    }
  })
  return expressions(list, () => ({
    equation: text(equation),
    derivatives: list.map(({ of, by: names, e }) => ({ of, by: names, derivative: text(e) })),
  }))
}

/** `x 2 y` is x, x, y. */
function repeated(words: readonly string[]): string[] {
  return words.flatMap((word, i) => {
    if (!/^\d+$/.test(word)) return /^0+$/.test(words[i + 1] ?? '') ? [] : [word]
    const name = words[i - 1]
    if (name === undefined || /^\d+$/.test(name) || Number(word) > highest)
      throw new UsageError(
        `nabla: '${word}' says how often to differentiate, behind a variable and at most ${highest}: nabla diff 'sin(x)' x 2.`,
      )
    return Array<string>(Math.max(0, Number(word) - 1)).fill(name)
  })
}

/** The same names side by side, with how often they come. */
function grouped(by: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const name of by) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
}

const superscript = (n: number): string =>
  n === 1 ? '' : [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!).join('')

function label(by: readonly string[], partial: boolean, of = 'f'): string {
  if (by.length === 0) return of
  const d = partial ? '∂' : 'd'
  const below = grouped(by).map(([name, n]) => `${d}${name}${superscript(n)}`)
  return `${d}${superscript(by.length)}${of}/${below.join('')}`
}

function texLabel(by: readonly string[], partial: boolean, of = 'f'): string {
  if (by.length === 0) return of
  const d = partial ? '\\partial' : 'd'
  const power = (n: number): string => (n === 1 ? '' : `^{${n}}`)
  const below = grouped(by).map(([name, n]) => `${d} ${name}${power(n)}`)
  return `\\frac{${d}${power(by.length)} ${of}}{${below.join(' ')}}`
}
