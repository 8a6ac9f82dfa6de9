import { indexed } from '../../formula/latex/names.ts'
import { checkOptions } from '../../options.ts'
import { isForm, isHeld, isOrdered, isRootSum } from '../build/forms.ts'

import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isInteger, signOf } from '../number/rational.ts'
import { functionText, isKnownFunction } from '../parse/names.ts'
import { bindingsOfAll } from './bindings.ts'
import { greek, hypergeometricOrders, signOfFunction } from './glyphs.ts'
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
  signedTerms,
  tight,
  within,
  writer,
  writtenWith,
} from './notation.ts'
import { plainWriter } from './text.ts'

/**
 * Writes an expression, or a matrix or list of them, in LaTeX (for math mode). Above `treeLimit` nodes shared parts are named first, in an `aligned`.
 *
 * @example
 * latex(parse('1/(1 + exp(-x))')) // '\\frac{1}{1 + e^{-x}}'
 */
export function latex(printed: Printed, options: { readonly treeLimit?: number } = {}): string {
  const roots = rootsOf(printed)
  checkOptions('latex', options, ['treeLimit'])
  const { treeLimit } = options
  const bindings = bindingsOfAll(roots, {
    deepest: 100,
    ...(treeLimit === undefined ? {} : { limit: treeLimit }),
  })
  const write = writer(notation, plainWriter())
  const lines = bindings.map(({ name, expr }) => {
    const shown = symbolLatex(name)
    return `${shown} &= ${write.define(expr, name, shown)} \\\\`
  })
  const last = writtenWith(write, printed, (rows) => {
    const lines = rows.map((row) => row.join(' & ')).join(' \\\\ ')
    return `\\begin{bmatrix} ${lines} \\end{bmatrix}`
  })
  return lines.length === 0 ? last : `\\begin{aligned}\n${lines.join('\n')}\n&${last}\n\\end{aligned}`
}

const brackets = (text: string): string => `\\left(${text}\\right)`
const enclosed = within(brackets)

/**
 * x_1, alpha_max and speed as x_{1}, \\alpha_{max} and \\mathrm{speed}; x1 as x{}_{1}, which looks the same and is read
 * back as another name.
 */
export function symbolLatex(name: string): string {
  if (meaningful.has(name)) return italic(name)
  const parts = /^(\p{L}+)(\d*)((?:_[\p{L}\p{N}]+)*)$/u.exec(name)
  if (parts === null || (parts[2] !== '' && parts[3] !== '') || name === 'gamma_E')
    return `\\mathrm{${escaped(name)}}`
  const [, stem = '', digits = '', rest = ''] = parts
  const base = Object.hasOwn(greek, stem) ? `\\${stem}` : [...stem].length > 1 ? `\\mathrm{${stem}}` : stem
  if (digits !== '') return `${base}{}_{${digits}}`
  return rest === '' ? base : `${base}_{${rest.slice(1).replaceAll('_', ',')}}`
}

/** Letters and words that mean something of their own. */
const meaningful: ReadonlySet<string> = new Set(
  'e i d pi NaN undefined true True false False if for when otherwise else'.split(' '),
)
/** A name that is a name and nothing else. */
const italic = (name: string): string => `\\mathit{${escaped(name)}}`

/** The name of an unknown function; in italics where it would be read as one that is known. */
function unknownLatex(name: string, count: number): string {
  const [, stem = ''] = /^(\p{L}+)(?:_|\d|$)/u.exec(name) ?? []
  const isLetter = [...name].length === 1 && !meaningful.has(name)
  const means = !isLetter && functionText(name, count) !== name
  return means || (stem !== name && indexed.has(stem)) ? italic(name) : symbolLatex(name)
}

