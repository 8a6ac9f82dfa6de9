import { checkOptions } from '../../options.ts'
import { isForm, isOrdered } from '../build/forms.ts'
import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isInteger, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { freeSymbols } from '../traverse.ts'
import { bindingsOf } from './bindings.ts'
import {
  type Box,
  barred,
  beside,
  braced,
  bracketed,
  breakable,
  joined,
  matrixBox,
  over,
  raised,
  root as rootBox,
  row,
  sided,
  table,
  word,
  wrapped,
} from './box.ts'
import { constants, greek, primes, signOfFunction } from './glyphs.ts'
import {
  argumentsOf,
  aside,
  atom,
  type Notation,
  type Of,
  open,
  type Piece,
  type Printed,
  partialsOf,
  rootsOf,
  tight,
  within,
  writer,
  writtenWith,
} from './notation.ts'
import { binomialBox, derivativeBox, integralBox, productBox, sumBox } from './signs.ts'
import { plainWriter, text } from './text.ts'
import { wrapText } from './wrap-text.ts'

export interface PrettyOptions {
  /** From how many nodes on shared parts are named first. */
  readonly treeLimit?: number
  /** Stands before the expression on its baseline, as `f(x) = `. */
  readonly label?: string
  /** What is wider is broken between the terms of a sum, factors or arguments, or else written as text. */
  readonly columns?: number
}

/**
 * Writes an expression, or a matrix or list of them, in two dimensions, in Unicode, as on paper. Above `treeLimit` nodes shared parts are named first.
 *
 * @example
 * pretty(parse('x^2/(x + 1)'))
 * //    2
 * //   x
 * // ─────
 * // x + 1
 */
export function pretty(printed: Printed, options: PrettyOptions = {}): string {
  const roots = rootsOf(printed)
  checkOptions('pretty', options, ['treeLimit', 'label', 'columns'])
  const write = writer(notation, plainWriter())
  const { treeLimit = 400, label = '', columns = Number.POSITIVE_INFINITY } = options
  const rows = bindingsOf(roots, treeLimit, 60).map(({ name, expr }): [front: string, shown: Box] => [
    `${name} = `,
    write.define(expr, name, word(name)),
  ])
  rows.push([label, writtenWith(write, printed, matrixBox)])
  const blocks = rows.map(([front, shown]) => wrapped(word(front), shown, columns))
  if (blocks.includes(undefined)) return wrapText(label + text(printed), columns)
  return blocks
    .flatMap((parts) => parts!)
    .map((b) => b.lines.map((l) => l.trimEnd()).join('\n'))
    .join('\n\n')
}

const subscripts = '₀₁₂₃₄₅₆₇₈₉'

/** alpha_1, x1 and beta_max as α₁, x₁ and β_max. */
function symbolText(name: string): string {
  const [, stem = name, digits = ''] = /^(.*?\D)_?(\d+)$/.exec(name) ?? []
  const [first = '', ...rest] = stem.replace(/_$/, '').split('_')
  const lowered = [...digits].map((d) => subscripts[Number(d)]).join('')
  return [own(greek, first) ?? first, ...rest].join('_') + lowered
}

const enclosed = within(bracketed)

