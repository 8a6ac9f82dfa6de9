import { describe, expect, test } from 'vitest'
import { grad, hessian, hvp, jvp, type Tensor, tensor, vjp } from '../../src/tensor/index.ts'
import { functionOf, inputOf, numbersOf, type OpRecord, type Precision, recordsOf } from './records.ts'

const first = ['unary', 'binary', 'reductions', 'indexing', 'matmul', 'conv_pool', 'nn', 'losses', 'linalg']

/**
 * 1e-9, or 1e-7 where the record's own check against finite differences is worse than that; 1e-4 in float32. The floor is
 * that fraction of the largest number of the tensor: an element that cancels to nearly nothing has no digits of its own.
 */
function tolerance(record: OpRecord, precision: Precision): { rtol: number; floor: number } {
  if (precision === 'float32') return { rtol: 1e-4, floor: 2e-5 }
  return { rtol: (record.check.fd_rel_err ?? 0) > 1e-9 ? 1e-7 : 1e-9, floor: record.mpmath ? 1e-15 : 1e-12 }
}

function compare(what: string, actual: Float64Array, expected: Float64Array, { rtol, floor }: { rtol: number; floor: number }, mayDiffer: (i: number) => boolean = () => false): void {
  expect(actual.length, `${what}: size`).toBe(expected.length)
  let largest = 0
  for (const x of expected) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x))
  const wrong: string[] = []
  expected.forEach((want, i) => {
    const got = actual[i]!
    if (Object.is(got, want) || got === want) return
    if (Math.abs(got - want) <= rtol * Math.abs(want) + floor * largest) return
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

function checkFirst(record: OpRecord, precision: Precision): void {
  const inputs = record.inputs.map((input) => inputOf(input, precision))
  const f = functionOf(record)
  const limits = tolerance(record, precision)
  const results = f(...inputs)
  expect(results.length, `${record.call}: number of results`).toBe(record.outputs.length)
  record.outputs.forEach((output, i) => {
    expect(results[i]!.shape, `result ${i}: shape`).toEqual(output.shape)
    const exact = record.mpmath && i === 0 ? numbersOf(record.mpmath.value) : numbersOf(output.data)
    compare(`result ${i} of ${record.call}`, dataOf(results[i]!), exact, limits)
  })
  checkGradients(record, inputs, f, limits, precision)
}

function checkGradients(record: OpRecord, inputs: Tensor[], f: (...inputs: Tensor[]) => Tensor[], limits: { rtol: number; floor: number }, precision: Precision): void {
  const differentiable = record.inputs.flatMap((input, i) => (input.requires_grad && record.grads?.[input.name!] ? [i] : []))
  const used = (record.cotangents ?? []).flatMap((cotangent, i) => (cotangent ? [i] : []))
  if (differentiable.length === 0 || used.length === 0) return
  const cotangents = used.map((i) => inputOf(record.cotangents![i]!, precision))
  const g = (...active: Tensor[]): Tensor[] => {
    const all = [...inputs]
    differentiable.forEach((at, i) => {
      all[at] = active[i]!
    })
    const results = f(...all)
    return used.map((i) => results[i]!)
  }
  const primals = differentiable.map((i) => inputs[i]!)
  const [, pullback] = vjp(g, ...primals)
  const pulled = (pullback as (cotangent: Tensor[]) => Tensor[])(cotangents)
  differentiable.forEach((at, i) => {
    const { name } = record.inputs[at]!
    const stored = record.grads![name!]!
    expect(pulled[i]!.shape, `gradient of ${name}: shape`).toEqual(stored.shape)
    const exact = record.mpmath && differentiable.length === 1 ? numbersOf(record.mpmath.derivative) : numbersOf(stored.data)
    compare(`gradient by ${name} of ${record.call}`, dataOf(pulled[i]!), exact, limits, (j) => mayDiffer(record, j, numbersOf(record.inputs[at]!.data), exact))
  })
  // <ct, J v> = <J^T ct, v>
  const tangents = primals.map(direction)
  const [, pushed] = jvp(g as never, primals as never, tangents as never) as unknown as [Tensor[], Tensor[]]
  const inner = (a: Tensor[], b: Tensor[]): { sum: number; size: number } => {
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
  const forward = inner(cotangents, pushed)
  const backward = inner(pulled, tangents)
  if (!Number.isFinite(backward.sum) && record.torch_convention) return
  expect(Math.abs(forward.sum - backward.sum), `${record.call}: forward ${forward.sum} and reverse ${backward.sum}`).toBeLessThanOrEqual(
    (precision === 'float64' ? 1e-10 : 1e-4) * Math.max(forward.size, backward.size),
  )
}

/** Where another convention than torch's is as good: no derivative exists and torch's is not a number, or x itself is none. */
function mayDiffer(record: OpRecord, i: number, x: Float64Array, expected: Float64Array): boolean {
  if (!record.torch_convention) return false
  return Number.isNaN(x[i]) || Number.isNaN(expected[i])
}

for (const family of first)
  describe(family, () => {
    const records = recordsOf(family)
    test('has records', () => expect(records.length).toBeGreaterThan(0))
    for (const record of records) {
      test(`${record.id} in float64`, () => checkFirst(record, 'float64'))
      // Special values and digits at the edges of float64 are its own.
      if (!record.torch_convention) test(`${record.id} in float32`, () => checkFirst(record, 'float32'))
    }
  })

describe('second_order', () => {
  for (const record of recordsOf('second_order'))
    test(record.id, () => {
      const inputs = record.inputs.map((input) => inputOf(input, 'float64'))
      const sizes = inputs.map((x) => x.size)
      const limits = tolerance(record, 'float64')
      // All inputs in one row, in their order.
      const f = functionOf(record)
      const whole = (row: Tensor): Tensor => f(...row.split(sizes, 0).map((part, i) => part.reshape(inputs[i]!.shape)))[0]!
      const row = tensor(Float64Array.from(inputs.flatMap((x) => [...x.data()])), { dtype: 'float64' })
      compare('value', dataOf(whole(row)), numbersOf(record.outputs[0]!.data), limits)
      compare('gradient', dataOf(grad(whole)(row)), numbersOf(record.gradient!), limits)
      compare('hessian', dataOf(hessian(whole)(row) as unknown as Tensor), numbersOf(record.hessian!.flat()), limits)
      const product = hvp(whole, row, tensor(numbersOf(record.vector!), { dtype: 'float64' }))
      compare('hvp', dataOf(product), numbersOf(record.hvp!), limits)
    })
})
