import { derivativesOf } from './all-derivatives.ts'
import type { TokenWindow } from './token-window.ts'
import type { Token } from './tokens.ts'

/**
 * Functions that books apply without parentheses (`sin x`) and raise at the name (`sin^2 x`), each with what `^-1` at
 * its name stands for.
 */
const applied: Readonly<Record<string, string | undefined>> = {
  sin: 'asin',
  cos: 'acos',
  tan: 'atan',
  cot: 'acot',
  sec: 'asec',
  csc: 'acsc',
  sinh: 'asinh',
  cosh: 'acosh',
  tanh: 'atanh',
  coth: 'acoth',
  sech: 'asech',
  csch: 'acsch',
  asin: 'sin',
  acos: 'cos',
  atan: 'tan',
  asinh: 'sinh',
  acosh: 'cosh',
  atanh: 'tanh',
  arcsin: 'sin',
  arccos: 'cos',
  arctan: 'tan',
  arccot: 'cot',
  arcsec: 'sec',
  arccsc: 'csc',
  arsinh: 'sinh',
  arcosh: 'cosh',
  artanh: 'tanh',
  log: undefined,
  ln: undefined,
  lg: undefined,
  exp: undefined,
  sqrt: undefined,
  erf: 'erfinv',
  erfc: 'erfcinv',
  abs: undefined,
  sign: undefined,
  sgn: undefined,
  floor: undefined,
  ceil: undefined,
  cbrt: undefined,
  log10: undefined,
  log2: undefined,
  // as parts of Europe write them
  tg: 'atan',
  ctg: 'acot',
  cosec: 'acsc',
  arctg: 'tan',
  arcctg: 'cot',
}
export const isApplied = (name: string): boolean => Object.hasOwn(applied, name)
/** The function that sin^-1 is; undefined where ^-1 at the name has no agreed meaning. */
export const inverseName = (name: string): string | undefined =>
  Object.hasOwn(applied, name) ? applied[name] : undefined

