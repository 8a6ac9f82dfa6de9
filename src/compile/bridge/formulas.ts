import { parseFormula } from '../../formula/parse.ts'
import { type Formula, foldFormula } from '../../formula/tree.ts'
import type { KernelBuilder } from '../../wasm/kernel/builder.ts'

/** Scalar operations by the signs of formulas. */
const signs: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '^': 'power',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
}
const constants: Readonly<Record<string, number>> = { pi: Math.PI, inf: Infinity }

/**
 * Writes a formula of x, or of a and b, with the scalar operations by their names; numbers take the type of the first
 * operand. What is written twice is computed once.
 *
 * @example
 * formula('x/(1 + abs(x))')
 */
export function formula(text: string): (k: KernelBuilder, args: readonly number[]) => number {
  let tree: Formula | undefined
  return (k, args) => {
    const [x, b] = args as [number, number]
    const symbols: Readonly<Record<string, number>> = { x, a: x, b }
    const number = (value: number): number => k.constant(k.dtypeOf(x), value)
    tree ??= parseFormula(text)
    return foldFormula<number>(tree, (node, operands) => {
      if (node.kind === 'number') return number(node.value)
      if (node.kind === 'symbol') return symbols[node.name] ?? number(constants[node.name]!)
      if (node.kind === 'call') return k.apply(node.name, ...operands)
      return k.apply(node.kind === 'binary' ? (signs[node.op] ?? node.op) : 'negate', ...operands)
    })
  }
}

/** tanh(x) = x/(1 + q), q = x^2/(3 + x^2/(5 + ...)) */
let tail = '21'
for (let n = 19; n >= 3; n -= 2) tail = `${n} + x*x/(${tail})`
const q = `x*x/(${tail})`
/** sin(pi x) = (-1)^n sin(pi (x - n)) for the nearest integer n. */
const nearest = 'round_nearest_even(x)'
const sine = `sin((x - ${nearest})*pi)`
const large = 'maximum(abs(a), abs(b))'
const ratio = `minimum(abs(a), abs(b))/${large}`

/** Elementwise rows that go by another name in kernels, or that several lines of one make. */
export const formulas = {
  exponential: 'exp(x)',
  exponential_minus_one: 'expm1(x)',
  exponential_2: 'exp2(x)',
  log_plus_one: 'log1p(x)',
  log_2: 'log2(x)',
  log_10: 'log10(x)',
  sine: 'sin(x)',
  cosine: 'cos(x)',
  equal: 'a == b',
  not_equal: 'a != b',
  less: 'a < b',
  less_equal: 'a <= b',
  greater: 'a > b',
  greater_equal: 'a >= b',
  square: 'x*x',
  guarded_multiply: 'select(a == 0, 0, a*b)',
  // cosh and sinh overflow before their reciprocals vanish
  sech: '2*exp(-abs(x))/(1 + exp(-abs(x))*exp(-abs(x)))',
  csch: 'select(abs(x) > 20, 2*sign(x)*exp(-abs(x)), 1/sinh(x))',
  softplus: 'maximum(x, 0) + log1p(exp(-abs(x)))',
  // log(x/(1 - x)), near 1/2 without cancellation
  logit: 'select(abs(x + x - 1) < 0.5, log1p((x + x - 1)/(1 - x)), log(x/(1 - x)))',
  softsign: 'x/(1 + abs(x))',
  tanhshrink: `select(x*x < 1, x*(${q})/(1 + ${q}), x - tanh(x))`,
  // the larger times sqrt(1 + (smaller/larger)^2), so that no square overflows
  hypot: `select(abs(a) == inf or abs(b) == inf, inf,
    select(${large} == 0, ${large}, ${large}*sqrt(1 + (${ratio})*(${ratio}))))`,
  sinc: `select(abs(x) < 1e-9, 1,
    select(${nearest}*0.5 != floor(${nearest}*0.5), -${sine}, ${sine})/(x*pi))`,
  // 0 where a is 0 and b is a number
  xlogy: 'select(a == 0 and b == b, 0, a*log(b))',
  xlog1py: 'select(a == 0 and b == b, 0, a*log1p(b))',
} as const