const escaped = (name: string): string => name.replace(/[\\{}_^$%&#~ ]/g, (c) => `\\${c}`)

const constants: Readonly<Record<string, string>> = {
  pi: '\\pi',
  E: 'e',
  I: 'i',
  EulerGamma: '\\gamma_{E}',
  oo: '\\infty',
  '-oo': '-\\infty',
  zoo: '\\tilde{\\infty}',
  undefined: '\\mathrm{undefined}',
  true: '\\mathrm{true}',
  false: '\\mathrm{false}',
}

const commands = new Set('sin cos tan cot sec csc sinh cosh tanh coth log'.split(' '))

const notation: Notation<string> = {
  within: enclosed,
  number(value) {
    const decimal = value.decimal ? decimalText(value) : undefined
    const sign = signOf(value) < 0 ? '-' : ''
    const power = (otherwise: number): number => (sign ? tight.sum : otherwise)
    if (decimal?.includes('e'))
      return { shown: decimal.replace(/e(.*)$/, ' \\cdot 10^{$1}'), power: tight.product }
    if (decimal !== undefined || isInteger(value))
      return { shown: decimal ?? String(value.n), power: power(tight.atom) }
    return {
      shown: `${sign}\\frac{${String(value.n).replace('-', '')}}{${value.d}}`,
      power: power(tight.product),
    }
  },
  constant: (name) => ({ shown: constants[name]!, power: name === '-oo' ? tight.sum : tight.atom }),
  symbol: (e) => atom(symbolLatex(e.name)),
  sum: signedTerms,
  negative: (shown) => `-${shown}`,
  product: (factors) =>
    factors.reduce((text, next, i) => text + (needsDot(factors[i - 1]!, next) ? ' \\cdot ' : ' ') + next),
  fraction: (top, bottom) => `\\frac{${aside(notation, top)}}{${aside(notation, bottom)}}`,
  power: (base, exponent) => ({
    shown: `${enclosed(base, tight.power + 1)}^{${exponent.shown}}`,
    power: tight.power,
  }),
  root: (inside, degree) => atom(`\\sqrt${degree === 2 ? '' : `[${degree}]`}{${inside.shown}}`),
  powerOfCall(e, exponent, of) {
    const head = isKnownFunction(e.name, e.args.length) ? functionName(e.name, e.args.length) : ''
    if (!head.startsWith('\\') || ownSigns.has(e.name) || exponent.d !== 1 || e.args.length !== 1)
      return undefined
    return { shown: `${head}^{${exponent.n}}${brackets(of(e.args[0]!).shown)}`, power: tight.power }
  },
  call: writeCall,
  piecewise(cases, otherwise) {
    const rows = cases.map(([value, condition]) => `${value} & \\text{if } ${condition}`)
    if (otherwise !== undefined) rows.push(`${otherwise} & \\text{otherwise}`)
    return { shown: `\\begin{cases} ${rows.join(' \\\\ ')} \\end{cases}`, power: tight.sum }
  },
  relation: (sign, a, b) => ({ shown: `${a} ${signs[sign]} ${b}`, power: tight.relation }),
  logic(name, parts) {
    const all = parts.map((part) => enclosed(part, tight[name] + 1))
    return { shown: name === 'not' ? `\\lnot ${all[0]}` : all.join(` \\l${name} `), power: tight[name] }
  },
}

const signs: Readonly<Record<string, string>> = { '<': '<', '<=': '\\le', '==': '=', '!=': '\\ne' }

/** Functions that are written otherwise than by their name. */
const ownSigns = new Set(['exp', 'abs', 'floor', 'ceil', 'factorial', 'factorial2', 'sinc', 'trigamma'])

/** Whether two factors side by side would be read as one number, or as a function with its argument. */
function needsDot(before: string, after: string): boolean {
  if (/^[\d.]/.test(after)) return /\d$/.test(before)
  return after.startsWith('\\left(') && mayBeFunction.test(before)
}
const mayBeFunction =
  /(?:^|[^\\A-Za-z])[fghFGH]$|\\(?:Gamma|zeta)$|\\mathrm\{(?:[^\\}]|\\.)*\}(?:\{\})?(?:_\{[^}]*\})?$/s

/** A known function by its usual sign; an unknown one as a symbol, so that it is told apart by the braces of its argument. */
function functionName(name: string, count: number): string {
  if (commands.has(name)) return `\\${name}`
  return signOfFunction(name, count)?.latex ?? `\\operatorname{${escaped(name)}}`
}