/** Words that stand between or before operands in sentences, each with how a formula says it. */
const words: Readonly<Record<string, string>> = {
  mod: 'mod(a, b)',
  choose: 'binomial(n, k)',
  int: 'Integral(f, x) or Integral(f, (x, a, b))',
  integral: 'Integral(f, x) or Integral(f, (x, a, b))',
  integrate: 'Integral(f, x) or Integral(f, (x, a, b))',
  sum: 'Sum(f, (k, 1, n))',
  product: 'Product(f, (k, 1, n))',
  lim: 'limit(f, x, 0)',
  limit: 'limit(f, x, 0)',
  derivative: 'd/dx f',
  if: 'where(condition, a, b)',
  else: 'where(condition, a, b)',
  otherwise: 'where(condition, a, b)',
  deg: 'pi/180',
  degrees: 'pi/180',
}
/** How a word is written that is no factor; undefined for a name. */
export const sentenceWord = (name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined

const joined =
  /^((?:a|arc)?(?:sin|cos|tan|cot|sec|csc)h?|ln|log|exp|sqrt)(\d+(?:\.\d+)?)?([xyzθ]|(?<=\d)[a-z])?$/u

/** `sin(2*x)` for the name sin2x, which nobody means as a name; undefined for other names, and for functions. */
export function apart(name: string): string | undefined {
  const [, head, number, letter] = joined.exec(name) ?? []
  if (head === undefined || (number ?? letter) === undefined || isApplied(name) || derivativesOf(name))
    return undefined
  return `${head}(${number ?? ''}${number && letter ? '*' : ''}${letter ?? ''})`
}

/** What may be asked of a value as Python writes it, each with the function whose first argument the value is. */
const methods: Readonly<Record<string, string>> = {
  T: 'transpose',
  transpose: 'transpose',
  inv: 'inverse',
  det: 'det',
  trace: 'trace',
  jacobian: 'jacobian',
  diff: 'diff',
  integrate: 'integrate',
  limit: 'limit',
  subs: 'Subs',
}
export const methodNames: readonly string[] = Object.keys(methods)
/** The function that .T or .diff stands for; undefined for another token. */
export const methodFunction = (token: string): string | undefined =>
  token.length > 1 && token.startsWith('.') ? methods[token.slice(1)] : undefined

/** The base in log_2, log_b, log₁₀; undefined for any other name. */
export function logBase(name: string): string | undefined {
  const below = /^log(?:_(\p{L}|\d+)|([₀-₉]+))$/u.exec(name)
  if (below === null) return undefined
  return below[1] ?? [...below[2]!].map((digit) => '₀₁₂₃₄₅₆₇₈₉'.indexOf(digit)).join('')
}

/** What `d^2/dx dy`, `∂/∂x` or `∂f/∂x` at a place says: by what to differentiate, how often, and how many tokens it takes. */
export interface DerivativeHead {
  /** The order is the name of a symbol in d^n/dx^n. */
  readonly variables: readonly (readonly [name: string, times: number | string])[]
  /** The function, where it stands above the bar: ∂f/∂x. */
  readonly function?: string
  readonly tokens: number
}

/** Reads the head of a derivative; undefined where the tokens are something else, such as the quotient d/dx of symbols. */
export function derivativeHead(tokens: TokenWindow, from: number): DerivativeHead | undefined {
  let at = from
  const isOperator = (text: string): boolean =>
    tokens.at(at).kind === 'operator' && tokens.at(at).text === text
  const round = isOperator('∂')
  const start = tokens.at(at)
  if (!round && !(start.kind === 'name' && start.text === 'd' && start.quoted === undefined)) return undefined
  at++
  const times = (): number | string | undefined => {
    if (!isOperator('^')) return 1
    at++
    const digits = tokens.at(at++)
    if (digits.kind === 'name') return digits.text
    return digits.kind === 'number' && /^\d{1,4}$/.test(digits.text) ? Number(digits.text) : undefined
  }
  const total = times()
  if (total === undefined) return undefined
  const above = round && tokens.at(at).kind === 'name' ? tokens.at(at++).text : undefined
  if (!isOperator('/')) return undefined
  at++
  const variables: [string, number | string][] = []
  let bracket = isOperator('(')
  if (bracket) at++
  for (;;) {
    const mark = tokens.at(at)
    let name: string
    if (round) {
      if (!isOperator('∂') || tokens.at(at + 1).kind !== 'name') break
      name = tokens.at(at + 1).text
      at += 2
    } else {
      if (mark.kind !== 'name' || mark.quoted || !/^d\p{L}/u.test(mark.text)) break
      if (variables.length > 0 && !bracket && (sumOf(variables) === total || sumOf(variables) > total)) break
      name = mark.text.slice(1)
      at++
    }
    const order = times()
    if (order === undefined) return undefined
    variables.push([name, order])
    if (isOperator('*') && bracket) at++
  }
  if (bracket) {
    if (!isOperator(')')) return undefined
    at++
    bracket = false
  }
  if (variables.length === 0 || sumOf(variables) !== total) return undefined
  if (above === undefined && !startsOperand(tokens.at(at))) return undefined
  return { variables, tokens: at - from, ...(above === undefined ? {} : { function: above }) }
}

/** The order of all together; a symbol where it is that of the only one. */
const sumOf = (variables: readonly (readonly [string, number | string])[]): number | string =>
  variables.length === 1
    ? variables[0]![1]
    : variables.reduce((sum, [, times]) => (typeof times === 'number' ? sum + times : NaN), 0)

/** Whether a token can only begin an operand. */
export const startsOperand = (token: Token): boolean =>
  token.kind === 'number' ||
  token.kind === 'name' ||
  token.kind === 'hole' ||
  (token.kind === 'operator' && ['(', '[', '{', '√', '∛', '∜', '∂'].includes(token.text))
