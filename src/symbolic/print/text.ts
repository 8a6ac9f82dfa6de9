import { checkOptions } from '../../options.ts'
import { isForm, isHeld, isOrdered } from '../build/forms.ts'
import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isInteger, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { functionText, symbolText } from '../parse/names.ts'
import { freeSymbols } from '../traverse.ts'
import { bindingsOf } from './bindings.ts'
import {
  argumentsOf,
  atom,
  inline,
  type Notation,
  type Of,
  type Piece,
  type Printed,
  rootsOf,
  signedTerms,
  standsAlone,
  tight,
  type Writer,
  within,
  writer,
  writtenWith,
} from './notation.ts'

export interface TextOptions {
  /** Above this many nodes as a tree, shared parts are named first: `let t1 = ...`, a line each. */
  readonly treeLimit?: number
}

/**
 * Writes an expression, or a matrix or list of them, as text in a textbook's order; `parse` reads it back to the same expression.
 *
 * @example
 * text(diff(parse('1/(1 + exp(-x))'), 'x')) // 'exp(-x)/(1 + exp(-x))^2'
 */
export function text(printed: Printed, options: TextOptions = {}): string {
  const roots = rootsOf(printed)
  checkOptions('text', options, ['treeLimit'])
  const writer = plainWriter()
  const lines = bindingsOf(roots, options.treeLimit).map(
    ({ name, expr }) => `let ${name} = ${writer.define(expr, name, name)}`,
  )
  const list = (parts: readonly string[]): string => `[${parts.join(', ')}]`
  const last = writtenWith(writer, printed, (rows) =>
    list(rows.map((row, i) => (Array.isArray((printed as readonly unknown[])[i]) ? list(row) : row[0]!))),
  )
  return [...lines, last].join('\n')
}

/** Writes expressions as `text` does, part by part. */
export const plainWriter = (): Writer<string> => writer(notation)

const brackets = within((inside: string) => `(${inside})`)

const notation: Notation<string> = {
  within: brackets,
  number(value) {
    const decimal = value.decimal ? decimalText(value) : undefined
    const whole = decimal ?? (isInteger(value) ? String(value.n) : undefined)
    const power = signOf(value) < 0 ? tight.sum : whole === undefined ? tight.product : tight.atom
    return { shown: whole ?? `${value.n}/${value.d}`, power }
  },
  constant: (name) => ({ shown: name, power: name === '-oo' ? tight.sum : tight.atom }),
  symbol: (e) => atom(symbolText(e.name)),
  sum: signedTerms,
  negative: (shown) => `-${shown}`,
  product: (factors) => factors.join('*'),
  fraction: (top, bottom) =>
    inline(notation, top, readsAsDerivative(top, bottom) ? [{ ...bottom[0]!, power: tight.or }] : bottom),
  power: (base, exponent) => ({
    shown: `${brackets(base, tight.power + 1)}^${brackets(exponent, tight.power + 1)}`,
    power: tight.power,
  }),
  root: (inside, degree) => (degree === 2 ? atom(`sqrt(${inside.shown})`) : undefined),
  call: writeCall,
  piecewise(cases, otherwise) {
    const [value, condition] = cases[0]!
    if (cases.length === 1 && otherwise !== undefined)
      return atom(`where(${condition}, ${value}, ${otherwise})`)
    return atom(`piecewise(${[...cases.flat(), ...(otherwise === undefined ? [] : [otherwise])].join(', ')})`)
  },
  relation: (sign, a, b) => ({ shown: `${a} ${sign} ${b}`, power: tight.relation }),
  logic(name, parts) {
    const all = parts.map((part) => brackets(part, tight[name] + 1))
    return { shown: name === 'not' ? `not ${all[0]}` : all.join(` ${name} `), power: tight[name] }
  },
}

/** Whether it is d/dirac(x), which would be read as a derivative. */
const readsAsDerivative = (top: readonly Piece<string>[], bottom: readonly Piece<string>[]): boolean =>
  bottom.length === 1 &&
  /^d\p{L}/u.test(bottom[0]!.shown) &&
  /(?:^|\W)d(?:\^\d+)?$/.test(top.at(-1)?.shown ?? '')

/** Names that are printed otherwise than they are kept. */
const printedNames: Readonly<Record<string, string>> = { maximum: 'max', minimum: 'min' }

function writeCall(e: Expr, of: Of<string>): Piece<string> {
  const args = argumentsOf(e, of)
  const name = own(printedNames, e.name) ?? (isForm(e) ? e.name : functionText(e.name, e.args.length))
  if (isOrdered(e)) return atom(`Derivative(${args[0]}, (${args[1]}, ${args[2]}))`)
  if (isHeld(e)) return atom(`Derivative(${args.join(', ')}, evaluate=False)`)
  if (e.weights.length === 0) return atom(`${name}(${args.join(', ')})`)
  if (args.length === 1 && Number(e.weights[0]!.n) <= 3)
    return atom(`${name}${"'".repeat(Number(e.weights[0]!.n))}(${args[0]})`)
  return atom(writePartial(e, name, args))
}

/** Derivative(f(x, y), x, 2), with Subs where an argument is not a symbol of its own. */
function writePartial(e: Expr, name: string, args: string[]): string {
  const substituted: [string, string][] = []
  const by: string[] = []
  const places = args.map((arg, i) => {
    const order = e.weights[i]!.n
    if (order === 0) return arg
    const alone = standsAlone(e, i)
    const place = alone ? arg : freshName(e, i)
    if (!alone) substituted.push([place, arg])
    by.push(place)
    if (order !== 1) by.push(String(order))
    return place
  })
  let text = `Derivative(${name}(${places.join(', ')}), ${by.join(', ')})`
  for (const [place, value] of substituted) text = `Subs(${text}, ${place}, ${value})`
  return text
}

/** A name for the argument number i that no argument uses. */
function freshName(e: Expr, i: number): string {
  const taken = new Set(e.args.flatMap((arg) => freeSymbols(arg).map((s) => s.name)))
  let name = `xi_${i + 1}`
  while (taken.has(name)) name += '_'
  return name.endsWith('_') ? `${name}1` : name
}
