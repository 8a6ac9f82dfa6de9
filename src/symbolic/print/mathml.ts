import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isOne, type Rational, signOf } from '../number/rational.ts'
import { aritiesOf } from '../parse/names.ts'
import { bindingsOf } from './bindings.ts'
import { type Factor, orderedTerms, type Quotient, quotientOf, termOf, type View } from './order.ts'
import { greek } from './pretty.ts'

interface Piece {
  readonly text: string
  readonly power: number
  readonly named?: true
}
const tight = { or: 1, and: 2, not: 3, relation: 4, sum: 5, product: 6, power: 8, atom: 10 } as const
type Of = (e: Expr) => Piece

/** Whether XML allows a character: no control characters, no halves of pairs. */
const isAllowed = (c: string): boolean => {
  const code = c.codePointAt(0)!
  if (code < 32) return code === 9 || code === 10 || code === 13
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff
}
const escaped = (text: string): string =>
  [...text]
    .map((c) => (isAllowed(c) ? c : '\ufffd'))
    .join('')
    .replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

const mi = (text: string): string => `<mi>${escaped(text)}</mi>`
const mn = (text: string): string => `<mn>${escaped(text)}</mn>`
const mo = (text: string): string => `<mo>${escaped(text)}</mo>`
const row = (...parts: readonly string[]): string =>
  parts.length === 1 ? parts[0]! : `<mrow>${parts.join('')}</mrow>`
const fenced = (text: string, open = '(', close = ')'): string => row(mo(open), text, mo(close))
const invisibleTimes = '<mo>&#x2062;</mo>'
const apply = '<mo>&#x2061;</mo>'
const within = (piece: Piece, least: number): string =>
  piece.power < least ? fenced(piece.text) : piece.text

export interface MathmlOptions {
  /** Above this many nodes as a tree, shared parts are named first, a row each. */
  readonly treeLimit?: number
  /** Stands in a line of text rather than in a paragraph of its own. */
  readonly inline?: boolean
}

/**
 * Writes an expression in presentation MathML, as valid XML that browsers show. Shared parts of a large expression are
 * named first, a row each.
 *
 * Source: MathML Core, https://www.w3.org/TR/mathml-core/
 *
 * @example
 * mathml(parse('x/2')) // '<math ...><mfrac><mi>x</mi><mn>2</mn></mfrac></math>'
 */
export function mathml(root: Expr, options: MathmlOptions = {}): string {
  const bindings = bindingsOf(root, options.treeLimit)
  const pieces = new Map<Expr, Piece>()
  const rows: string[] = []
  for (const { name, expr } of bindings) {
    rows.push(row(symbolMathml(name), mo('='), pieceOf(expr, pieces).text))
    pieces.set(expr, { text: symbolMathml(name), power: tight.atom, named: true })
  }
  const last = pieceOf(root, pieces).text
  const body =
    rows.length === 0
      ? last
      : `<mtable>${[...rows, last].map((r) => `<mtr><mtd>${r}</mtd></mtr>`).join('')}</mtable>`
  return `<math xmlns="http://www.w3.org/1998/Math/MathML" ${options.inline ? 'displaystyle="true"' : 'display="block"'}>${body}</math>`
}

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

function symbolMathml(name: string): string {
  const match = /^(\p{L}+)(?:(\d+)|_(.+))$/u.exec(name)
  const stem = match?.[1] ?? name
  const below = match?.[2] ?? match?.[3]?.replaceAll('_', ',')
  const base = mi(greek[stem] ?? stem)
  return below === undefined ? base : `<msub>${base}${/^\d+$/.test(below) ? mn(below) : mi(below)}</msub>`
}

const constants: Readonly<Record<string, string>> = {
  pi: 'π',
  E: 'e',
  I: 'i',
  EulerGamma: 'γ',
  oo: '∞',
  zoo: '∞̃',
}

const viewOf = (of: Of): View => ({
  key: (e) => of(e).text,
  named: (e) => (of(e) as Piece | undefined)?.named === true,
})

