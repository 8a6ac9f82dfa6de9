import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isOne, type Rational, signOf } from '../number/rational.ts'
import { functionText, symbolText } from '../parse/names.ts'
import { freeSymbols } from '../traverse.ts'
import { bindingsOf } from './bindings.ts'
import { type Factor, orderedTerms, type Quotient, quotientOf, termOf, type View } from './order.ts'

/** A piece of text and how tightly its outermost operator binds. */
interface Piece {
  readonly text: string
  readonly power: number
  /** Whether this is the name of a part that stands elsewhere. */
  readonly named?: true
}

const tight = { or: 1, and: 2, not: 3, relation: 4, sum: 5, product: 6, power: 8, atom: 10 } as const

export interface TextOptions {
  /** Above this many nodes as a tree, shared parts are named first: `let t1 = ...`, a line each. */
  readonly treeLimit?: number
}

/**
 * Writes an expression as text in a textbook's order; `parse` reads it back to the same expression.
 *
 * @example
 * text(diff(parse('1/(1 + exp(-x))'), 'x')) // 'exp(-x)/(1 + exp(-x))^2'
 */
export function text(root: Expr, options: TextOptions = {}): string {
  const bindings = bindingsOf(root, options.treeLimit)
  const pieces = new Map<Expr, Piece>()
  const lines: string[] = []
  for (const { name, expr } of bindings) {
    lines.push(`let ${name} = ${pieceOf(expr, pieces).text}`)
    pieces.set(expr, { text: name, power: tight.atom, named: true })
  }
  lines.push(pieceOf(root, pieces).text)
  return lines.join('\n')
}

function pieceOf(root: Expr, pieces: Map<Expr, Piece>): Piece {
  const stack: Expr[] = [root]
  while (stack.length > 0) {
    const e = stack[stack.length - 1]!
    let ready = true
    for (let i = e.args.length - 1; i >= 0; i--)
      if (!pieces.has(e.args[i]!)) {
        stack.push(e.args[i]!)
        ready = false
      }
    if (!ready) continue
    stack.pop()
    if (!pieces.has(e))
      pieces.set(
        e,
        write(e, (x) => pieces.get(x)!),
      )
  }
  return pieces.get(root)!
}

const within = (piece: Piece, least: number): string => (piece.power < least ? `(${piece.text})` : piece.text)

const viewOf = (of: (e: Expr) => Piece): View => ({
  key: (e) => of(e).text,
  named: (e) => (of(e) as Piece | undefined)?.named === true,
})

function write(e: Expr, of: (e: Expr) => Piece): Piece {
  switch (e.kind) {
    case 'number':
      return writeNumber(e.value)
    case 'constant':
      return { text: e.name, power: e.name === '-oo' ? tight.sum : tight.atom }
    case 'symbol':
      return { text: symbolText(e.name), power: tight.atom }
    case 'sum':
      return { text: writeSum(e, of), power: tight.sum }
    case 'product':
      return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
    case 'power': {
      const exponent = e.args[1]!
      if (exponent.kind === 'number' && signOf(exponent.value) < 0)
        return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
      if (exponent.kind === 'number') return writeFactor({ base: e.args[0]!, exponent: exponent.value }, of)
      return {
        text: `${within(of(e.args[0]!), tight.power + 1)}^${within(of(exponent), tight.power + 1)}`,
        power: tight.power,
      }
    }
    case 'call':
      return writeCall(e, of)
    case 'piecewise': {
      const parts = e.args.map((a) => of(a).text)
      const last = parts.length - 1
      if (parts.length === 4 && parts[3] === 'true')
        return { text: `where(${parts[1]}, ${parts[0]}, ${parts[2]})`, power: tight.atom }
      if (parts[last] === 'true') parts.pop()
      return { text: `piecewise(${parts.join(', ')})`, power: tight.atom }
    }
    case 'relation': {
      const [a, b] = e.args.map((x) => within(of(x), tight.sum)) as [string, string]
      return { text: `${a} ${e.name} ${b}`, power: tight.relation }
    }
    case 'logic': {
      const power = tight[e.name as 'and' | 'or' | 'not']
      if (e.name === 'not') return { text: `not ${within(of(e.args[0]!), power + 1)}`, power }
      return { text: e.args.map((x) => within(of(x), power + 1)).join(` ${e.name} `), power }
    }
  }
}

function writeNumber(value: Rational): Piece {
  const decimal = value.decimal ? decimalText(value) : undefined
  if (decimal !== undefined) return { text: decimal, power: signOf(value) < 0 ? tight.sum : tight.atom }
  const whole = value.d === 1 || value.d === 1n
  const power = signOf(value) < 0 ? tight.sum : whole ? tight.atom : tight.product
  return { text: whole ? String(value.n) : `${value.n}/${value.d}`, power }
}

