import { isForm } from '../calculus/forms.ts'
import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isOne, type Rational, signOf } from '../number/rational.ts'
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
import { type Factor, orderedTerms, type Quotient, quotientOf, termOf, type View } from './order.ts'
import { binomialBox, derivativeBox, integralBox, productBox, sumBox } from './signs.ts'

/** A box and how tightly its outermost operator binds. */
interface Piece {
  readonly box: Box
  readonly power: number
  /** Whether this is the name of a part that stands elsewhere. */
  readonly named?: true
  /** Plain text, for the order of terms only. */
  readonly key: string
}
const tight = { or: 1, and: 2, not: 3, relation: 4, sum: 5, product: 6, power: 8, atom: 10 } as const
type Of = (e: Expr) => Piece

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
  const bindings = bindingsOf(root, options.treeLimit ?? 400, 60)
  const pieces = new Map<Expr, Piece>()
  const blocks: Box[] = []
  for (const { name, expr } of bindings) {
    blocks.push(beside(word(`${name} = `), pieceOf(expr, pieces).box))
    pieces.set(expr, { ...atom(name), named: true })
  }
  blocks.push(beside(word(options.label ?? ''), pieceOf(root, pieces).box))
  return blocks.map((b) => b.lines.map((l) => l.trimEnd()).join('\n')).join('\n\n')
}

const atom = (text: string): Piece => ({ box: word(text), power: tight.atom, key: text })

function pieceOf(root: Expr, pieces: Map<Expr, Piece>): Piece {
  const stack: Expr[] = [root]
  while (stack.length > 0) {
    const e = stack[stack.length - 1]!
    const missing = e.args.filter((a) => !pieces.has(a))
    if (missing.length > 0) {
      for (const a of missing) stack.push(a)
      continue
    }
    stack.pop()
    if (!pieces.has(e))
      pieces.set(
        e,
        write(e, (x) => pieces.get(x)!),
      )
  }
  return pieces.get(root)!
}

const piece = (b: Box, power: number): Piece => ({ box: b, power, key: b.lines.join('') })
const within = (p: Piece, least: number): Box => (p.power < least ? bracketed(p.box) : p.box)

export const greek: Readonly<Record<string, string>> = {
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Xi: 'Ξ',
  Pi: 'Π',
  Sigma: 'Σ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  iota: 'ι',
  upsilon: 'υ',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
}
const constants: Readonly<Record<string, string>> = {
  pi: 'π',
  E: 'e',
  I: 'i',
  EulerGamma: 'γ',
  oo: '∞',
  '-oo': '-∞',
  zoo: '∞̃',
}
const subscripts = '₀₁₂₃₄₅₆₇₈₉'

/** alpha_1 and x1 as α₁ and x₁. */
function symbolText(name: string): string {
  const match = /^(.*?\D)_?(\d+)$/.exec(name)
  const stem = match?.[1]?.replace(/_$/, '') ?? name
  return (greek[stem] ?? stem) + [...(match?.[2] ?? '')].map((d) => subscripts[Number(d)]).join('')
}

const viewOf = (of: (e: Expr) => Piece): View => ({
  key: (e) => of(e).key,
  named: (e) => (of(e) as Piece | undefined)?.named === true,
})

function write(e: Expr, of: Of): Piece {
  switch (e.kind) {
    case 'number':
      return writeNumber(e.value)
    case 'constant':
      return { ...atom(constants[e.name] ?? e.name), power: e.name === '-oo' ? tight.sum : tight.atom }
    case 'symbol':
      return { ...atom(symbolText(e.name)), key: e.name }
    case 'sum':
      return piece(writeSum(e, of), tight.sum)
    case 'product':
      return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
    case 'power': {
      const [base, exponent] = e.args as [Expr, Expr]
      if (exponent.kind !== 'number')
        return piece(raised(within(of(base), tight.power + 1), of(exponent).box), tight.power)
      if (signOf(exponent.value) < 0) return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
      return writeFactor({ base, exponent: exponent.value }, of)
    }
    case 'call':
      return writeCall(e, of)
    case 'piecewise': {
      const rows: Box[] = []
      for (let i = 0; i < e.args.length; i += 2) {
        const condition = e.args[i + 1]!
        rows.push(
          condition.name === 'true'
            ? beside(of(e.args[i]!).box, word('  otherwise'))
            : beside(of(e.args[i]!).box, word('  for '), of(condition).box),
        )
      }
      return piece(braced(rows), tight.sum)
    }
    case 'relation': {
      const sign = { '<': '<', '<=': '≤', '==': '=', '!=': '≠' }[e.name]
      return piece(
        beside(within(of(e.args[0]!), tight.sum), word(` ${sign} `), within(of(e.args[1]!), tight.sum)),
        tight.relation,
      )
    }
    case 'logic': {
      const power = tight[e.name as 'and' | 'or' | 'not']
      if (e.name === 'not') return piece(beside(word('¬'), within(of(e.args[0]!), power + 1)), power)
      return piece(
        joined(
          e.args.map((x) => within(of(x), power + 1)),
          e.name === 'and' ? ' ∧ ' : ' ∨ ',
        ),
        power,
      )
    }
  }
}

function joined(boxes: readonly Box[], separator: string): Box {
  return beside(...boxes.flatMap((b, i) => (i === 0 ? [b] : [word(separator), b])))
}

