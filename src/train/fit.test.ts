import { describe, expect, test } from 'vitest'
import { circles, dataset, moons, spirals } from '../data/index.ts'
import * as nn from '../nn/index.ts'
import { Adam, adam, type FunctionalOptimizer, LBFGS, ReduceLROnPlateau, SGD, sgd } from '../optim/index.ts'
import { manualSeed, random, type Tensor, tensor, treeMap, variable } from '../tensor/index.ts'
import { evaluate, fit, predict, TrainingError } from './index.ts'

const classifier = (): nn.Sequential => {
  manualSeed(3)
  return nn.sequential(nn.linear(2, 16), nn.tanh(), nn.linear(16, 2))
}

const data = moons(200, { noise: 0.1, seed: 1 })

const objective = nn.crossEntropy

describe('fit', () => {
  test('goes over the examples once unless told otherwise', async () => {
    const result = await fit({ model: classifier(), objective, optimizer: adam(0.05), data })
    expect(result).toMatchObject({ reason: 'finished', epochs: 1 })
    expect(result.history).toHaveLength(1)
  })
  test('learns the moons, with metrics and validation', async () => {
    const model = classifier()
    const result = await fit({
      model,
      objective,
      optimizer: adam(0.05),
      data,
      epochs: 30,
      seed: 0,
      metrics: ['accuracy'],
      validation: moons(100, { noise: 0.1, seed: 2 }),
    })
    expect(result).toMatchObject({ reason: 'finished', epochs: 30, steps: 210 })
    const last = result.history.at(-1)!
    expect(last.loss).toBeLessThan(result.history[0]!.loss / 4)
    expect(last.metrics['accuracy']).toBeGreaterThan(0.97)
    expect(last.validation!['accuracy']).toBeGreaterThan(0.97)
    const measured = await evaluate(model, data, { objective, metrics: ['accuracy'], batchSize: 64 })
    expect(measured['accuracy']).toBeGreaterThan(0.97)
    expect(model.training).toBe(true)
    expect((await predict(model, data, { batchSize: 32 })).shape).toEqual([200, 2])
    expect((await predict(model, tensor([[0, 0]]))).shape).toEqual([1, 2])
  })

  test('a seed makes a run repeatable to the bit, dropout and shuffling included', async () => {
    const once = async (seed: number) => {
      manualSeed(9)
      const model = nn.sequential(nn.linear(2, 8), nn.relu(), nn.dropout(0.3), nn.linear(8, 2))
      // whatever was drawn before
      manualSeed(Math.floor(1e6 * performance.now()))
      const { history } = await fit({ model, objective, optimizer: adam(0.01), data, epochs: 2, seed })
      return [
        history.map(({ loss }) => loss),
        ...model.parameters().map((parameter) => [...parameter.data()]),
      ]
    }
    const first = await once(5)
    expect(await once(5)).toEqual(first)
    expect(await once(6)).not.toEqual(first)
  })

  test('gives what the loop written by hand gives, to rounding', async () => {
    const [a, b] = [classifier(), classifier()]
    await fit({ model: a, objective, optimizer: adam(0.01), data, epochs: 2, shuffle: false, batchSize: 50 })
    const optimizer = new Adam(b.parameters(), { lr: 0.01 })
    for (let epoch = 0; epoch < 2; epoch++)
      for (let at = 0; at < 200; at += 50) {
        const [x, y] = data.batch(Int32Array.from({ length: 50 }, (_, i) => at + i)) as [Tensor, Tensor]
        optimizer.zeroGrad()
        nn.crossEntropy(b.forward(x), y).backward()
        optimizer.step()
      }
    // A compiled step may round other last bits than its operations one by one.
    const others = b.parameters()
    for (const [i, p] of a.parameters().entries())
      expect(p.sub(others[i]!).abs().amax().item()).toBeLessThan(1e-6)
  })

  test('takes optimizers as objects and of one’s own, functions as models, and batches as data', async () => {
    const w = variable([[0], [0]])
    const x = random.normal([64, 2], 0, 1, { key: random.key(0) })
    const y = x.matmul(tensor([[2], [-3]]))
    const plain: FunctionalOptimizer<{ count: Tensor }> = {
      name: 'plain',
      init: () => ({ count: tensor(0) }),
      update: (grads, { count }, params) => ({
        params: treeMap((p, g) => p.sub(g.mul(0.1)), params, grads) as never,
        state: { count: count.add(1) },
      }),
    }
    const model = { w, forward: (input: Tensor) => input.matmul(w) }
    const batches = [[x, y]]
    await fit({ model, objective: nn.mse, optimizer: plain, data: batches, epochs: 60 })
    expect(
      w
        .sub(tensor([[2], [-3]]))
        .abs()
        .amax()
        .item(),
    ).toBeLessThan(1e-3)
    w.assign(tensor([[0], [0]]))
    const optimizer = new SGD([w], { lr: 0.1 })
    await fit({
      model: (input) => input.matmul(w),
      objective: nn.mse,
      optimizer,
      data: dataset(x, y),
      batchSize: 64,
      epochs: 60,
    })
    expect(
      w
        .sub(tensor([[2], [-3]]))
        .abs()
        .amax()
        .item(),
    ).toBeLessThan(1e-3)
  })

  test('stops at a signal, for a callback, and early with the best weights', async () => {
    const signal = { aborted: false }
    const stopped = await fit({
      model: classifier(),
      objective,
      optimizer: adam(0.01),
      data,
      epochs: 50,
      signal,
      callbacks: [
        {
          onStep: ({ step }) => {
            if (step === 3) signal.aborted = true
          },
        },
      ],
    })
    expect(stopped).toMatchObject({ reason: 'aborted', steps: 3, epochs: 0 })
    const called = await fit({
      model: classifier(),
      objective,
      optimizer: adam(0.01),
      data,
      epochs: 50,
      callbacks: [{ onEpoch: async ({ epoch }) => (epoch === 2 ? false : undefined) }],
    })
    expect(called).toMatchObject({ reason: 'callback', epochs: 2 })
    const model = classifier()
    const held = moons(50, { noise: 0.1, seed: 4 })
    const early = await fit({
      model,
      objective,
      optimizer: sgd(0.5),
      data,
      epochs: 200,
      seed: 0,
      validation: held,
      earlyStopping: { patience: 2, minDelta: 0.01 },
    })
    expect(early.reason).toBe('earlyStopping')
    const best = Math.min(...early.history.slice(0, -2).map(({ validation }) => validation!['loss']!))
    expect((await evaluate(model, held, { objective }))['loss']).toBeCloseTo(best, 6)
    const watchNothing = fit({
      model,
      objective,
      optimizer: sgd(0.1),
      data,
      earlyStopping: { monitor: 'validation.loss' },
    })
    await expect(watchNothing).rejects.toThrow(/monitor is validation.loss/)
  })

  test('an AbortSignal reaches it while it works', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 100)
    const result = await fit({
      model: classifier(),
      objective,
      optimizer: adam(0.001),
      data,
      epochs: 100_000,
      signal: controller.signal,
    })
    expect(result.reason).toBe('aborted')
  })

  test('schedulers change the rate of a compiled step', async () => {
    const model = classifier()
    const optimizer = new SGD(model.parameters(), { lr: 0.5 })
    const scheduler = new ReduceLROnPlateau(optimizer, {
      factor: 0,
      threshold: 1,
      patience: 0,
      thresholdMode: 'abs',
    })
    const states: number[][] = []
    await fit({
      model,
      objective,
      optimizer,
      data,
      epochs: 3,
      scheduler,
      callbacks: [
        {
          onEpoch: () => {
            states.push([...model.parameters()[0]!.data()])
          },
        },
      ],
    })
    // The rate is 0.5, 0.5, 0: the last epoch changes nothing.
    expect(optimizer.groups[0]!.lr).toBe(0)
    expect(states[1]).not.toEqual(states[0])
    expect(states[2]).toEqual(states[1])
  })

  test('says what is wrong', async () => {
    const optimizer = adam(0.1)
    await expect(fit({ model: (x) => x, objective: nn.mse, optimizer, data })).rejects.toThrow(
      /no parameters/,
    )
    const frozen = nn.linear(1, 1)
    for (const parameter of frozen.parameters()) parameter.requiresGrad = false
    await expect(fit({ model: frozen, objective: nn.mse, optimizer, data })).rejects.toThrow(/no parameters/)
    await expect(
      fit({ model: nn.linear(1, 1), objective: nn.mse, optimizer, data: dataset([[1]]) }),
    ).rejects.toThrow('a batch is [a Tensor]: it needs inputs and a target')
    await expect(fit({ model: nn.linear(1, 1), objective: nn.mse, optimizer, data: [] })).rejects.toThrow(
      /empty/,
    )
    const nan = dataset(tensor([[Number.NaN]]), tensor([[1]]))
    await expect(fit({ model: nn.linear(1, 1), objective: nn.mse, optimizer, data: nan })).rejects.toThrow(
      TrainingError,
    )
    await expect(
      fit({ model: classifier(), objective, optimizer, data, metrics: ['accurracy' as never] }),
    ).rejects.toThrow(/no metric 'accurracy'/)
  })
})

