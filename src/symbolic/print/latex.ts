import type { Expr } from '../expr.ts'
import { decimalText } from '../number/decimal.ts'
import { isOne, type Rational, signOf } from '../number/rational.ts'
import { aritiesOf } from '../parse/names.ts'
import { bindingsOfAll } from './bindings.ts'
import { formLatex } from './forms.ts'
import { type Factor, orderedTerms, type Quotient, quotientOf, termOf, type View } from './order.ts'

interface Piece {
  readonly text: string
  readonly power: number
  /** Whether this is the name of a part that stands elsewhere. */
  readonly named?: true
}
const tight = { or: 1, and: 2, not: 3, relation: 4, sum: 5, product: 6, power: 8, atom: 10 } as const
type Of = (e: Expr) => Piece

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
  const pieces = new Map<Expr, Piece>()
  const lines: string[] = []
  for (const { name, expr } of bindings) {
    lines.push(`${symbolLatex(name)} &= ${pieceOf(expr, pieces).text} \\\\`)
    pieces.set(expr, { text: symbolLatex(name), power: tight.atom, named: true })
  }
  const last = pieceOf(root, pieces).text
  return lines.length === 0 ? last : `\\begin{aligned}\n${lines.join('\n')}\n&${last}\n\\end{aligned}`
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

const brackets = (text: string): string => `\\left(${text}\\right)`
const within = (piece: Piece, least: number): string =>
  piece.power < least ? brackets(piece.text) : piece.text

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

const viewOf = (of: (e: Expr) => Piece): View => ({
  key: (e) => of(e).text,
  named: (e) => (of(e) as Piece | undefined)?.named === true,
})

function write(e: Expr, of: Of): Piece {
  switch (e.kind) {
    case 'number':
      return writeNumber(e.value)
    case 'constant':
      return { text: constants[e.name]!, power: e.name === '-oo' ? tight.sum : tight.atom }
    case 'symbol':
      return { text: symbolLatex(e.name), power: tight.atom }
    case 'sum':
      return { text: writeSum(e, of), power: tight.sum }
    case 'product':
      return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
    case 'power': {
      const [base, exponent] = e.args as [Expr, Expr]
      if (exponent.kind !== 'number')
        return { text: `${within(of(base), tight.power + 1)}^{${of(exponent).text}}`, power: tight.power }
      if (signOf(exponent.value) < 0) return writeQuotient(quotientOf(termOf(e), viewOf(of)), of)
      return writeFactor({ base, exponent: exponent.value }, of)
    }
    case 'call':
      return writeCall(e, of)
    case 'piecewise': {
      const rows: string[] = []
      for (let i = 0; i < e.args.length; i += 2) {
        const condition = e.args[i + 1]!
        rows.push(
          `${of(e.args[i]!).text} & ${condition.name === 'true' ? '\\text{otherwise}' : `\\text{if } ${of(condition).text}`}`,
        )
      }
      return { text: `\\begin{cases} ${rows.join(' \\\\ ')} \\end{cases}`, power: tight.sum }
    }
    case 'relation': {
      const sign = { '<': '<', '<=': '\\le', '==': '=', '!=': '\\ne' }[e.name]
      return {
        text: `${within(of(e.args[0]!), tight.sum)} ${sign} ${within(of(e.args[1]!), tight.sum)}`,
        power: tight.relation,
      }
    }
    case 'logic': {
      const power = tight[e.name as 'and' | 'or' | 'not']
      if (e.name === 'not') return { text: `\\lnot ${within(of(e.args[0]!), power + 1)}`, power }
      return {
        text: e.args.map((x) => within(of(x), power + 1)).join(e.name === 'and' ? ' \\land ' : ' \\lor '),
        power,
      }
    }
  }
}

function writeNumber(value: Rational): Piece {
  const decimal = value.decimal ? decimalText(value) : undefined
  const power = signOf(value) < 0 ? tight.sum : tight.atom
  if (decimal !== undefined)
    return {
      text: decimal.replace(/e(.*)$/, ' \\cdot 10^{$1}'),
      power: decimal.includes('e') ? tight.product : power,
    }
  if (value.d === 1 || value.d === 1n) return { text: String(value.n), power }
  const sign = signOf(value) < 0 ? '-' : ''
  return {
    text: `${sign}\\frac{${String(value.n).replace('-', '')}}{${value.d}}`,
    power: sign ? tight.sum : tight.product,
  }
}

function writeSum(e: Expr, of: Of): string {
  return orderedTerms(e, viewOf(of))
    .map((term, i) => {
      const q = quotientOf(term, viewOf(of))
      const sign = i === 0 ? (q.negative ? '-' : '') : q.negative ? ' - ' : ' + '
      return sign + writeQuotient({ ...q, negative: false }, of).text
    })
    .join('')
}

