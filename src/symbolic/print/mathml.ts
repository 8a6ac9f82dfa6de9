import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isInteger, signOf } from '../number/rational.ts'
import { aritiesOf } from '../parse/names.ts'
import { bindingsOf } from './bindings.ts'
import { constants, greek } from './glyphs.ts'
import { aside, atom, type Notation, type Of, type Piece, tight, within, writer } from './notation.ts'

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
/** Added up rather than joined: a nest of rows would be copied at each level. */
const row = (...parts: readonly string[]): string =>
  parts.length === 1 ? parts[0]! : `<mrow>${parts.reduce((text, part) => text + part, '')}</mrow>`
const fenced = (text: string, open = '(', close = ')'): string => row(mo(open), text, mo(close))
const invisibleTimes = '<mo>&#x2062;</mo>'
const apply = '<mo>&#x2061;</mo>'
const enclosed = within((inside: string) => fenced(inside))
const separated = (parts: readonly string[], sign: string): string =>
  row(...parts.flatMap((part, i) => (i > 0 ? [sign, part] : [part])))

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
  const { write, define } = writer(notation)
  const rows = bindingsOf(root, options.treeLimit).map(({ name, expr }) => {
    const shown = symbolMathml(name)
    return row(shown, mo('='), define(expr, shown))
  })
  const last = write(root).shown
  const body =
    rows.length === 0
      ? last
      : `<mtable>${[...rows, last].map((r) => `<mtr><mtd>${r}</mtd></mtr>`).join('')}</mtable>`
  return `<math xmlns="http://www.w3.org/1998/Math/MathML" ${options.inline ? 'displaystyle="true"' : 'display="block"'}>${body}</math>`
}

function symbolMathml(name: string): string {
  const match = /^(\p{L}+)(?:(\d+)|_(.+))$/u.exec(name)
  const stem = match?.[1] ?? name
  const below = match?.[2] ?? match?.[3]?.replaceAll('_', ',')
  const base = mi(greek[stem] ?? stem)
  return below === undefined ? base : `<msub>${base}${/^\d+$/.test(below) ? mn(below) : mi(below)}</msub>`
}

const notation: Notation<string> = {
  within: enclosed,
  number(value) {
    const decimal = value.decimal ? decimalText(value)?.replace('-', '') : undefined
    const top = mn(decimal ?? String(value.n).replace('-', ''))
    const isWhole = decimal !== undefined || isInteger(value)
    const shown = isWhole ? top : `<mfrac>${top}${mn(String(value.d))}</mfrac>`
    if (signOf(value) < 0) return { shown: notation.negative(shown), power: tight.sum }
    return { shown, power: isWhole ? tight.atom : tight.product }
  },
  constant: (name) =>
    name === '-oo' ? { shown: row(mo('−'), mn('∞')), power: tight.sum } : atom(mi(constants[name] ?? name)),
  symbol: (e) => atom(symbolMathml(e.name)),
  sum: (terms) =>
    row(
      ...terms.flatMap(({ negative, shown }, i) =>
        i === 0 ? (negative ? [mo('−'), shown] : [shown]) : [mo(negative ? '-' : '+'), shown],
      ),
    ),
  negative: (shown) => row(mo('−'), shown),
  product: (factors) => separated(factors, invisibleTimes),
  fraction: (top, bottom) => `<mfrac>${aside(notation, top)}${aside(notation, bottom)}</mfrac>`,
  power: (base, exponent) => ({
    shown: `<msup>${enclosed(base, tight.power + 1)}${exponent.shown}</msup>`,
    power: tight.power,
  }),
  root: (inside, degree) =>
    atom(
      degree === 2 ? `<msqrt>${inside.shown}</msqrt>` : `<mroot>${inside.shown}${mn(String(degree))}</mroot>`,
    ),
  call: writeCall,
  piecewise(cases, otherwise) {
    const rows = cases.map(([value, condition]) => [value, row('<mtext>if&#xA0;</mtext>', condition)])
    if (otherwise !== undefined) rows.push([otherwise, '<mtext>otherwise</mtext>'])
    const table = rows.map((cells) => `<mtr>${cells.map((c) => `<mtd>${c}</mtd>`).join('')}</mtr>`)
    return { shown: row(mo('{'), `<mtable>${table.join('')}</mtable>`), power: tight.sum }
  },
  relation: (sign, a, b) => ({ shown: row(a, mo(signs[sign]!), b), power: tight.relation }),
  logic(name, parts) {
    const all = parts.map((part) => enclosed(part, tight[name] + 1))
    return {
      shown: name === 'not' ? row(mo('¬'), all[0]!) : separated(all, mo(name === 'and' ? '∧' : '∨')),
      power: tight[name],
    }
  },
  key: (shown) => shown,
}

const signs: Readonly<Record<string, string>> = { '<': '<', '<=': '≤', '==': '=', '!=': '≠' }

const names: Readonly<Record<string, string>> = {
  maximum: 'max',
  minimum: 'min',
  gamma: 'Γ',
  logistic: 'σ',
  dirac: 'δ',
}

function writeCall(e: Expr, of: Of<string>): Piece<string> {
  const args = e.args.map((a) => of(a).shown)
  const [body = '', x = '', from, to] = args
  const known = aritiesOf(e.name)?.includes(args.length) ?? false
  const head = known ? mi(names[e.name] ?? e.name) : symbolMathml(e.name)
  const list = fenced(separated(args, mo(',')))
  if (e.weights.length > 0) {
    const orders = e.weights.map((w) => Number(w.n))
    const primes = args.length === 1 && orders[0]! <= 3
    const mark = primes ? mo('′'.repeat(orders[0]!)) : fenced(mn(orders.join(',')))
    return atom(row(`<msup>${head}${mark}</msup>`, apply, list))
  }
  const limits = (sign: string, under: string): string =>
    from === undefined ? mo(sign) : `<munderover>${mo(sign)}${under}${to}</munderover>`
  switch (e.name) {
    case 'Integral':
      return { shown: row(limits('∫', from!), body, row(mo('d'), x)), power: tight.sum }
    case 'Sum':
    case 'Product':
      if (from === undefined) break
      return {
        shown: row(limits(e.name === 'Sum' ? '∑' : '∏', row(x, mo('='), from)), fenced(body)),
        power: tight.sum,
      }
    case 'Derivative':
      if (args.length !== 2) break
      return { shown: row(`<mfrac>${mi('d')}${row(mi('d'), x)}</mfrac>`, fenced(body)), power: tight.power }
    case 'exp':
      return { shown: `<msup>${mi('e')}${body}</msup>`, power: tight.power }
    case 'abs':
      return atom(fenced(body, '|', '|'))
    case 'floor':
      return atom(fenced(body, '⌊', '⌋'))
    case 'ceil':
      return atom(fenced(body, '⌈', '⌉'))
    case 'cbrt':
      return atom(`<mroot>${body}${mn('3')}</mroot>`)
    case 'factorial':
      return { shown: row(enclosed(of(e.args[0]!), tight.atom), mo('!')), power: tight.power }
    case 'binomial':
      return atom(fenced(`<mfrac linethickness="0">${body}${x}</mfrac>`))
  }
  return atom(row(head, apply, list))
}