function write(e: Expr, of: Of): Piece {
  switch (e.kind) {
    case 'number':
      return writeNumber(e.value)
    case 'constant':
      if (e.name === '-oo') return { text: row(mo('−'), mn('∞')), power: tight.sum }
      return { text: mi(constants[e.name] ?? e.name), power: tight.atom }
    case 'symbol':
      return { text: symbolMathml(e.name), power: tight.atom }
    case 'sum':
      return { text: row(...writeSum(e, of)), power: tight.sum }
    case 'product':
      return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
    case 'power': {
      const [base, exponent] = e.args as [Expr, Expr]
      if (exponent.kind !== 'number')
        return {
          text: `<msup>${within(of(base), tight.power + 1)}${of(exponent).text}</msup>`,
          power: tight.power,
        }
      if (signOf(exponent.value) < 0) return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
      return writeFactor({ base, exponent: exponent.value }, of)
    }
    case 'call':
      return writeCall(e, of)
    case 'piecewise': {
      const rows: string[] = []
      for (let i = 0; i < e.args.length; i += 2) {
        const condition = e.args[i + 1]!
        const test =
          condition.name === 'true'
            ? '<mtext>otherwise</mtext>'
            : row('<mtext>if&#xA0;</mtext>', of(condition).text)
        rows.push(`<mtr><mtd>${of(e.args[i]!).text}</mtd><mtd>${test}</mtd></mtr>`)
      }
      return { text: row(mo('{'), `<mtable>${rows.join('')}</mtable>`), power: tight.sum }
    }
    case 'relation': {
      const sign = { '<': '<', '<=': '≤', '==': '=', '!=': '≠' }[e.name] ?? e.name
      const [a, b] = e.args.map((x) => within(of(x), tight.sum)) as [string, string]
      return { text: row(a, mo(sign), b), power: tight.relation }
    }
    case 'logic': {
      const power = tight[e.name as 'and' | 'or' | 'not']
      if (e.name === 'not') return { text: row(mo('¬'), within(of(e.args[0]!), power + 1)), power }
      const sign = mo(e.name === 'and' ? '∧' : '∨')
      return {
        text: row(...e.args.flatMap((x, i) => (i > 0 ? [sign] : []).concat(within(of(x), power + 1)))),
        power,
      }
    }
  }
}

function writeNumber(value: Rational): Piece {
  const decimal = value.decimal ? decimalText(value) : undefined
  const negative = signOf(value) < 0
  const signed = (text: string, power: number): Piece =>
    negative ? { text: row(mo('−'), text), power: tight.sum } : { text, power }
  if (decimal !== undefined) return signed(mn(decimal.replace('-', '')), tight.atom)
  const top = mn(String(value.n).replace('-', ''))
  if (value.d === 1 || value.d === 1n) return signed(top, tight.atom)
  return signed(`<mfrac>${top}${mn(String(value.d))}</mfrac>`, tight.product)
}

const writeSum = (e: Expr, of: Of): string[] =>
  orderedTerms(e, viewOf(of)).flatMap((term, i) => {
    const q = quotientOf(term, viewOf(of))
    const sign = i === 0 ? (q.negative ? [mo('−')] : []) : [mo(q.negative ? '-' : '+')]
    return [...sign, writeQuotient({ ...q, negative: false }, of).text]
  })