function writeCall(e: Expr, of: Of<string>): Piece<string> {
  if (e.weights.length > 0) return derivativeLatex(e, of)
  const args = argumentsOf(e, of)
  const form = formLatex(e, of)
  if (form !== undefined) return form
  const [first = '', second = ''] = args
  const list = brackets(args.join(', '))
  if (!isKnownFunction(e.name, e.args.length)) return atom(`${unknownLatex(e.name, e.args.length)}{${list}}`)
  const head = functionName(e.name, e.args.length)
  switch (e.name) {
    case 'exp':
      return { shown: `e^{${first}}`, power: tight.power }
    case 'abs':
      return atom(`\\left|${first}\\right|`)
    case 'floor':
      return atom(`\\left\\lfloor ${first}\\right\\rfloor`)
    case 'ceil':
      return atom(`\\left\\lceil ${first}\\right\\rceil`)
    // in LaTeX sinc(x) is sin(x)/x, as SymPy has it
    case 'sinc':
      return atom(`${head}${brackets(`\\pi ${enclosed(of(e.args[0]!), tight.product)}`)}`)
    case 'trigamma':
      return atom(`\\psi^{${brackets('1')}}${list}`)
    case 'binomial':
      return { shown: `\\binom{${first}}{${second}}`, power: tight.power }
    case 'factorial':
    case 'factorial2':
      return {
        shown: enclosed(of(e.args[0]!), tight.atom) + (e.name === 'factorial' ? '!' : '!!'),
        power: tight.power,
      }
  }
  const orders = hypergeometricOrders(e.name)
  if (orders !== undefined) {
    const [p, q] = orders
    const rows = `${args.slice(0, p).join(', ')} \\\\ ${args.slice(p, p + q).join(', ')}`
    return atom(
      `{{}_{${p}}F_{${q}}\\left(\\begin{matrix} ${rows} \\end{matrix}\\middle| ${args[p + q]}\\right)}`,
    )
  }
  const { place, between = [] } = signOfFunction(e.name, e.args.length) ?? {}
  if (place === 'below') return atom(`${head}_{${first}}${brackets(second)}`)
  if (place === 'above') return atom(`${head}^{${brackets(first)}}${brackets(second)}`)
  const signs = between.map((sign) => (sign === '|' ? '\\middle|' : sign))
  return atom(head + brackets(args.reduce((text, arg, i) => `${text}${signs[i - 1] ?? ', '}${arg}`)))
}

/** f'(x), a partial derivative by its symbols, or f^{(1,0)}(0, y) where an argument is no symbol of its own. */
function derivativeLatex(e: Expr, of: Of<string>): Piece<string> {
  const known = isKnownFunction(e.name, e.args.length)
  const head = known ? `\\operatorname{${escaped(e.name)}}` : unknownLatex(e.name, e.args.length)
  const list = brackets(e.args.map((a) => of(a).shown).join(', '))
  const applied = known ? list : `{${list}}`
  const by = known ? undefined : partialsOf(e)
  if (by !== undefined) {
    const raised = (text: string, n: number): string => (n === 1 ? text : `${text}^{${n}}`)
    const below = by.map(([i, order]) => raised(`\\partial ${of(e.args[i]!).shown}`, order)).join(' \\, ')
    const total = by.reduce((sum, [, order]) => sum + order, 0)
    return open(`\\frac{${raised('\\partial', total)}}{${below}} ${head}${applied}`)
  }
  const orders = e.weights.map((w) => Number(w.n))
  const primes = orders.length === 1 && orders[0]! <= 3
  return atom(head + (primes ? "'".repeat(orders[0]!) : `^{\\left(${orders.join(',')}\\right)}`) + applied)
}

/** Operations that are kept, in their signs. An empty group, which shows nothing, marks a derivative that `parse` is not to take. */
function formLatex(e: Expr, of: Of<string>): Piece<string> | undefined {
  if (isRootSum(e)) {
    const [body, , p] = e.args.map(of) as [Piece<string>, Piece<string>, Piece<string>]
    return open(`\\sum_{${p.shown} = 0} ${enclosed(body, tight.product)}`)
  }
  if (!isForm(e)) return undefined
  const [body, x, from, to] = e.args.map((a) => of(a).shown) as [string, string, string?, string?]
  const inside = enclosed(of(e.args[0]!), tight.product)
  if (isOrdered(e))
    return { shown: `\\frac{d^{${from}}}{d${x}^{${from}}}\\left[${body}\\right]`, power: tight.power }
  if (e.name === 'Derivative' && from === undefined)
    return { shown: `\\frac{d}{d${x}}${isHeld(e) ? '{}' : ''}\\left[${body}\\right]`, power: tight.power }
  if (e.name === 'Integral')
    return open(`\\int${from === undefined ? '' : `_{${from}}^{${to}}`} ${inside}\\,d${x}`)
  if (from === undefined || e.name === 'Derivative') return undefined
  return open(`\\${e.name === 'Sum' ? 'sum' : 'prod'}_{${x}=${from}}^{${to}} ${inside}`)
}