function writeNumber(value: Rational): Piece {
  const decimal = value.decimal ? decimalText(value) : undefined
  const power = signOf(value) < 0 ? tight.sum : tight.atom
  if (decimal !== undefined) return { ...atom(decimal), power }
  if (value.d === 1 || value.d === 1n) return { ...atom(String(value.n)), power }
  const bar = over(word(String(value.n).replace('-', '')), word(String(value.d)))
  return signOf(value) < 0 ? piece(beside(word('-'), bar), tight.sum) : piece(bar, tight.product)
}

function writeSum(e: Expr, of: Of): Box {
  return beside(
    ...orderedTerms(e, viewOf(of)).flatMap((term, i) => {
      const q = quotientOf(term, viewOf(of))
      const sign = i === 0 ? (q.negative ? '-' : '') : q.negative ? ' - ' : ' + '
      return [word(sign), writeQuotient({ ...q, negative: false }, of).box]
    }),
  )
}

function writeQuotient(q: Quotient, of: Of): Piece {
  const c = q.coefficient
  const decimal = c.decimal ? decimalText(c) : undefined
  const top = decimal !== undefined ? [word(decimal)] : c.n === 1 ? [] : [word(String(c.n))]
  const bottom = decimal !== undefined || c.d === 1 ? [] : [word(String(c.d))]
  const isBar = q.bottom.length + bottom.length > 0
  const side = (numbers: Box[], factors: readonly Factor[]): Box => {
    if (numbers.length + factors.length === 0) return word('1')
    const lone = isBar && numbers.length === 0 && factors.length === 1
    return joined(
      [
        ...numbers,
        ...factors.map((f) =>
          lone ? writeFactor(f, of).box : within(writeFactor(f, of), tight.product + 1),
        ),
      ],
      '⋅',
    )
  }
  const above = side(top, q.top)
  const whole = isBar ? over(above, side(bottom, q.bottom)) : above
  if (q.negative) return piece(beside(word('-'), whole), tight.sum)
  const single = !isBar && top.length === 0 && q.top.length === 1
  return piece(
    whole,
    single ? writeFactor(q.top[0]!, of).power : isBar || q.top.length > 0 ? tight.product : tight.atom,
  )
}

function writeFactor({ base, exponent }: Factor, of: Of): Piece {
  const inner = of(base)
  if (exponent === undefined || isOne(exponent)) return inner
  if (exponent.n === 1 && exponent.d === 2 && !exponent.decimal) return piece(rootBox(inner.box), tight.power)
  const text = exponent.d === 1 ? String(exponent.n) : (decimalOf(exponent) ?? `${exponent.n}/${exponent.d}`)
  // sin²(x)
  if (
    base.kind === 'call' &&
    base.weights.length === 0 &&
    exponent.d === 1 &&
    base.args.length === 1 &&
    base.name !== 'exp' &&
    base.name !== 'abs'
  )
    return piece(beside(raised(word(base.name), word(text)), bracketed(of(base.args[0]!).box)), tight.power)
  return piece(
    raised(
      base.kind === 'call' && base.name === 'exp' ? bracketed(inner.box) : within(inner, tight.power + 1),
      word(text),
    ),
    tight.power,
  )
}

const decimalOf = (x: Rational): string | undefined => (x.decimal ? decimalText(x) : undefined)

function writeCall(e: Expr, of: Of): Piece {
  const args = e.args.map((a) => of(a).box)
  const name = { maximum: 'max', minimum: 'min', gamma: 'Γ', digamma: 'ψ' }[e.name] ?? e.name
  if (e.weights.length > 0) {
    const orders = e.weights.map((w) => Number(w.n))
    const head =
      args.length === 1 && orders[0]! <= 3
        ? word(name + '′'.repeat(orders[0]!))
        : raised(word(name), word(`(${orders.join(',')})`))
    return piece(beside(head, bracketed(joined(args, ', '))), tight.atom)
  }
  const form = writeForm(e, args)
  if (form !== undefined) return piece(form, tight.sum)
  if (e.name === 'exp') return piece(raised(word('e'), args[0]!), tight.power)
  if (e.name === 'floor' || e.name === 'ceil') return piece(sided(args[0]!, e.name), tight.atom)
  if (e.name === 'binomial') return piece(binomialBox(args[0]!, args[1]!), tight.atom)
  if (e.name === 'abs') return piece(barred(args[0]!), tight.atom)
  if (e.name === 'factorial') return piece(beside(within(of(e.args[0]!), tight.atom), word('!')), tight.power)
  return piece(beside(word(name), args.length === 0 ? word('()') : bracketed(joined(args, ', '))), tight.atom)
}

/** Operations that are kept, in their signs. */
function writeForm(e: Expr, args: readonly Box[]): Box | undefined {
  const [body, x, from, to] = args as [Box, Box, Box | undefined, Box | undefined]
  if (!isForm(e)) return undefined
  if (e.name === 'Derivative') return derivativeBox(body, [[x, 1]])
  const inner = e.args[0]!.kind === 'sum' ? bracketed(body) : body
  if (e.name === 'Integral') return integralBox(inner, x, from, to)
  if (from === undefined || to === undefined) return undefined
  return e.name === 'Sum' ? sumBox(inner, x, from, to) : productBox(inner, x, from, to)
}
