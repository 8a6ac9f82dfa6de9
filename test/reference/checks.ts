import { expect } from 'vitest'
import { grad, hessian, hvp, jvp, stack, type Tensor, tensor, vjp, vmap } from '../../src/tensor/index.ts'
import { functionOf, inputOf, numbersOf, type OpRecord, type Precision } from './records.ts'

/** `extended` are further cases of our own, see extended.py. */
export const families = [
  'unary',
  'binary',
  'reductions',
  'indexing',
  'matmul',
  'conv_pool',
  'nn',
  'losses',
  'linalg',
  'extended',
]

/**
 * 1e-9, or 1e-7 where the record's own check against finite differences is worse than that. The floor is
 * that fraction of the largest number of the tensor: an element that cancels to nearly nothing has no digits of its own.
 */
function tolerance(record: OpRecord): { rtol: number; floor: number } {
  return { rtol: (record.check.fd_rel_err ?? 0) > 1e-9 ? 1e-7 : 1e-9, floor: record.mpmath ? 1e-15 : 1e-12 }
}

function compare(
  what: string,
  actual: Float64Array,
  expected: Float64Array,
  { rtol, floor }: { rtol: number; floor: number },
  mayDiffer: (i: number) => boolean = () => false,
): void {
  expect(actual.length, `${what}: size`).toBe(expected.length)
  let largest = 0
  for (const x of expected) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x))
  // Nothing but zeros: rounding errors of numbers near 1.
  const scale = largest === 0 ? 0.01 : largest
  const wrong: string[] = []
  expected.forEach((want, i) => {
    const got = actual[i]!
    if (Object.is(got, want) || got === want) return
    if (Math.abs(got - want) <= rtol * Math.abs(want) + floor * scale) return
    if (!mayDiffer(i)) wrong.push(`[${i}] ${got}, expected ${want}`)
  })
  if (wrong.length > 0) throw new Error(`${what}: ${wrong.slice(0, 8).join('; ')}`)
}

const dataOf = (x: Tensor): Float64Array => Float64Array.from(x.data())

