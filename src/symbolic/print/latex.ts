import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isInteger, signOf } from '../number/rational.ts'
import { aritiesOf } from '../parse/names.ts'
import { bindingsOfAll } from './bindings.ts'
import { formLatex } from './forms.ts'
import {
  aside,
  atom,
  type Notation,
  type Of,
  type Piece,
  signedTerms,
  tight,
  within,
  writer,
} from './notation.ts'
import { isHeld } from './text.ts'

/**
 * Writes an expression in LaTeX (for math mode). Above `treeLimit` nodes shared parts are named first, in an `aligned`.
 *
 * @example
 * latex(parse('1/(1 + exp(-x))')) // '\\frac{1}{1 + e^{-x}}'
 */
export function latex(root: Expr, options: { readonly treeLimit?: number } = {}): string {
  const { treeLimit } = options
  const bindings = bindingsOfAll([root], {
    deepest: 100,
    ...(treeLimit === undefined ? {} : { limit: treeLimit }),
  })
  const { write, define } = writer(notation)
  const lines = bindings.map(({ name, expr }) => {
    const shown = symbolLatex(name)
    return `${shown} &= ${define(expr, shown)} \\\\`
  })
  const last = write(root).shown
  return lines.length === 0 ? last : `\\begin{aligned}\n${lines.join('\n')}\n&${last}\n\\end{aligned}`
}

const brackets = (text: string): string => `\\left(${text}\\right)`
const enclosed = within(brackets)

const greek = new Set(
  'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'.split(
    ' ',
  ),
)

/**
 * x_1, alpha_max and speed as x_{1}, \\alpha_{max} and \\mathrm{speed}; x1 as x{}_{1}, which looks the same and is read
 * back as another name.
 */
export function symbolLatex(name: string): string {
  // letters that mean something of their own
  if (name === 'e' || name === 'i' || name === 'd' || name === 'pi') return `\\mathit{${name}}`
  const parts = /^(\p{L}+)(\d*)((?:_[\p{L}\p{N}]+)*)$/u.exec(name)
  if (parts === null || (parts[2] !== '' && parts[3] !== '') || name === 'gamma_E')
    return `\\mathrm{${escaped(name)}}`
  const [, stem = '', digits = '', rest = ''] = parts
  const base = greek.has(stem) ? `\\${stem}` : [...stem].length > 1 ? `\\mathrm{${stem}}` : stem
  if (digits !== '') return `${base}{}_{${digits}}`
  return rest === '' ? base : `${base}_{${rest.slice(1).replaceAll('_', ',')}}`
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

const commands = new Set('sin cos tan cot sec csc sinh cosh tanh coth log arcsin arccos arctan'.split(' '))
const names: Readonly<Record<string, string>> = {
  asin: '\\arcsin',
  acos: '\\arccos',
  atan: '\\arctan',
  maximum: '\\max',
  minimum: '\\min',
  gamma: '\\Gamma',
  logistic: '\\sigma',
  dirac: '\\delta',
}

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
    factors.reduce((text, next) => text + (needsDot(text, next) ? ' \\cdot ' : ' ') + next),
  fraction: (top, bottom) => `\\frac{${aside(notation, top)}}{${aside(notation, bottom)}}`,
  power: (base, exponent) => ({
    shown: `${enclosed(base, tight.power + 1)}^{${exponent.shown}}`,
    power: tight.power,
  }),
  root: (inside, degree) => atom(`\\sqrt${degree === 2 ? '' : `[${degree}]`}{${inside.shown}}`),
  powerOfCall(e, exponent, of) {
    const head = isKnown(e.name, e.args.length) ? functionName(e.name, e.args.length) : ''
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
  key: (shown) => shown,
}

const signs: Readonly<Record<string, string>> = { '<': '<', '<=': '\\le', '==': '=', '!=': '\\ne' }

/** Functions that are written otherwise than by their name. */
const ownSigns = new Set(['exp', 'abs', 'floor', 'ceil', 'factorial', 'sinc'])

/** Whether two factors side by side would be read as one number, or as a function with its argument. */
function needsDot(before: string, after: string): boolean {
  if (/^[\d.]/.test(after)) return /\d$/.test(before)
  return after.startsWith('\\left(') && mayBeFunction.test(before)
}
const mayBeFunction =
  /(?:^|[^\\A-Za-z])[fghFGH]$|\\(?:Gamma|zeta)$|\\mathrm\{[^}]*\}(?:\{\})?(?:_\{[^}]*\})?$/

/** A known function by its usual sign; an unknown one as a symbol, so that it is told apart by the braces of its argument. */
function functionName(name: string, count: number): string {
  if (commands.has(name)) return `\\${name}`
  if (name in names) return names[name]!
  return isKnown(name, count) ? `\\operatorname{${escaped(name)}}` : symbolLatex(name)
}

const isKnown = (name: string, count: number): boolean => aritiesOf(name)?.includes(count) ?? false

function writeCall(e: Expr, of: Of<string>): Piece<string> {
  const args = e.args.map((a) => of(a).shown)
  const [first = '', second = ''] = args
  const list = brackets(args.join(', '))
  const head = functionName(e.name, args.length)
  const applied = isKnown(e.name, args.length) ? list : `{${list}}`
  if (e.weights.length > 0) {
    const orders = e.weights.map((w) => Number(w.n))
    const primes = args.length === 1 && orders[0]! <= 3
    return atom(head + (primes ? "'".repeat(orders[0]!) : `^{\\left(${orders.join(',')}\\right)}`) + applied)
  }
  const form = formLatex(e.name, args, isHeld(e))
  // what stands behind a sum or product sign reaches as far as it can
  if (form !== undefined)
    return { shown: form, power: { Derivative: tight.power, Integral: tight.product }[e.name] ?? tight.sum }
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
    case 'binomial':
      return { shown: `\\binom{${first}}{${second}}`, power: tight.power }
    case 'factorial':
      return { shown: `${enclosed(of(e.args[0]!), tight.atom)}!`, power: tight.power }
    default:
      return atom(head + applied)
  }
}