test.each([
  ['circles', circles(200, { seed: 0 })],
  ['spirals', spirals(200, { seed: 0 })],
])('%s can be learned', async (_, set) => {
  manualSeed(1)
  const model = nn.sequential(nn.linear(2, 32), nn.tanh(), nn.linear(32, 32), nn.tanh(), nn.linear(32, 2))
  await fit({ model, objective, optimizer: adam(0.02), data: set, epochs: 40, batchSize: 50, seed: 0 })
  expect((await evaluate(model, set, { metrics: ['accuracy'] }))['accuracy']).toBeGreaterThan(0.97)
})

test('LBFGS needs a closure, so fit refuses it by its type', () => {
  const optimizer = new LBFGS([variable([1])])
  // @ts-expect-error step() of LBFGS takes a closure
  const options: Parameters<typeof fit>[0]['optimizer'] = optimizer
  expect(options).toBe(optimizer)
})

test('a run that is broken off ends its line, and a signal is heard while it validates', async () => {
  let ended = 0
  const progress = { end: () => void ended++ }
  const options = () => ({ model: classifier(), objective, optimizer: sgd(0.1), data, progress })
  const callbacks = [
    {
      onStep() {
        throw new Error('mine')
      },
    },
  ]
  await expect(fit({ ...options(), callbacks })).rejects.toThrow('mine')
  expect(ended).toBe(1)
  const controller = new AbortController()
  let batches = 0
  const validation = {
    *[Symbol.iterator]() {
      for (; batches < 5; batches++) {
        if (batches === 2) controller.abort()
        yield data.all()
      }
    },
  }
  const { reason, history } = await fit({ ...options(), validation, epochs: 3, signal: controller.signal })
  expect({ reason, history, batches, ended }).toEqual({
    reason: 'aborted',
    history: [],
    batches: 2,
    ended: 2,
  })
})
