import { expect } from 'vitest'
import { grad, jvp, type Tensor, tensor, vmap } from '../../src/tensor/index.ts'

/** Numbers from -1 to 1 that a seed repeats (a linear congruential generator). */
export function numbers(count: number, seed: number): Float64Array {
  let state = (seed * 2654435761 + 12345) >>> 0
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)

/** A float64 tensor of such numbers. */
export const sample = (shape: readonly number[], seed = 1): Tensor =>
  tensor(numbers(size(shape), seed), { dtype: 'float64', shape })

export function expectClose(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(got.length, what).toBe(wanted.length)
  let scale = 1
  for (let i = 0; i < wanted.length; i++) scale = Math.max(scale, Math.abs(wanted[i]!))
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(got[i]! - wanted[i]!)
    if (!(error <= tolerance * scale))
      expect.fail(`${what}: element ${i} is ${got[i]}, should be ${wanted[i]}`)
  }
}

type OfTensors = (...xs: Tensor[]) => Tensor
interface CheckOptions {
  /** Smallest step of the central differences; they are extrapolated twice. */
  readonly step?: number
  readonly second?: boolean
  readonly batch?: boolean
}

/** The derivative of `at` at 0 by central differences with steps h, 2h, 4h, extrapolated (error of order h^6). */
function difference(at: (t: number) => Float64Array, h: number): Float64Array {
  const central = (step: number): Float64Array => {
    const high = at(step)
    const low = at(-step)
    return high.map((value, i) => (value - low[i]!) / (2 * step))
  }
  const [a, b, c] = [central(h), central(2 * h), central(4 * h)]
  return a.map((_, i) => {
    const ab = (4 * a[i]! - b[i]!) / 3
    const bc = (4 * b[i]! - c[i]!) / 3
    return (16 * ab - bc) / 15
  })
}

/**
 * Compares forward mode, reverse mode and (unless told otherwise) the second order with finite differences along a
 * direction, and vmap of value and gradient with a loop. All inputs are float64.
 */
export function checkDerivatives(f: OfTensors, inputs: readonly Tensor[], options: CheckOptions = {}): void {
  const { step = 1e-3, second = true, batch = true } = options
  const y = f(...inputs)
  const c = sample(y.shape, 91)
  const v = inputs.map((x, i) => sample(x.shape, 71 + i))
  const argnums = inputs.map((_, i) => i)
  const loss: OfTensors = (...xs) =>
    f(...xs)
      .mul(c)
      .sum()
  const gradient = (...xs: Tensor[]): Tensor[] => grad(loss, { argnums })(...(xs as never[])) as Tensor[]
  const moved = (t: number): Tensor[] => inputs.map((x, i) => x.add(v[i]!.mul(t)))
  const flat = (xs: readonly Tensor[]): Float64Array => Float64Array.from(xs.flatMap((x) => [...x.data()]))

  const slope = difference((t) => f(...moved(t)).data() as Float64Array, step)
  const [, tangent] = jvp(f, inputs as never, v as never)
  expectClose(tangent.data(), slope, 1e-8, 'forward mode')
  const g = gradient(...inputs)
  g.forEach((part, i) => {
    expect(part.shape, 'shape of the gradient').toEqual(inputs[i]!.shape)
  })
  const along = (xs: readonly Tensor[]): number =>
    xs.reduce((sum, part, i) => sum + part.mul(v[i]!).sum().item(), 0)
  const wanted = slope.reduce((sum, value, i) => sum + value * c.data()[i]!, 0)
  expectClose([along(g)], [wanted], 1e-8, 'reverse mode')

  if (second) {
    const bend = difference((t) => flat(gradient(...moved(t))), step)
    const [, forwardOverReverse] = jvp(gradient as never, inputs as never, v as never) as unknown as [
      Tensor[],
      Tensor[],
    ]
    expectClose(flat(forwardOverReverse), bend, 1e-7, 'second order, forward over reverse')
    const directional: OfTensors = (...xs) =>
      gradient(...xs)
        .map((part, i) => part.mul(v[i]!).sum())
        .reduce((a, b) => a.add(b))
    const reverseOverReverse = grad(directional, { argnums })(...(inputs as never[])) as Tensor[]
    expectClose(flat(reverseOverReverse), bend, 1e-7, 'second order, reverse over reverse')
  }
  if (batch) checkBatch(f, gradient, inputs)
}

/** vmap over all inputs, and over each one alone, against a loop. */
function checkBatch(f: OfTensors, gradient: (...xs: Tensor[]) => Tensor[], inputs: readonly Tensor[]): void {
  const examples = [0, 1, 2].map((k) =>
    inputs.map((x, i) => x.add(sample(x.shape, 31 + 7 * k + i).mul(0.05))),
  )
  const stacked = inputs.map((x, i) => {
    const values = Float64Array.from(examples.flatMap((example) => [...example[i]!.data()]))
    return tensor(values, { dtype: 'float64', shape: [3, ...x.shape] })
  })
  const choices = [
    inputs.map(() => true),
    ...(inputs.length > 1 ? inputs.map((_, i) => inputs.map((__, j) => i === j)) : []),
  ]
  for (const choice of choices) {
    const inAxes = choice.map((mapped) => (mapped ? 0 : null))
    const args = inputs.map((x, i) => (choice[i] ? stacked[i]! : x))
    const one = (k: number): Tensor[] => inputs.map((x, i) => (choice[i] ? examples[k]![i]! : x))
    const looped = [0, 1, 2].flatMap((k) => [...f(...one(k)).data()])
    const mapped = vmap(f, { inAxes })(...(args as never[])) as Tensor
    expectClose(mapped.data(), looped, 1e-11, `vmap over ${JSON.stringify(inAxes)}`)
    const gradients = vmap(gradient as never, { inAxes })(...(args as never[])) as unknown as Tensor[]
    gradients.forEach((part, i) => {
      const wanted = [0, 1, 2].flatMap((k) => [...gradient(...one(k))[i]!.data()])
      expectClose(
        part.data(),
        wanted,
        1e-10,
        `vmap of the gradient by input ${i} over ${JSON.stringify(inAxes)}`,
      )
    })
  }
}
