import { binary, plainFormula } from '../../formula/plain.ts'
import { type Formula, foldFormula } from '../../formula/tree.ts'
import type { KernelBuilder } from '../../wasm/kernel/builder.ts'

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
    tree ??= plainFormula(text)
    return foldFormula<number>(tree, (node, operands) => {
      if (node.kind === 'number') return number(node.value)
      if (node.kind === 'symbol') return symbols[node.name] ?? number(constants[node.name]!)
      if (node.kind === 'call') return k.apply(node.name, ...operands)
      return k.apply(node.kind === 'binary' ? binary[node.op].name : 'negate', ...operands)
    })
  }
}

/** Elementwise rows that go by another name in kernels, or that several lines of one make. */
export const formulas = {
  exponential: 'exp(x)',
  exponential_minus_one: 'expm1(x)',
  log_plus_one: 'log1p(x)',
  exponential_2: 'exp2(x)',
  log_2: 'log2(x)',
  square: 'x*x',
  guarded_multiply: 'select(a == 0, 0, a*b)',
  // cosh overflows before its reciprocal vanishes
  sech: '2*exp(-abs(x))/(1 + exp(-abs(x))*exp(-abs(x)))',
  softplus: 'maximum(x, 0) + log1p(exp(-abs(x)))',
} as const