function writeSum(e: Expr, of: (e: Expr) => Piece): string {
  const parts: string[] = []
  orderedTerms(e, viewOf(of)).forEach((term, i) => {
    const quotient = quotientOf(term, viewOf(of))
    const { text } = writeQuotient({ ...quotient, negative: false }, of)
    parts.push(i === 0 ? (quotient.negative ? '-' : '') : quotient.negative ? ' - ' : ' + ', text)
  })
  return parts.join('')
}

function writeQuotient(q: Quotient, of: (e: Expr) => Piece): Piece {
  const c = q.coefficient
  const decimal = c.decimal ? decimalText(c) : undefined
  const top = q.top.map((f) => within(writeFactor(f, of), tight.product + 1))
  const bottom = q.bottom.map((f) => writeFactor(f, of))
  if (decimal !== undefined) top.unshift(decimal)
  else {
    if (c.n !== 1 && c.n !== 1n) top.unshift(String(c.n))
    if (c.d !== 1 && c.d !== 1n) bottom.unshift({ text: String(c.d), power: tight.atom })
  }
  let text = top.length === 0 ? '1' : top.join('*')
  if (bottom.length === 1) {
    const below = within(bottom[0]!, tight.product + 1)
    // d/dirac(x) would be read as a derivative
    text += /(?:^|\W)d(?:\^\d+)?$/.test(text) && /^d\p{L}/u.test(below) ? `/(${below})` : `/${below}`
  } else if (bottom.length > 1) text += `/(${bottom.map((b) => within(b, tight.product + 1)).join('*')})`
  const bare =
    bottom.length === 0 && top.length === 1 && q.top.length === 1
      ? writeFactor(q.top[0]!, of).power
      : tight.product
  const single = bottom.length === 0 && top.length <= 1
  return {
    text: q.negative ? '-' + text : text,
    power: q.negative ? tight.sum : single ? (q.top.length === 0 ? tight.atom : bare) : tight.product,
  }
}

function writeFactor({ base, exponent }: Factor, of: (e: Expr) => Piece): Piece {
  const piece = of(base)
  if (exponent === undefined || isOne(exponent)) return piece
  if (exponent.n === 1 && exponent.d === 2 && !exponent.decimal)
    return { text: `sqrt(${piece.text})`, power: tight.atom }
  return {
    text: `${within(piece, tight.power + 1)}^${within(writeNumber(exponent), tight.power + 1)}`,
    power: tight.power,
  }
}

/** Names that are printed otherwise than they are kept. */
const printedNames: Readonly<Record<string, string>> = { maximum: 'max', minimum: 'min' }

function writeCall(e: Expr, of: (e: Expr) => Piece): Piece {
  const args = e.args.map((a) => of(a).text)
  const name = printedNames[e.name] ?? functionText(e.name, args.length)
  if (isHeld(e)) return { text: `Derivative(${args.join(', ')}, evaluate=False)`, power: tight.atom }
  if (e.weights.length === 0) return { text: `${name}(${args.join(', ')})`, power: tight.atom }
  if (args.length === 1 && Number(e.weights[0]!.n) <= 3)
    return { text: `${name}${"'".repeat(Number(e.weights[0]!.n))}(${args[0]})`, power: tight.atom }
  return { text: writePartial(e, name, args), power: tight.atom }
}

/** Derivative(f(x, y), x, 2), with Subs where an argument is not a symbol of its own. */
function writePartial(e: Expr, name: string, args: string[]): string {
  const substituted: [string, string][] = []
  const by: string[] = []
  const places = e.args.map((arg, i) => {
    const order = e.weights[i]!.n
    if (order === 0) return args[i]!
    const alone =
      arg.kind === 'symbol' && e.args.every((other, k) => k === i || (other.mask & arg.mask) === 0)
    const place = alone ? args[i]! : freshName(e, i)
    if (!alone) substituted.push([place, args[i]!])
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

/** Whether this is a derivative that could be taken and is not: reading it back would take it. */
export const isHeld = (e: Expr): boolean => {
  if (e.name !== 'Derivative' || e.weights.length > 0 || e.args.length !== 2) return false
  const [body, x] = e.args as [Expr, Expr]
  const waits =
    body.name === 'Derivative' || (body.args.length === 4 && body.args.slice(2).some((a) => a.mask & x.mask))
  return !(body.kind === 'call' && ['Derivative', 'Sum', 'Product'].includes(body.name) && waits)
}