function writeQuotient(q: Quotient, of: Of): Piece {
  const c = q.coefficient
  const decimal = c.decimal ? writeNumber(c).text : undefined
  const top = decimal !== undefined ? [decimal] : c.n === 1 ? [] : [mn(String(c.n))]
  const bottom = decimal !== undefined || c.d === 1 ? [] : [mn(String(c.d))]
  const isBar = q.bottom.length + bottom.length > 0
  const side = (numbers: readonly string[], factors: readonly Factor[]): string => {
    if (numbers.length + factors.length === 0) return mn('1')
    const bare = isBar && numbers.length === 0 && factors.length === 1
    const parts = factors.map((f) =>
      bare ? writeFactor(f, of).text : within(writeFactor(f, of), tight.product + 1),
    )
    return row(...[...numbers, ...parts].flatMap((part, i) => (i > 0 ? [invisibleTimes, part] : [part])))
  }
  const above = side(top, q.top)
  const text = isBar ? `<mfrac>${above}${side(bottom, q.bottom)}</mfrac>` : above
  if (q.negative) return { text: row(mo('−'), text), power: tight.sum }
  const alone = !isBar && top.length === 0 && q.top.length === 1
  return {
    text,
    power: alone ? writeFactor(q.top[0]!, of).power : isBar || q.top.length > 0 ? tight.product : tight.atom,
  }
}

function writeFactor({ base, exponent }: Factor, of: Of): Piece {
  const piece = of(base)
  if (exponent === undefined || isOne(exponent)) return piece
  if (exponent.n === 1 && !exponent.decimal)
    return {
      text:
        exponent.d === 2
          ? `<msqrt>${piece.text}</msqrt>`
          : `<mroot>${piece.text}${mn(String(exponent.d))}</mroot>`,
      power: tight.atom,
    }
  return {
    text: `<msup>${within(piece, tight.power + 1)}${writeNumber(exponent).text}</msup>`,
    power: tight.power,
  }
}

const names: Readonly<Record<string, string>> = {
  maximum: 'max',
  minimum: 'min',
  gamma: 'Γ',
  logistic: 'σ',
  dirac: 'δ',
}

function writeCall(e: Expr, of: Of): Piece {
  const args = e.args.map((a) => of(a).text)
  const [body = '', x = '', from, to] = args
  const known = aritiesOf(e.name)?.includes(args.length) ?? false
  const head = known ? mi(names[e.name] ?? e.name) : symbolMathml(e.name)
  const list = fenced(row(...args.flatMap((a, i) => (i > 0 ? [mo(','), a] : [a]))))
  if (e.weights.length > 0) {
    const orders = e.weights.map((w) => Number(w.n))
    const mark =
      args.length === 1 && orders[0]! <= 3 ? mo('′'.repeat(orders[0]!)) : fenced(mn(orders.join(',')))
    return { text: row(`<msup>${head}${mark}</msup>`, apply, list), power: tight.atom }
  }
  const limits = (sign: string): string =>
    from === undefined ? mo(sign) : `<munderover>${mo(sign)}${from}${to}</munderover>`
  if (e.name === 'Integral') return { text: row(limits('∫'), body, row(mo('d'), x)), power: tight.sum }
  if ((e.name === 'Sum' || e.name === 'Product') && from !== undefined) {
    const under = row(x, mo('='), from)
    const sign = mo(e.name === 'Sum' ? '∑' : '∏')
    return { text: row(`<munderover>${sign}${under}${to}</munderover>`, fenced(body)), power: tight.sum }
  }
  if (e.name === 'Derivative' && args.length === 2)
    return { text: row(`<mfrac>${mi('d')}${row(mi('d'), x)}</mfrac>`, fenced(body)), power: tight.power }
  if (e.name === 'exp') return { text: `<msup>${mi('e')}${body}</msup>`, power: tight.power }
  if (e.name === 'abs') return { text: fenced(body, '|', '|'), power: tight.atom }
  if (e.name === 'floor') return { text: fenced(body, '⌊', '⌋'), power: tight.atom }
  if (e.name === 'ceil') return { text: fenced(body, '⌈', '⌉'), power: tight.atom }
  if (e.name === 'cbrt') return { text: `<mroot>${body}${mn('3')}</mroot>`, power: tight.atom }
  if (e.name === 'factorial')
    return { text: row(within(of(e.args[0]!), tight.atom), mo('!')), power: tight.power }
  if (e.name === 'binomial')
    return { text: fenced(`<mfrac linethickness="0">${body}${x}</mfrac>`), power: tight.atom }
  return { text: row(head, apply, list), power: tight.atom }
}