const notation: Notation<Box> = {
  within: enclosed,
  number(value) {
    const decimal = value.decimal ? decimalText(value) : undefined
    const isNegative = signOf(value) < 0
    if (decimal !== undefined || isInteger(value))
      return { shown: word(decimal ?? String(value.n)), power: isNegative ? tight.sum : tight.atom }
    const bar = over(word(String(value.n).replace('-', '')), word(String(value.d)))
    return isNegative
      ? { shown: notation.negative(bar), power: tight.sum }
      : { shown: bar, power: tight.product }
  },
  exponent: (value) => atom(word((value.decimal ? decimalText(value) : undefined) ?? String(value))),
  constant: (name) => ({
    shown: word(constants[name] ?? name),
    power: name === '-oo' ? tight.sum : tight.atom,
  }),
  symbol: (e) => atom(word(symbolText(e.name))),
  sum: (terms) =>
    breakable(
      terms.map(({ negative, shown }, i) =>
        beside(word(i === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + '), shown),
      ),
    ),
  negative: (shown) => beside(word('-'), shown),
  product: (factors) => joined(factors, '⋅'),
  fraction: (top, bottom) => over(aside(notation, top), aside(notation, bottom)),
  power: (base, exponent) => ({
    shown: raised(enclosed(base, tight.power + 1), exponent.shown),
    power: tight.power,
  }),
  root: (inside, degree) => (degree === 2 ? { shown: rootBox(inside.shown), power: tight.power } : undefined),
  // sin²(x)
  powerOfCall(e, exponent, of) {
    if (exponent.d !== 1 || e.args.length !== 1 || ownSigns.has(e.name)) return undefined
    const head = raised(word(functionText(e)), word(String(exponent.n)))
    return { shown: beside(head, bracketed(of(e.args[0]!).shown)), power: tight.power }
  },
  call: writeCall,
  piecewise(cases, otherwise) {
    const rows = cases.map(([value, condition]) => [value, beside(word('for '), condition)] as const)
    if (otherwise !== undefined) rows.push([otherwise, word('otherwise')])
    return { shown: braced(table(rows)), power: tight.sum }
  },
  relation: (sign, a, b) => ({ shown: beside(a, word(` ${signs[sign]} `), b), power: tight.relation }),
  logic(name, parts) {
    const all = parts.map((part) => enclosed(part, tight[name] + 1))
    const shown = name === 'not' ? beside(word('¬'), all[0]!) : joined(all, name === 'and' ? ' ∧ ' : ' ∨ ')
    return { shown, power: tight[name] }
  },
}

const signs: Readonly<Record<string, string>> = { '<': '<', '<=': '≤', '==': '=', '!=': '≠' }

/** Functions that are written otherwise than by a name. */
const ownSigns = new Set(['exp', 'abs', 'floor', 'ceil', 'factorial', 'factorial2'])

/** A function by its sign, where that has no argument below or above it. */
function functionText({ name, args }: Expr): string {
  const { sign, place } = signOfFunction(name, args.length) ?? {}
  return sign === undefined || place !== undefined ? name : sign
}

function writeCall(e: Expr, of: Of<Box>): Piece<Box> {
  if (e.weights.length > 0) return writeDerivative(e, of)
  const form = writeForm(e, of)
  if (form !== undefined) return form
  const args = argumentsOf(e, of)
  switch (e.name) {
    case 'exp':
      return { shown: raised(word('e'), args[0]!), power: tight.power }
    case 'floor':
    case 'ceil':
      return atom(sided(args[0]!, e.name))
    case 'binomial':
      return atom(binomialBox(args[0]!, args[1]!))
    case 'abs':
      return atom(barred(args[0]!))
    case 'factorial':
    case 'factorial2': {
      const mark = word(e.name === 'factorial' ? '!' : '!!')
      return { shown: beside(enclosed(of(e.args[0]!), tight.atom), mark), power: tight.power }
    }
  }
  const { between = [] } = signOfFunction(e.name, e.args.length) ?? {}
  const list = args.flatMap((arg, i) => (i > 0 ? [word(between[i - 1] ?? ', '), arg] : [arg]))
  return atom(
    beside(
      word(functionText(e)),
      bracketed(
        row(
          list,
          list.flatMap((_, i) => (i > 0 && i % 2 === 0 ? [i] : [])),
        ),
      ),
    ),
  )
}

/** f′(x), a partial derivative by its symbols, or f with the orders above it. */
function writeDerivative(e: Expr, of: Of<Box>): Piece<Box> {
  const list = bracketed(
    joined(
      e.args.map((a) => of(a).shown),
      ', ',
    ),
  )
  const by = partialsOf(e)
  if (by !== undefined) {
    const variables = by.map(([i, order]) => [of(e.args[i]!).shown, order] as const)
    return { shown: derivativeBox(beside(word(e.name), list), variables, true), power: tight.power }
  }
  const orders = e.weights.map((w) => Number(w.n))
  const mark = orders.length === 1 ? primes[orders[0]!] : undefined
  const head = mark === undefined ? raised(word(e.name), word(`(${orders.join(',')})`)) : word(e.name + mark)
  return atom(beside(head, list))
}

/** Operations that are kept, in their signs. */
function writeForm(e: Expr, of: Of<Box>): Piece<Box> | undefined {
  if (!isForm(e) || isOrdered(e)) return undefined
  const [body, x, from, to] = e.args.map((a) => of(a).shown) as [Box, Box, Box?, Box?]
  if (e.name === 'Derivative')
    return { shown: derivativeBox(body, [[x, 1]], freeSymbols(e.args[0]!).length > 1), power: tight.power }
  const inner = enclosed(of(e.args[0]!), tight.product)
  if (e.name === 'Integral') return open(integralBox(inner, x, from, to))
  if (e.name === 'RootSum') return open(sumBox(inner, from!, word('0')))
  if (from === undefined || to === undefined) return undefined
  return open(e.name === 'Sum' ? sumBox(inner, x, from, to) : productBox(inner, x, from, to))
}
