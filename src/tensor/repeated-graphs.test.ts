import { expect, test } from 'vitest'
import {
  cond,
  crossEntropy,
  customVjp,
  engine,
  grad,
  jit,
  noGrad,
  relu,
  scan,
  type Tensor,
  tensor,
  variable,
} from '../index.ts'
import * as nn from '../nn/index.ts'
import { Adam } from '../optim/index.ts'
import { calls } from '../transform/control/call.ts'
import { rows as byName } from '../transform/table.ts'

const rows = [...byName.values()]
type Rule = (...args: unknown[]) => unknown

/** The operations that are checked, and the rules that are asked, in a step after some: what is copied asks nothing. */
function askedBy(step: () => unknown): string[] {
  for (let i = 0; i < 6; i++) step()
  const asked: string[] = []
  const before = new Map(rows.map((row) => [row, { ...row }]))
  for (const row of rows)
    for (const name of ['infer', 'transpose', 'partials', 'vjp', 'jvp'] as const) {
      const own = row[name] as Rule | undefined
      if (!own) continue
      const counted = function (this: unknown, ...args: unknown[]): unknown {
        asked.push(`${row.name}.${name}`)
        return own.apply(this, args)
      }
      Object.assign(row, { [name]: counted })
    }
  try {
    step()
  } finally {
    for (const row of rows) Object.assign(row, before.get(row))
  }
  return asked.filter((name) => name !== 'pick.infer' && name !== 'stop_gradient.infer')
}

const wave = (shape: number[], seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 0.7 + seed)),
    { shape },
  )

test('a step of a network is copied from the ones before: only the update is an operation that is checked', () => {
  const model = nn.sequential(nn.linear(4, 8), nn.layerNorm(8), nn.relu(), nn.linear(8, 3))
  const optimizer = new Adam(model.parameters(), { lr: 1e-3 })
  const x = wave([5, 4], 1)
  const y = tensor([0, 1, 2, 0, 1], { dtype: 'int32' })
  const asked = askedBy(() => {
    optimizer.zeroGrad()
    crossEntropy(model.forward(x), y).backward()
    optimizer.step()
  })
  expect(asked.filter((name) => !name.endsWith('.infer'))).toEqual([])
  expect(asked.filter((name) => name !== `${calls.inlined.name}.infer`)).toEqual([])
  expect(asked.length).toBeLessThanOrEqual(2)
})

test('the loops of recurrent layers and their gradients are traced once', () => {
  for (const layer of [
    nn.lstm(3, 4, { numLayers: 2 }),
    nn.gru(3, 4, { bidirectional: true }),
    nn.rnn(3, 4),
  ]) {
    const x = wave([6, 2, 3], 2)
    const asked = askedBy(() => layer.forward(x).output.mean().backward())
    expect(asked.filter((name) => name.startsWith('scan.'))).toEqual([])
    expect(asked.filter((name) => /\.(vjp|jvp|transpose|partials)$/.test(name))).toEqual([])
  }
})

test('a loop and a choice that a user writes are asked for their derivatives once', () => {
  const w = variable([0.5, -0.25])
  const xs = wave([4, 2], 3)
  const loop = () => scan((c: Tensor, x: Tensor) => [c.mul(w).add(x).tanh(), null], tensor([1, 2]), xs)[0]
  const choice = () =>
    cond(
      xs.sum().greater(0),
      (v: Tensor) => v.mul(w),
      (v: Tensor) => v.exp(),
      w,
    )
  for (const f of [loop, choice]) {
    const asked = askedBy(() => f().sum().backward())
    expect(asked.filter((name) => /\.(vjp|jvp|transpose|partials)$/.test(name))).toEqual([])
  }
})

/** The gradient by backward() of steps that come in turn, beside that which grad() builds by the rules. */
function compareInTurn(functions: readonly ((w: Tensor) => Tensor)[]): void {
  const before = engine.settings()
  engine.settings({ mode: 'interpret' })
  const numbers = [0.5, -0.25]
  const expected = functions.map((f) => grad((w: Tensor) => f(w).sum())(tensor(numbers)).toArray())
  for (let i = 0; i < 5; i++)
    functions.forEach((f, k) => {
      const w = variable(numbers)
      f(w).sum().backward()
      expect(w.grad!.toArray()).toEqual(expected[k])
    })
  engine.settings(before)
}

