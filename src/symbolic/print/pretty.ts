import { isForm } from '../calculus/forms.ts'
import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isInteger, type Rational, signOf } from '../number/rational.ts'
import { freeSymbols } from '../traverse.ts'
import { bindingsOf } from './bindings.ts'
import {
  type Box,
  barred,
  beside,
  braced,
  bracketed,
  over,
  raised,
  root as rootBox,
  sided,
  word,
} from './box.ts'
import { constants, greek } from './glyphs.ts'
import { aside, atom, type Notation, type Of, type Piece, tight, within, writer } from './notation.ts'
import { binomialBox, derivativeBox, integralBox, productBox, sumBox } from './signs.ts'

export interface PrettyOptions {
  /** From how many nodes on shared parts are named first. */
  readonly treeLimit?: number
  /** Stands before the expression on its baseline, as `f(x) = `. */
  readonly label?: string
}

/**
 * Writes an expression in two dimensions, in Unicode, as on paper. Above `treeLimit` nodes shared parts are named first.
 *
 * @example
 * pretty(parse('x^2/(x + 1)'))
 * //    2
 * //   x
 * // ─────
 * // x + 1
 */
export function pretty(root: Expr, options: PrettyOptions = {}): string {
  const { write, define } = writer(notation)
  const blocks = bindingsOf(root, options.treeLimit ?? 400, 60).map(({ name, expr }) =>
    beside(word(`${name} = `), define(expr, word(name))),
  )
  blocks.push(beside(word(options.label ?? ''), write(root).shown))
  return blocks.map((b) => b.lines.map((l) => l.trimEnd()).join('\n')).join('\n\n')
}

const subscripts = '₀₁₂₃₄₅₆₇₈₉'

/** alpha_1 and x1 as α₁ and x₁. */
function symbolText(name: string): string {
  const match = /^(.*?\D)_?(\d+)$/.exec(name)
  const stem = match?.[1]?.replace(/_$/, '') ?? name
  return (greek[stem] ?? stem) + [...(match?.[2] ?? '')].map((d) => subscripts[Number(d)]).join('')
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
  exponent: (value) => atom(word((value.decimal ? decimalText(value) : undefined) ?? fractionText(value))),
  constant: (name) => ({
    shown: word(constants[name] ?? name),
    power: name === '-oo' ? tight.sum : tight.atom,
  }),
  symbol: (e) => atom(word(symbolText(e.name))),
  sum: (terms) =>
    beside(
      ...terms.flatMap(({ negative, shown }, i) => [
        word(i === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + '),
        shown,
      ]),
    ),
  negative: (shown) => beside(word('-'), shown),
  product: (factors) => joined(factors, '⋅'),
  fraction: (top, bottom) => over(aside(notation, top), aside(notation, bottom)),
  power: (base, exponent) => ({
    shown: raised(enclosed(base, tight.power + 1), exponent.shown),
    power: tight.power,
  }),
  root: (inside, degree) => (degree === 2 ? { shown: rootBox(inside.shown), power: tight.power } : undefined),
  powerOfCall(e, exponent, of) {
    if (exponent.d !== 1 || e.args.length !== 1 || e.name === 'exp' || e.name === 'abs') return undefined
    const head = raised(word(e.name), word(String(exponent.n)))
    return { shown: beside(head, bracketed(of(e.args[0]!).shown)), power: tight.power }
  },
  call: writeCall,
  piecewise(cases, otherwise) {
    const rows = cases.map(([value, condition]) => beside(value, word('  for '), condition))
    if (otherwise !== undefined) rows.push(beside(otherwise, word('  otherwise')))
    return { shown: braced(rows), power: tight.sum }
  },
  relation: (sign, a, b) => ({ shown: beside(a, word(` ${signs[sign]} `), b), power: tight.relation }),
  logic(name, parts) {
    const all = parts.map((part) => enclosed(part, tight[name] + 1))
    const shown = name === 'not' ? beside(word('¬'), all[0]!) : joined(all, name === 'and' ? ' ∧ ' : ' ∨ ')
    return { shown, power: tight[name] }
  },
  key: (shown, e) => (e.kind === 'symbol' ? e.name : shown.lines.join('')),
}

const signs: Readonly<Record<string, string>> = { '<': '<', '<=': '≤', '==': '=', '!=': '≠' }
const fractionText = (value: Rational): string =>
  isInteger(value) ? String(value.n) : `${value.n}/${value.d}`

const joined = (boxes: readonly Box[], separator: string): Box =>
  beside(...boxes.flatMap((b, i) => (i === 0 ? [b] : [word(separator), b])))

function writeCall(e: Expr, of: Of<Box>): Piece<Box> {
  const args = e.args.map((a) => of(a).shown)
  const name = { maximum: 'max', minimum: 'min', gamma: 'Γ', digamma: 'ψ' }[e.name] ?? e.name
  if (e.weights.length > 0) {
    const orders = e.weights.map((w) => Number(w.n))
    // f(x, y) by its own arguments
    if (args.length > 1 && e.args.every((a, i) => a.kind === 'symbol' && e.args.indexOf(a) === i)) {
      const plain = beside(word(name), bracketed(joined(args, ', ')))
      const by = args.flatMap((a, i): [Box, number][] => (orders[i] === 0 ? [] : [[a, orders[i]!]]))
      return { shown: derivativeBox(plain, by, true), power: tight.sum }
    }
    const head =
      args.length === 1 && orders[0]! <= 3
        ? word(name + '′'.repeat(orders[0]!))
        : raised(word(name), word(`(${orders.join(',')})`))
    return atom(beside(head, bracketed(joined(args, ', '))))
  }
  const form = writeForm(e, args)
  if (form !== undefined) return { shown: form, power: tight.sum }
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
      return { shown: beside(enclosed(of(e.args[0]!), tight.atom), word('!')), power: tight.power }
    default:
      return atom(beside(word(name), args.length === 0 ? word('()') : bracketed(joined(args, ', '))))
  }
}

/** Operations that are kept, in their signs. */
function writeForm(e: Expr, args: readonly Box[]): Box | undefined {
  const [body, x, from, to] = args as [Box, Box, Box | undefined, Box | undefined]
  if (!isForm(e)) return undefined
  if (e.name === 'Derivative') return derivativeBox(body, [[x, 1]], freeSymbols(e.args[0]!).length > 1)
  const inner = e.args[0]!.kind === 'sum' ? bracketed(body) : body
  if (e.name === 'Integral') return integralBox(inner, x, from, to)
  if (from === undefined || to === undefined) return undefined
  return e.name === 'Sum' ? sumBox(inner, x, from, to) : productBox(inner, x, from, to)
}
