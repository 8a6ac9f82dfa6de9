import { checkOptions } from '../../options.ts'
import { isForm, isOrdered } from '../build/forms.ts'
import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { absolute, isInteger, type Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { isKnownFunction } from '../parse/names.ts'
import { bindingsOf } from './bindings.ts'
import { constants, greek, hypergeometricOrders, primes as primesOf, signOfFunction } from './glyphs.ts'
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
import { plainWriter } from './text.ts'

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
/** The product of what stands before with a factor: a little space before words, as in x sin x. Very long ones are not searched, which would copy them. */
const timed = (factor: string): string => {
  const isWord = factor.length < 2000 && /^<mrow>(<msup>)?<mi>\p{L}{2,}</u.test(factor)
  return `<mo${isWord ? ' rspace="0.17em"' : ''}>&#x2062;</mo>${factor}`
}
const apply = '<mo>&#x2061;</mo>'
const enclosed = within((inside: string) => fenced(inside))
const separated = (parts: readonly string[], sign: string): string =>
  row(...parts.flatMap((part, i) => (i > 0 ? [sign, part] : [part])))

const table = (rows: readonly (readonly string[])[]): string =>
  `<mtable>${rows.map((cells) => `<mtr>${cells.map((cell) => `<mtd>${cell}</mtd>`).join('')}</mtr>`).join('')}</mtable>`

export interface MathmlOptions {
  /** Above this many nodes as a tree, shared parts are named first, a row each. */
  readonly treeLimit?: number
  /** Stands in a line of text rather than in a paragraph of its own. */
  readonly inline?: boolean
}

/**
 * Writes an expression, or a matrix or list of them, in presentation MathML, as valid XML that browsers show. Shared parts of a large expression are
 * named first, a row each.
 *
 * Source: MathML Core, https://www.w3.org/TR/mathml-core/
 *
 * @example
 * mathml(parse('x/2')) // '<math ...><mfrac><mi>x</mi><mn>2</mn></mfrac></math>'
 */
export function mathml(printed: Printed, options: MathmlOptions = {}): string {
  const roots = rootsOf(printed)
  checkOptions('mathml', options, ['treeLimit', 'inline'])
  const write = writer(notation, plainWriter())
  const rows = bindingsOf(roots, options.treeLimit).map(({ name, expr }) => {
    const shown = symbolMathml(name)
    return row(shown, mo('='), write.define(expr, name, shown))
  })
  const last = writtenWith(write, printed, (rows) => fenced(table(rows), '[', ']'))
  const body = rows.length === 0 ? last : table([...rows, last].map((r) => [r]))
  return `<math xmlns="http://www.w3.org/1998/Math/MathML" ${options.inline ? 'displaystyle="true"' : 'display="block"'}>${body}</math>`
}

function symbolMathml(name: string): string {
  const match = /^(\p{L}+)(?:(\d+)|_(.+))$/u.exec(name)
  const stem = match?.[1] ?? name
  const below = match?.[2] ?? match?.[3]?.replaceAll('_', ',')
  const base = mi(own(greek, stem) ?? stem)
  return below === undefined ? base : `<msub>${base}${/^\d+$/.test(below) ? mn(below) : mi(below)}</msub>`
}

const notation: Notation<string> = {
  within: enclosed,
  number(value) {
    const { shown, power } = magnitude(value)
    return signOf(value) < 0 ? { shown: notation.negative(shown), power: tight.sum } : { shown, power }
  },
  constant: (name) =>
    name === '-oo' ? { shown: row(mo('−'), mn('∞')), power: tight.sum } : atom(mi(constants[name] ?? name)),
  symbol: (e) => atom(symbolMathml(e.name)),
  sum: (terms) =>
    row(
      ...terms.flatMap(({ negative, shown }, i) =>
        i === 0 ? (negative ? [mo('−'), shown] : [shown]) : [mo(negative ? '−' : '+'), shown],
      ),
    ),
  negative: (shown) => row(mo('−'), shown),
  product: ([first, ...others]) => row(first!, ...others.map(timed)),
  fraction: (top, bottom) => `<mfrac>${aside(notation, top)}${aside(notation, bottom)}</mfrac>`,
  power(base, exponent) {
    const shown = enclosed(base, tight.power + 1)
    // an index and an exponent stand one above the other; long strings are not searched, which would copy them
    const indexed = shown.length < 200 ? /^<msub>((?:(?!<msub>).)*)<\/msub>$/.exec(shown)?.[1] : undefined
    return {
      shown:
        indexed === undefined
          ? `<msup>${shown}${exponent.shown}</msup>`
          : `<msubsup>${indexed}${exponent.shown}</msubsup>`,
      power: tight.power,
    }
  },
  root: (inside, degree) =>
    atom(
      degree === 2 ? `<msqrt>${inside.shown}</msqrt>` : `<mroot>${inside.shown}${mn(String(degree))}</mroot>`,
    ),
  powerOfCall(e, exponent, of) {
    // sin^2(x), for functions that are words
    const { sign = e.name } = signOfFunction(e.name, e.args.length) ?? {}
    const isWord = isKnown(e) && /^[a-z]{2,}$/.test(sign) && !ownSigns.has(e.name)
    if (!isWord || exponent.d !== 1 || e.args.length !== 1) return undefined
    const head = `<msup>${mi(sign)}${notation.number(exponent).shown}</msup>`
    return { shown: row(head, apply, fenced(of(e.args[0]!).shown)), power: tight.power }
  },
  call: writeCall,
  piecewise(cases, otherwise) {
    const rows = cases.map(([value, condition]) => [value, row('<mtext>if&#xA0;</mtext>', condition)])
    if (otherwise !== undefined) rows.push([otherwise, '<mtext>otherwise</mtext>'])
    const cell = (c: string): string => `<mtd style="text-align: left">${c}</mtd>`
    const lines = rows.map((cells) => `<mtr>${cells.map(cell).join('')}</mtr>`).join('')
    return { shown: row(mo('{'), `<mtable>${lines}</mtable>`), power: tight.sum }
  },
  relation: (sign, a, b) => ({ shown: row(a, mo(signs[sign]!), b), power: tight.relation }),
  logic(name, parts) {
    const all = parts.map((part) => enclosed(part, tight[name] + 1))
    return {
      shown: name === 'not' ? row(mo('¬'), all[0]!) : separated(all, mo(name === 'and' ? '∧' : '∨')),
      power: tight[name],
    }
  },
}

const signs: Readonly<Record<string, string>> = { '<': '<', '<=': '≤', '==': '=', '!=': '≠' }

/** Functions that are written otherwise than by a name. */
const ownSigns = new Set(['exp', 'abs', 'floor', 'ceil', 'factorial', 'factorial2', 'cbrt', 'trigamma'])

/** The number without its sign: digits, 1.5 × 10⁻⁹, or a fraction. */
function magnitude(value: Rational): Piece<string> {
  const decimal = value.decimal ? decimalText(absolute(value)) : undefined
  const [digits = '', exponent] = (decimal ?? String(absolute(value).n)).split('e')
  if (exponent !== undefined) {
    const power = `<msup>${mn('10')}${exponent.startsWith('-') ? row(mo('−'), mn(exponent.slice(1))) : mn(exponent)}</msup>`
    return { shown: row(mn(digits), mo('×'), power), power: tight.product }
  }
  if (decimal !== undefined || isInteger(value)) return atom(mn(digits))
  return { shown: `<mfrac>${mn(digits)}${mn(String(value.d))}</mfrac>`, power: tight.product }
}

function writeCall(e: Expr, of: Of<string>): Piece<string> {
  if (e.weights.length > 0) return derivativeMathml(e, of)
  const form = formMathml(e, of)
  if (form !== undefined) return form
  const args = argumentsOf(e, of)
  const [first = '', second = ''] = args
  if (!isKnown(e)) return atom(row(symbolMathml(e.name), apply, listed(args)))
  switch (e.name) {
    case 'exp':
      return { shown: `<msup>${mi('e')}${first}</msup>`, power: tight.power }
    case 'abs':
      return atom(fenced(first, '|', '|'))
    case 'floor':
      return atom(fenced(first, '⌊', '⌋'))
    case 'ceil':
      return atom(fenced(first, '⌈', '⌉'))
    case 'cbrt':
      return atom(`<mroot>${first}${mn('3')}</mroot>`)
    case 'factorial':
    case 'factorial2': {
      const mark = mo(e.name === 'factorial' ? '!' : '!!')
      return { shown: row(enclosed(of(e.args[0]!), tight.atom), mark), power: tight.power }
    }
    case 'trigamma':
      return atom(row(`<msup>${mi('ψ')}${fenced(mn('1'))}</msup>`, apply, listed(args)))
    case 'binomial':
      return atom(fenced(`<mfrac linethickness="0">${first}${second}</mfrac>`))
  }
  const orders = hypergeometricOrders(e.name)
  if (orders !== undefined) {
    const [p, q] = orders.map((n) => mn(String(n)))
    const head = `<mmultiscripts>${mi('F')}${q}<mrow></mrow><mprescripts/>${p}<mrow></mrow></mmultiscripts>`
    const between = args.map((_, i) => (i + 1 === orders[0] || i + 1 === orders[0] + orders[1] ? ';' : ','))
    return atom(row(head, apply, listed(args, between)))
  }
  const { sign = e.name, place, between } = signOfFunction(e.name, e.args.length) ?? {}
  if (place === 'below') return atom(row(`<msub>${mi(sign)}${first}</msub>`, apply, listed([second])))
  if (place === 'above') return atom(row(`<msup>${mi(sign)}${fenced(first)}</msup>`, apply, listed([second])))
  return atom(row(mi(sign), apply, listed(args, between)))
}

const isKnown = (e: Expr): boolean => isKnownFunction(e.name, e.args.length)

/** Arguments in parentheses. */
const listed = (args: readonly string[], between: readonly string[] = []): string =>
  fenced(row(...args.flatMap((arg, i) => (i > 0 ? [mo(between[i - 1]?.trim() ?? ','), arg] : [arg]))))

/** f′(x), a partial derivative by its symbols, or f with the orders above it. */
function derivativeMathml(e: Expr, of: Of<string>): Piece<string> {
  const head = isKnown(e) ? mi(e.name) : symbolMathml(e.name)
  const list = listed(e.args.map((a) => of(a).shown))
  const by = partialsOf(e)
  if (by !== undefined) {
    const raised = (base: string, n: number): string =>
      n === 1 ? base : `<msup>${base}${mn(String(n))}</msup>`
    const total = by.reduce((sum, [, order]) => sum + order, 0)
    const below = by.flatMap(([i, order]) => [mo('∂'), raised(of(e.args[i]!).shown, order)])
    return open(row(`<mfrac>${raised(mo('∂'), total)}${row(...below)}</mfrac>`, head, apply, list))
  }
  const orders = e.weights.map((w) => Number(w.n))
  const primes = orders.length === 1 && orders[0]! <= 3
  const mark = primes ? mo(primesOf[orders[0]!]!) : fenced(mn(orders.join(',')))
  return atom(row(`<msup>${head}${mark}</msup>`, apply, list))
}

/** Operations that are kept, in their signs. */
function formMathml(e: Expr, of: Of<string>): Piece<string> | undefined {
  if (!isForm(e) || isOrdered(e)) return undefined
  const [body, x, from, to] = e.args.map((a) => of(a).shown) as [string, string, string?, string?]
  const inside = enclosed(of(e.args[0]!), tight.product)
  const limits = (sign: string, under = from): string =>
    from === undefined ? mo(sign) : `<munderover>${mo(sign)}${under}${to}</munderover>`
  if (e.name === 'RootSum')
    return open(row(`<munder>${mo('∑')}${row(from!, mo('='), mn('0'))}</munder>`, inside))
  if (e.name === 'Derivative' && from === undefined)
    return { shown: row(`<mfrac>${mi('d')}${row(mi('d'), x)}</mfrac>`, fenced(body)), power: tight.power }
  if (e.name === 'Integral') return open(row(limits('∫'), inside, '<mspace width="0.2em"/>', row(mi('d'), x)))
  if (from === undefined || e.name === 'Derivative') return undefined
  return open(row(limits(e.name === 'Sum' ? '∑' : '∏', row(x, mo('='), from)), inside))
}