function writeQuotient(q: Quotient, of: Of): Piece {
  const c = q.coefficient
  const decimal = c.decimal ? writeNumber(c).text : undefined
  const top = decimal !== undefined ? [decimal] : c.n === 1 ? [] : [String(c.n)]
  const bottom = decimal !== undefined || c.d === 1 ? [] : [String(c.d)]
  const alone = (factors: readonly Factor[], numbers: string[]): boolean =>
    factors.length === 1 && numbers.length === 0
  const join = (factors: readonly Factor[], numbers: string[], bare: boolean): string => {
    const parts = factors.map((f) => {
      const piece = writeFactor(f, of)
      return bare ? piece.text : within(piece, tight.product + 1)
    })
    const all = [...numbers, ...parts]
    return all.reduce((text, part) => text + (needsDot(text, part) ? ' \\cdot ' : ' ') + part)
  }
  const fractionForm = q.bottom.length + bottom.length > 0
  const above = q.top.length + top.length === 0 ? '1' : join(q.top, top, fractionForm && alone(q.top, top))
  const sign = q.negative ? '-' : ''
  if (!fractionForm) {
    const only = alone(q.top, top)
      ? writeFactor(q.top[0]!, of).power
      : q.top.length === 0
        ? tight.atom
        : tight.product
    return { text: sign + above, power: q.negative ? tight.sum : only }
  }
  const below = join(q.bottom, bottom, alone(q.bottom, bottom))
  return { text: `${sign}\\frac{${above}}{${below}}`, power: q.negative ? tight.sum : tight.product }
}

/** Whether two factors side by side would be read as one number, or as a function with its argument. */
function needsDot(before: string, after: string): boolean {
  if (/^[\d.]/.test(after)) return /\d$/.test(before)
  return after.startsWith('\\left(') && mayBeFunction.test(before)
}
const mayBeFunction =
  /(?:^|[^\\A-Za-z])[fghFGH]$|\\(?:Gamma|zeta)$|\\mathrm\{[^}]*\}(?:\{\})?(?:_\{[^}]*\})?$/

function writeFactor({ base, exponent }: Factor, of: Of): Piece {
  const piece = of(base)
  if (exponent === undefined || isOne(exponent)) return piece
  if (exponent.n === 1 && !exponent.decimal) {
    const degree = exponent.d === 2 ? '' : `[${exponent.d}]`
    return { text: `\\sqrt${degree}{${piece.text}}`, power: tight.atom }
  }
  // sin^2(x)
  const head =
    base.kind === 'call' && base.weights.length === 0 && isKnown(base.name, base.args.length)
      ? functionName(base.name, base.args.length)
      : undefined
  if (
    head?.startsWith('\\') &&
    exponent.d === 1 &&
    !['exp', 'abs', 'floor', 'ceil', 'factorial', 'sinc'].includes(base.name) &&
    base.args.length === 1
  )
    return { text: `${head}^{${exponent.n}}${brackets(of(base.args[0]!).text)}`, power: tight.power }
  const decimal = writeNumber(exponent).text
  return {
    text: `${base.kind === 'call' && base.name === 'exp' ? brackets(piece.text) : within(piece, tight.power + 1)}^{${decimal}}`,
    power: tight.power,
  }
}

/** A known function by its usual sign; an unknown one as a symbol, so that it is told apart by the braces of its argument. */
function functionName(name: string, count: number): string {
  if (commands.has(name)) return `\\${name}`
  if (name in names) return names[name]!
  return isKnown(name, count) ? `\\operatorname{${escaped(name)}}` : symbolLatex(name)
}

const isKnown = (name: string, count: number): boolean => aritiesOf(name)?.includes(count) ?? false

function writeCall(e: Expr, of: Of): Piece {
  const args = e.args.map((a) => of(a).text)
  const known = isKnown(e.name, args.length)
  const list = known ? brackets(args.join(', ')) : `{${brackets(args.join(', '))}}`
  const head = functionName(e.name, args.length)
  if (e.weights.length > 0) {
    const orders = e.weights.map((w) => Number(w.n))
    const primes = args.length === 1 && orders[0]! <= 3
    const mark = primes ? "'".repeat(orders[0]!) : `^{\\left(${orders.join(',')}\\right)}`
    return { text: head + mark + list, power: tight.atom }
  }
  const form = formLatex(e.name, args)
  // what stands behind a sum or product sign reaches as far as it can
  if (form !== undefined)
    return { text: form, power: { Derivative: tight.power, Integral: tight.product }[e.name] ?? tight.sum }
  if (e.name === 'exp') return { text: `e^{${args[0]}}`, power: tight.power }
  if (e.name === 'abs') return { text: `\\left|${args[0]}\\right|`, power: tight.atom }
  if (e.name === 'floor') return { text: `\\left\\lfloor ${args[0]}\\right\\rfloor`, power: tight.atom }
  if (e.name === 'ceil') return { text: `\\left\\lceil ${args[0]}\\right\\rceil`, power: tight.atom }
  // in LaTeX sinc(x) is sin(x)/x, as SymPy has it
  if (e.name === 'sinc')
    return { text: `${head}${brackets(`\\pi ${within(of(e.args[0]!), tight.product)}`)}`, power: tight.atom }
  if (e.name === 'binomial') return { text: `\\binom{${args[0]}}{${args[1]}}`, power: tight.power }
  if (e.name === 'factorial') return { text: `${within(of(e.args[0]!), tight.atom)}!`, power: tight.power }
  return { text: head + list, power: tight.atom }
}
