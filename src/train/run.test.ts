import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Dataset, dataset } from '../data/index.ts'
import * as nn from '../nn/index.ts'
import { SGD, sgd } from '../optim/index.ts'
import { ones, type Tensor, tensor, variable, zeros } from '../tensor/index.ts'
import { Watch } from './early-stopping.ts'
import { accuracy, evaluate, fit, type Model, type Progress, predict, TrainingError } from './index.ts'

const objective = nn.mse
const optimizer = sgd(0.1)
const columns = (...widths: number[]) => dataset(...widths.map((n) => ones([5, n])))

/** A model that tells how it was called. */
class Told extends nn.Module {
  readonly w = variable([[0.25]])
  readonly frozen = variable([[2]], { requiresGrad: false })
  readonly part = nn.dropout(0.5)
  readonly seen: unknown[] = []
  forward(x: Tensor, other: Tensor = tensor([[1]])): Tensor {
    this.seen.push([this.training, this.part.training, x.shape, other.shape])
    return x.matmul(this.w).mul(other).mul(this.frozen)
  }
}

test('a step is taken in training, a measurement in evaluation; all columns but the last are inputs', async () => {
  const model = new Told()
  model.part.training = false
  const data = dataset(ones([5, 1]), ones([5, 1]), zeros([5, 1]))
  await fit({ model, objective, optimizer, data, validation: data })
  const shapes = [
    [5, 1],
    [5, 1],
  ]
  expect(model.seen).toEqual([
    [true, true, ...shapes],
    [false, false, ...shapes],
  ])
  expect([model.training, model.part.training]).toEqual([true, false])
  expect(model.frozen.toArray()).toEqual([[2]])
  expect(model.w.item()).toBeLessThan(0.25)
  expect((await predict(model, columns(1, 1, 1))).shape).toEqual([5, 1])
  expect((await predict(model, columns(1, 2))).shape).toEqual([5, 1])
  expect((await predict(model, columns(1))).shape).toEqual([5, 1])
  expect(model.seen.slice(2)).toEqual([5, 1, 1].map((rows) => [false, false, [5, 1], [rows, 1]]))
})

test('gradients from before count for nothing, and none are left', async () => {
  const [a, b] = [new Told(), new Told()]
  objective(a.forward(ones([5, 1])), ones([5, 1])).backward()
  for (const model of [a, b]) await fit({ model, objective, optimizer, data: columns(1, 1) })
  expect(a.w.toArray()).toEqual(b.w.toArray())
  expect(a.w.grad).toBeUndefined()
})

test('reporters and callbacks are told of each step and epoch', async () => {
  const [steps, epochs]: Progress[][] = [[], []]
  const progress = {
    step: (at: Progress) => void steps!.push(at),
    epoch: (at: Progress) => void epochs!.push(at),
  }
  const options = { objective, optimizer, data: columns(1, 1), batchSize: 2, progress }
  const { seconds } = await fit({ ...options, model: new Told(), validation: columns(1, 1) })
  expect(seconds).toBeGreaterThanOrEqual(0)
  expect(seconds).toBeLessThan(60)
  const told = ({ epoch, epochs, step, steps, examples, values, seconds }: Progress): unknown => {
    expect(seconds).toBeLessThan(60)
    return [epoch, epochs, step, steps, examples, Object.keys(values)]
  }
  expect(steps!.map(told)).toEqual([
    [1, 1, 1, 3, 2, ['loss']],
    [1, 1, 2, 3, 4, ['loss']],
    [1, 1, 3, 3, 5, ['loss']],
  ])
  expect(epochs!.map(told)).toEqual([[1, 1, 3, 3, 5, ['loss', 'validation loss']]])
  const stopped = await fit({ ...options, model: new Told(), callbacks: [{ onStep: () => false }] })
  expect(stopped).toMatchObject({ reason: 'callback', steps: 1, epochs: 0 })
  expect(await fit({ ...options, model: new Told(), epochs: 0 })).toMatchObject({ epochs: 0, steps: 0 })
})

test('sizes of batches where none is told', async () => {
  const sizes: number[] = []
  const data: Dataset = {
    length: 300,
    get: () => [ones([1]), ones([1])],
    batch({ length }) {
      sizes.push(length)
      return [ones([length, 1]), ones([length, 1])]
    },
  }
  const model = new Told()
  await evaluate(model, data, { objective })
  await predict(model, data)
  await fit({ model, objective, optimizer, data: columns(1, 1), validation: data })
  expect(sizes).toEqual([256, 44, 256, 44, 256, 44])
  await fit({ model, objective, optimizer, data })
  expect(sizes.slice(6)).toEqual([32, 32, 32, 32, 32, 32, 32, 32, 32, 12])
})

test('others get their turn while a model is measured', async () => {
  const patient = function* (): Generator<readonly Tensor[]> {
    let over = false
    setTimeout(() => {
      over = true
    }, 1)
    for (const until = Date.now() + 3000; !over && Date.now() < until; ) yield [ones([1, 1]), ones([1, 1])]
    expect(over).toBe(true)
  }
  await evaluate(new Told(), patient(), { objective })
  await predict(new Told(), patient())
})