/** Numbers that repeat from run to run, for directions to differentiate along. */
function direction(x: Tensor, seed: number): Tensor {
  let state = seed * 7919 + 17
  const values = Float64Array.from({ length: x.size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
  return tensor(values, { dtype: x.dtype, shape: x.shape })
}

const argumentsOf = (record: OpRecord, precision: Precision): Tensor[] =>
  record.inputs.map((input) => inputOf(input, precision))

export function checkFirst(record: OpRecord): void {
  const inputs = argumentsOf(record, 'float64')
  const f = functionOf(record)
  const limits = tolerance(record)
  const results = f(...inputs)
  expect(results.length, `${record.call}: number of results`).toBe(record.outputs.length)
  record.outputs.forEach((output, i) => {
    expect(results[i]!.shape, `result ${i}: shape`).toEqual(output.shape)
    const exact = record.mpmath && i === 0 ? numbersOf(record.mpmath.value) : numbersOf(output.data)
    const x =
      record.inputs[0] && record.inputs[0].shape.join() === output.shape.join()
        ? numbersOf(record.inputs[0].data)
        : exact
    compare(`result ${i} of ${record.call}`, dataOf(results[i]!), exact, limits, (j) =>
      mayDiffer(record, j, x, exact),
    )
  })
  const active = differentiable(record)
  const run = pulledBack(record, inputs)
  if (!run) return
  active.forEach((at, i) => {
    const { name, data } = record.inputs[at]!
    const stored = record.grads![name!]!
    expect(run.gradients[i]!.shape, `gradient of ${name}: shape`).toEqual(stored.shape)
    const exact =
      record.mpmath && active.length === 1 ? numbersOf(record.mpmath.derivative) : numbersOf(stored.data)
    const x = numbersOf(data)
    compare(`gradient by ${name} of ${record.call}`, dataOf(run.gradients[i]!), exact, limits, (j) =>
      mayDiffer(record, j, x, exact),
    )
  })
  checkForward(record, run)
}

/** vmap over two sets of inputs gives what one call for each gives. */
export function checkBatch(record: OpRecord): void {
  const inputs = argumentsOf(record, 'float64')
  const f = functionOf(record)
  const floats = inputs.flatMap((x, i) => (x.dtype === 'float64' ? [i] : []))
  if (floats.length === 0) return
  const other = inputs.map((x, i) => (floats.includes(i) ? x.add(direction(x, i + 3).mul(0.01)) : x))
  const g = (...active: Tensor[]): Tensor[] => f(...inputs.map((x, i) => active[floats.indexOf(i)] ?? x))
  const whole = (vmap(g) as (...args: Tensor[]) => Tensor[])(
    ...floats.map((i) => stack([inputs[i]!, other[i]!])),
  )
  const each = [inputs, other].map((args) => f(...args))
  whole.forEach((result, i) => {
    const looped = stack(each.map((results) => results[i]!))
    expect(result.shape, `vmap of ${record.call}: shape`).toEqual(looped.shape)
    compare(`vmap of ${record.call}`, dataOf(result), dataOf(looped), { rtol: 1e-13, floor: 1e-14 })
  })
}

/** The inputs to differentiate by. */
const differentiable = (record: OpRecord): number[] =>
  record.inputs.flatMap((input, i) => (input.requires_grad && record.grads?.[input.name!] ? [i] : []))

interface Run {
  readonly primals: Tensor[]
  readonly cotangents: Tensor[]
  readonly gradients: Tensor[]
  readonly f: (...active: Tensor[]) => Tensor[]
}

/** The gradients for the record's cotangents; undefined where there is nothing to differentiate. */
function pulledBack(record: OpRecord, inputs: readonly Tensor[]): Run | undefined {
  const active = differentiable(record)
  const used = (record.cotangents ?? []).flatMap((cotangent, i) => (cotangent ? [i] : []))
  if (active.length === 0 || used.length === 0) return undefined
  const whole = functionOf(record)
  const f = (...given: Tensor[]): Tensor[] => {
    const all = [...inputs]
    active.forEach((at, i) => {
      all[at] = given[i]!
    })
    const results = whole(...all)
    return used.map((i) => results[i]!)
  }
  const primals = active.map((i) => inputs[i]!)
  const precision = primals[0]!.dtype as Precision
  const cotangents = used.map((i) => inputOf(record.cotangents![i]!, precision))
  const [, pullback] = vjp(f, ...primals)
  return { primals, cotangents, gradients: (pullback as (cotangent: Tensor[]) => Tensor[])(cotangents), f }
}

/** <ct, J v> = <J^T ct, v> */
function checkForward(record: OpRecord, { primals, cotangents, gradients, f }: Run): void {
  const tangents = primals.map(direction)
  const [, pushed] = jvp(f as never, primals as never, tangents as never) as unknown as [Tensor[], Tensor[]]
  const forward = inner(cotangents, pushed)
  const backward = inner(gradients, tangents)
  if (record.torch_convention && !(Number.isFinite(backward.sum) && Number.isFinite(forward.sum))) return
  expect(
    Math.abs(forward.sum - backward.sum),
    `${record.call}: forward ${forward.sum} and reverse ${backward.sum}`,
  ).toBeLessThanOrEqual(1e-10 * Math.max(forward.size, backward.size))
}

/** The sum of products, and of their sizes. */
function inner(a: readonly Tensor[], b: readonly Tensor[]): { sum: number; size: number } {
  let [sum, size] = [0, 0]
  a.forEach((x, i) => {
    const [p, q] = [dataOf(x), dataOf(b[i]!)]
    p.forEach((value, j) => {
      sum += value * q[j]!
      size += Math.abs(value * q[j]!)
    })
  })
  return { sum, size }
}

/**
 * float32 against float64 at the same numbers, rounded to float32: to 1e-4, with a floor of 2e-5 of the tensor's largest
 * number, where terms cancel.
 */
export function checkSingle(record: OpRecord): void {
  const single = argumentsOf(record, 'float32')
  const double = single.map((x) => (x.dtype === 'float32' ? x.astype('float64') : x))
  const limits = { rtol: 1e-4, floor: 2e-5 }
  const f = functionOf(record)
  const expected = f(...double)
  f(...single).forEach((result, i) => {
    if (record.outputs[i]!.dtype.startsWith('float'))
      expect(result.dtype, `result ${i}: dtype`).toBe('float32')
    compare(`result ${i} of ${record.call}`, dataOf(result), dataOf(expected[i]!), limits)
  })
  const run = pulledBack(record, single)
  const exact = pulledBack(record, double)
  run?.gradients.forEach((gradient, i) => {
    expect(gradient.dtype, `gradient ${i}: dtype`).toBe('float32')
    compare(`gradient ${i} of ${record.call}`, dataOf(gradient), dataOf(exact!.gradients[i]!), limits)
  })
}

/**
 * Where another convention than torch's is as good: no derivative exists and torch's is not a number, or x itself is none; and
 * at poles, where torch's formula gives some huge number for infinity.
 */
function mayDiffer(record: OpRecord, i: number, x: Float64Array, expected: Float64Array): boolean {
  if (!record.torch_convention) return false
  return Number.isNaN(x[i]) || Number.isNaN(expected[i]) || Math.abs(expected[i]!) > 1e30
}

/** Value, gradient, Hessian and a product with it. */
export function checkSecond(record: OpRecord): void {
  const inputs = argumentsOf(record, 'float64')
  const sizes = inputs.map((x) => x.size)
  const limits = tolerance(record)
  // All inputs in one row, in their order.
  const f = functionOf(record)
  const whole = (row: Tensor): Tensor =>
    f(...row.split(sizes, 0).map((part, i) => part.reshape(inputs[i]!.shape)))[0]!
  const row = tensor(Float64Array.from(inputs.flatMap((x) => [...x.data()])), { dtype: 'float64' })
  compare('value', dataOf(whole(row)), numbersOf(record.outputs[0]!.data), limits)
  compare('gradient', dataOf(grad(whole)(row)), numbersOf(record.gradient!), limits)
  compare('hessian', dataOf(hessian(whole)(row)), numbersOf(record.hessian!.flat()), limits)
  const product = hvp(whole, row, tensor(numbersOf(record.vector!), { dtype: 'float64' }))
  compare('hvp', dataOf(product), numbersOf(record.hvp!), limits)
}