test('loops and choices that differ within, in length or in direction, in turn', () => {
  const xs = wave([4, 2], 3)
  const start = tensor([1, 2])
  type Body = (c: Tensor, x: Tensor, w: Tensor) => Tensor
  const over =
    (body: Body, options = {}, slices = xs) =>
    (w: Tensor): Tensor =>
      scan((c: Tensor, x: Tensor) => [body(c, x, w), null], start, slices, options)[0]
  compareInTurn([
    over((c, x, w) => c.mul(w).add(x)),
    over((c, x, w) => c.add(w).mul(x)),
    over((c, x, w) => c.mul(w).mul(x)),
    over((c, x, w) => c.mul(w).add(x).mul(2)),
    over((c, x, w) => c.mul(w).add(x).mul(3)),
    over((c, x, w) => c.mul(w).add(x), { reverse: true }),
    over((c, x, w) => c.mul(w).add(x), {}, wave([3, 2], 4)),
    over((c, x, w) => c.mul(w).add(x.mul(w))),
    over((c, x, w) => c.mul(w.detach()).add(x.mul(w))),
    (w) =>
      cond(
        tensor(true),
        (v: Tensor) => v.mul(2),
        (v: Tensor) => v.mul(3),
        w,
      ),
    (w) =>
      cond(
        tensor(true),
        (v: Tensor) => v.mul(3),
        (v: Tensor) => v.mul(2),
        w,
      ),
    (w) =>
      cond(
        tensor(false),
        (v: Tensor) => v.mul(3),
        (v: Tensor) => v.mul(2),
        w,
      ),
  ])
})

test('a rule that a user writes is asked each time inside of a loop, too', () => {
  let factor = 1
  const scaled = customVjp(
    (x: Tensor) => x.mul(2),
    (x: Tensor) => [x.mul(2), null],
    (_, ct) => [ct.mul(factor)],
  )
  for (factor = 1; factor < 8; factor++) {
    const x = variable([1, 2])
    const [last] = scan((c: Tensor, t: Tensor) => [scaled(c).add(t), null], x, wave([2, 2], 1))
    last.sum().backward()
    expect(x.grad!.toArray()).toEqual([factor ** 2, factor ** 2])
  }
})

test('recurrent layers: states, lengths, directions, biases, projections and activations in turn', () => {
  const layers = [
    nn.rnn(3, 2),
    nn.rnn(3, 2, { nonlinearity: 'relu' }),
    nn.rnn(3, 2, { bias: false }),
    nn.rnn(3, 2, { bidirectional: true }),
    nn.gru(3, 2),
    nn.lstm(3, 2),
    nn.lstm(3, 2, { projSize: 1 }),
    nn.lstm(3, 2, { numLayers: 2, bidirectional: true }),
    nn.lstm(3, 2, { dtype: 'float64' }),
  ]
  const before = engine.settings()
  engine.settings({ mode: 'interpret' })
  const inputs = [wave([4, 2, 3], 1), wave([4, 2, 3], 2).mul(1), wave([3, 2, 3], 3)]
  const lengths = [undefined, tensor([2, 3], { dtype: 'int32' }), tensor([3, 1], { dtype: 'int32' })]
  for (let i = 0; i < 3; i++)
    for (const layer of layers)
      for (const x of inputs)
        for (const own of lengths) {
          const run = (): Tensor => relu(layer.forward(x, undefined, { lengths: own }).output)
          const plain = jit(run)().toArray()
          expect(run().toArray()).toEqual(plain)
          const still = noGrad(run)
          expect(still.requiresGrad).toBe(false)
          expect(still.toArray()).toEqual(plain)
        }
  engine.settings(before)
})

test('layer norms by shapes, weights and what is added to the variance, in turn', () => {
  const layers = [
    nn.layerNorm(4),
    nn.layerNorm([3, 4]),
    nn.layerNorm(4, { eps: 0.5 }),
    nn.layerNorm(4, { affine: false }),
    nn.layerNorm(4, { bias: false }),
  ]
  const before = engine.settings()
  engine.settings({ mode: 'interpret' })
  for (let i = 0; i < 3; i++)
    for (const layer of layers)
      for (const x of [wave([2, 3, 4], 1), wave([3, 4], 2).mul(1)]) {
        const run = (): Tensor => layer.forward(x)
        expect(run().toArray()).toEqual(jit(run)().toArray())
      }
  engine.settings(before)
})
