import { expect } from 'vitest'
import * as nn from '../../src/nn/index.ts'
import { grad, jit, type Tensor, tensor, treeLeaves } from '../../src/tensor/index.ts'

export const f64 = { dtype: 'float64' } as const
/** cos(step*i) in a shape. */
export const waves = (shape: readonly number[], step: number): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1)
  return tensor(Float64Array.from({ length: size }, (_, i) => Math.cos(step * i))).reshape([...shape])
}
const weighed = (x: Tensor): Tensor =>
  x
    .reshape(-1)
    .mul(waves([x.size], 0.61))
    .sum()

/** A function as it is, or compiled. */
type Way = <F>(f: F) => F

export interface Probe {
  readonly loss: number
  readonly first: readonly number[]
  readonly second: readonly number[]
}

/** Gives the model known weights, and compares the loss, weighed gradients, and gradients of those, with PyTorch's. */
export function agrees(
  model: nn.Module,
  inputs: readonly Tensor[],
  run: (...inputs: Tensor[]) => Tensor,
  expected: Probe,
  compiled = true,
): void {
  const named = model.namedParameters().sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [k, [, p]] of named.entries())
    p.assign(
      tensor(Float64Array.from({ length: p.size }, (_, i) => 0.3 * Math.sin(1.3 * i + 0.7 * k))).reshape(
        p.shape,
      ),
    )
  const calls = { forward: run, fields: () => Object.entries({ model }) }
  const loss = (values: Tensor[], given: Tensor[]): Tensor => {
    const state = Object.fromEntries(named.map(([name], i) => [`model.${name}`, values[i]!]))
    const y = nn.functionalCall(calls, state, ...given)
    return y.square().mul(waves(y.shape, 0.37)).sum()
  }
  const values = named.map(([, p]) => p.detach())
  const gradients = grad(loss, { argnums: [0, 1] })
  const probe = (v: Tensor[], x: Tensor[]): Tensor =>
    treeLeaves(gradients(v, x)).reduce((sum, g) => sum.add(weighed(g)), tensor(0, f64))
  const far = (found: unknown, wanted: readonly number[]): number =>
    Math.max(
      ...treeLeaves(found as Tensor[]).map(
        (g, i) => Math.abs(weighed(g).item() - wanted[i]!) / (1 + Math.abs(wanted[i]!)),
      ),
    )
  const ways: readonly Way[] = compiled ? [(f) => f, jit as unknown as Way] : [(f) => f]
  for (const way of ways) {
    expect(way(loss)(values, [...inputs]).item()).toBeCloseTo(expected.loss, 10)
    expect(far(way(gradients)(values, [...inputs]), expected.first)).toBeLessThan(1e-10)
    expect(far(way(grad(probe, { argnums: [0, 1] }))(values, [...inputs]), expected.second)).toBeLessThan(
      1e-9,
    )
  }
}