describe('early stopping', () => {
  const record = (loss: number, validation?: object, metrics = {}) =>
    ({ epoch: 1, loss, metrics, validation, seconds: 0 }) as never
  const identity: Model = (x) => x
  test('watches the loss of the validation where there is one, and the largest accuracy', () => {
    const watch = new Watch({ patience: 1 }, [], true)
    expect(watch.see(record(1, { loss: 1 }), identity)).toBe(false)
    expect(watch.see(record(0.5, { loss: 2 }), identity)).toBe(true)
    const best = new Watch({ patience: 1, monitor: 'accuracy' }, ['accuracy'], false)
    expect(best.see(record(1, undefined, { accuracy: 0.5 }), identity)).toBe(false)
    expect(best.see(record(1, undefined, { accuracy: 0.6 }), identity)).toBe(false)
    expect(best.see(record(1, undefined, { accuracy: 0.6 }), identity)).toBe(true)
    const held = new Watch({ patience: 1, monitor: 'validation.accuracy' }, ['accuracy'], true)
    expect(held.see(record(1, { accuracy: 0.5 }, { accuracy: 1 }), identity)).toBe(false)
    expect(held.see(record(1, { accuracy: 0.6 }, { accuracy: 0 }), identity)).toBe(false)
  })
  test('waits three epochs, or none', () => {
    const stops = (options: object): number => {
      const watch = new Watch(options, [], false)
      for (let epoch = 0; ; epoch++) if (watch.see(record(1), identity)) return epoch
    }
    expect([stops({}), stops({ patience: 0 }), stops({ patience: 2 })]).toEqual([3, 1, 2])
  })
  test('puts the best weights back unless told otherwise', () => {
    for (const restoreBest of [true, false]) {
      const model = new Told()
      const watch = new Watch({ restoreBest }, [], false)
      watch.see(record(1), model)
      model.w.assign(tensor([[7]]))
      watch.restore(model)
      expect(model.w.item()).toBe(restoreBest ? 0.25 : 7)
    }
    new Watch({}, [], false).restore(identity)
  })
})

test('accuracy of pixels, of signs and of one pixel', () => {
  const logits = tensor([
    [
      [2, 0, 1],
      [1, 3, 0],
    ],
  ])
  expect(accuracy(logits, [[0, 1, 0]]).item()).toBe(1)
  expect(accuracy([[1], [-2], [3], [4]], [1, 0, 0, 1]).item()).toBe(0.75)
  expect(accuracy([1, -2, 3, 4], [1, 0, 0, 1]).item()).toBe(0.75)
  expect(accuracy([[[3], [1], [2]]], [[[1], [0], [0]]]).item()).toBe(1)
})

test('what is refused', async () => {
  const model = new Told()
  const data = columns(1, 1)
  const other = new SGD([variable([1])], { lr: 0.1 })
  const single = { w: variable([[1]]), forward: (x: Tensor) => x }
  for (const [run, message] of [
    [() => fit({ model, objective, optimizer, data, callbacks: [null as never] }), 'a callback is null'],
    [() => fit({ model: single, objective, optimizer: other, data }), 'has no parameter of the model'],
    [() => evaluate(model, [[ones([1]), 3 as never]]), 'the data is [[a Tensor,3]]: it must be'],
    [() => evaluate({} as never, data), 'evaluate: the model is {}'],
    [() => predict({} as never, data), 'predict: the model is {}'],
    [() => predict(model, []), 'predict: there are no batches'],
    [() => predict(model, new Uint8Array(2) as never), 'predict: a batch is 0: it needs inputs'],
    [() => evaluate(model, new Float32Array(2) as never), 'evaluate: a batch is 0: it needs inputs'],
    [() => predict(Told as never, data), 'predict: the model is'],
  ] as const) {
    await expect(run(), message).rejects.toThrow(TrainingError)
    await expect(run()).rejects.toThrow(message)
  }
  const more = new SGD([single.w, variable([1])], { lr: 0.1 })
  const learned = { ...single, forward: (x: Tensor) => x.mul(single.w) }
  expect((await fit({ model: learned, objective, optimizer: more, data })).steps).toBe(1)
  single.w.requiresGrad = false
  await expect(fit({ model: single, objective, optimizer, data })).rejects.toThrow(
    'no parameters that require',
  )
})

test('Node prints what a run came to with the numbers of each epoch', async () => {
  const result = await fit({
    model: nn.linear(1, 1),
    objective,
    optimizer,
    data: columns(1, 1),
    validation: columns(1, 1),
    epochs: 1,
    progress: false,
  })
  expect(inspect(result)).toMatch(/validation: \{ loss: [\d.]+/)
  expect(Object.keys(result)).toEqual(['history', 'epochs', 'steps', 'reason', 'seconds'])
})
