import { expect, test } from 'vitest'
import { grad, hessian, jit, type Tensor, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

const f64 = { dtype: 'float64' } as const
/** Numbers without a pattern. */
const waves = (...shape: number[]): Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tensor(Float64Array.from({ length: size }, (_, i) => 2 * Math.sin(3.3 * i + 0.1 * i * i))).reshape(
    shape,
  )
}
const far = (a: Tensor, b: Tensor): number => a.sub(b).abs().amax().item()

/** The sum over every sequence of classes that becomes the labels when equal neighbours are joined and blanks dropped. */
function byEnumeration(
  p: Float64Array,
  time: number,
  classes: number,
  labels: readonly number[],
  blank: number,
) {
  let total = 0
  for (let path = 0; path < classes ** time; path++) {
    const steps = Array.from({ length: time }, (_, t) => Math.floor(path / classes ** t) % classes)
    const read = steps.filter((c, t) => c !== blank && c !== steps[t - 1])
    if (read.join() === labels.join())
      total += steps.reduce((product, c, t) => product * p[t * classes + c]!, 1)
  }
  return -Math.log(total)
}

test.each([
  [[1], 0],
  [[1, 2], 0],
  [[2, 2], 0],
  [[], 0],
  [[0, 1, 0], 2],
  [[1, 1, 2], 0],
] as const)('labels %j with blank %i are as likely as all their paths together', (labels, blank) => {
  const logs = waves(5, 3).logSoftmax(-1)
  const wanted = byEnumeration(logs.exp().data() as Float64Array, 5, 3, labels, blank)
  const loss = nn.ctc(logs, tensor([...labels], { dtype: 'int32' }), 5, labels.length, {
    blank,
    reduction: 'sum',
  })
  expect(loss.item()).toBeCloseTo(wanted, 12)
})

test('a batch has lengths of its own, rows or all labels in a row, and PyTorch’s reductions', () => {
  const logs = waves(6, 3, 4).logSoftmax(-1)
  const rows = [
    [1, 2, 3],
    [3, 3, -1],
    [-1, -1, -1],
  ]
  const lengths = [
    [6, 4, 2],
    [3, 2, 0],
  ] as const
  const each = nn.ctc(logs, rows, ...lengths, { reduction: 'none' })
  const alone = [0, 1, 2].map((i) =>
    nn
      .ctc(logs.take(i, { axis: 1 }), rows[i]!.slice(0, lengths[1][i]), lengths[0][i]!, lengths[1][i]!, {
        reduction: 'sum',
      })
      .item(),
  )
  expect(far(each, tensor(alone, f64))).toBeLessThan(1e-13)
  expect(nn.ctc(logs, rows, ...lengths, { reduction: 'sum' }).item()).toBeCloseTo(
    alone[0]! + alone[1]! + alone[2]!,
    12,
  )
  const mean = (alone[0]! / 3 + alone[1]! / 2 + alone[2]!) / 3
  expect(nn.ctc(logs, rows, ...lengths).item()).toBeCloseTo(mean, 12)
  const compiled = jit((x: Tensor, y: Tensor, a: Tensor, b: Tensor) => nn.ctc(x, y, a, b))
  const whole = (x: number[] | number[][]): Tensor => tensor(x, { dtype: 'int32' })
  const [a, b] = [whole([...lengths[0]]), whole([...lengths[1]])]
  for (const labels of [rows, [1, 2, 3, 3, 3]]) {
    expect(nn.ctc(logs, labels, ...lengths).item()).toBeCloseTo(mean, 12)
    expect(compiled(logs, whole(labels as number[]), a, b).item()).toBeCloseTo(mean, 12)
  }
})

test('its derivatives are those of the differences, to the second order', () => {
  const loss = (x: Tensor): Tensor =>
    nn.ctc(
      x.reshape([4, 2, 3]).logSoftmax(-1),
      [
        [1, 2],
        [1, 1],
      ],
      [4, 3],
      [2, 2],
    )
  const x = waves(24)
  const h = 1e-5
  const nudged = (f: (x: Tensor) => Tensor, i: number): Tensor => {
    const step = tensor(Float64Array.from({ length: 24 }, (_, k) => (k === i ? h : 0)))
    return f(x.add(step))
      .sub(f(x.sub(step)))
      .div(2 * h)
  }
  const [slope, bend] = [grad(loss)(x), hessian(loss)(x) as Tensor]
  for (let i = 0; i < 24; i++) {
    expect(nudged(loss, i).item()).toBeCloseTo(slope.data()[i]!, 8)
    expect(far(nudged(grad(loss), i), bend.take(i, { axis: 0 }))).toBeLessThan(1e-8)
  }
})

test('a target that does not fit has an infinite loss, or none', () => {
  const run = (zeroInfinity: boolean) => (x: Tensor) =>
    new nn.CTCLoss({ zeroInfinity }).forward(x.reshape([2, 3]).logSoftmax(-1), [1, 1], 2, 2)
  expect(run(false)(waves(6)).item()).toBe(Number.POSITIVE_INFINITY)
  expect(run(true)(waves(6)).item()).toBe(0)
  expect(grad(run(true))(waves(6)).toArray()).toEqual([0, 0, 0, 0, 0, 0])
  expect((hessian(run(true))(waves(6)) as Tensor).abs().sum().item()).toBe(0)
})

test('labels and lengths out of range are refused, and blanks among the labels', () => {
  const logs = waves(4, 3).logSoftmax(-1)
  expect(() => nn.ctc(logs, [1, 3], 4, 2)).toThrow('targets holds 3: it must be from 0 to 2')
  expect(() => nn.ctc(logs, [1, 0], 4, 2)).toThrow('targets hold the blank, 0')
  expect(() => nn.ctc(logs, [1, 1.5], 4, 2)).toThrow('targets holds 1.5: it must be whole numbers')
  expect(() => nn.ctc(logs, tensor([1, 2]), 4, 2)).toThrow("Use astype('int32')")
  expect(() => nn.ctc(logs, [1, 2], 5, 2)).toThrow('inputLengths holds 5')
  expect(() => nn.ctc(logs, [1, 2], 4, 3)).toThrow('targetLengths holds 3')
  expect(() => nn.ctc(logs.unsqueeze(1), [1, 2], [4], [1])).toThrow('the targetLengths add up to 1')
  expect(() => new nn.CTCLoss({ blank: -1 })).toThrow('blank is -1')
  expect(() => new nn.CTCLoss({ reduction: 'avg' as never })).toThrow('reduction is avg')
  expect(String(new nn.CTCLoss({ blank: 2 }))).toBe('CTCLoss(blank: 2, reduction: mean)')
})
