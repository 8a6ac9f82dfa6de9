import { beforeEach, describe, expect, test } from 'vitest'
import {
  engine,
  mseLoss,
  noGrad,
  relu,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from '../../src/index.ts'
import { Adam, type Optimizer, SGD } from '../../src/optim/index.ts'
import { compiledOnOneThread, numbers } from '../support/compiled.ts'

/** Old values of large variables are computed again when somebody asks for them; nobody may notice. */
compiledOnOneThread()

const [rows, inner, outer] = [8, 160, 128]

/** A lazy training loop with weights that are large enough, and what a caller may hold of each step. */
function loop(optimizerOf: (weights: Variable[]) => Optimizer[], batch = rows) {
  const scaled = (size: number, seed: number) => numbers(size, seed).map((x) => x / 8)
  const w = variable(scaled(inner * outer, 1), { shape: [inner, outer] })
  const b = variable(scaled(outer, 2))
  const optimizers = optimizerOf([w, b])
  const inputs = [3, 4, 5].map((seed) => tensor(numbers(batch * inner, seed), { shape: [batch, inner] }))
  const goal = tensor(numbers(batch * outer, 6), { shape: [batch, outer] })
  let count = 0
  const step = (): { weight: Tensor; hidden: Tensor; gradient: Tensor; loss: Tensor } => {
    const x = inputs[count % inputs.length]!
    const optimizer = optimizers[count++ % optimizers.length]!
    optimizer.zeroGrad()
    const weight = w.detach()
    const hidden = relu(x.matmul(w).add(b))
    const loss = mseLoss(hidden, goal)
    loss.backward()
    const gradient = w.grad!
    optimizer.step()
    loss.item()
    return { weight, hidden, gradient, loss }
  }
  return { w, b, step, inputs }
}

const adam = (weights: Variable[]): Optimizer[] => [new Adam(weights, { lr: 1e-2 })]
const two = (weights: Variable[]): Optimizer[] => [
  new Adam(weights, { lr: 1e-2 }),
  new SGD(weights, { lr: 1e-2, momentum: 0.9 }),
]

/** Weights before each of some steps, read at once, in a loop that is otherwise the same. */
function weightsAtOnce(optimizerOf: typeof adam, steps: number): Float32Array[] {
  const { w, step } = loop(optimizerOf)
  return Array.from({ length: steps }, () => {
    const now = w.data() as Float32Array
    step()
    return now
  })
}

const steps = 50

/** Programs that have not been asked for an old value yet. */
function anew(): void {
  const { memory } = engine.settings()
  engine.settings({ memory: memory - 2 ** 16 })
}

describe.each([
  ['Adam', adam],
  ['Adam and SGD in turn', two],
])('%s', (_, optimizerOf) => {
  let expected: Float32Array[] = []
  beforeEach(() => {
    if (expected.length === 0) expected = weightsAtOnce(optimizerOf, steps)
    anew()
  })

  test('a weight that was held is the same to the bit, whenever it is read', () => {
    for (const last of [2, 5, 20, 37, 49]) {
      anew()
      const { step } = loop(optimizerOf)
      const held = Array.from({ length: last + 1 }, () => step().weight)
      const { runs } = engine.stats()
      // the first of these is not there any more, the others follow from it or come before it
      const read = [last, last >> 1, last - 1, 0]
      for (const i of read) expect(held[i]!.data()).toEqual(expected[i])
      if (last > 5) expect(engine.stats().runs).toBeGreaterThan(runs + read.length)
    }
  })

  test('values and gradients that depend on it', () => {
    const { step, inputs, b } = loop(optimizerOf)
    const biases: Tensor[] = []
    const held = Array.from({ length: steps }, () => {
      biases.push(b.detach())
      return step()
    })
    for (const i of [48, 13, 30]) {
      const { hidden, loss, gradient } = held[i]!
      const weight = tensor(expected[i]!, { shape: [inner, outer], requiresGrad: true })
      const again = relu(inputs[i % 3]!.matmul(weight).add(biases[i]!))
      const wanted = again.data()
      hidden.data().forEach((x, k) => {
        expect(x).toBeCloseTo(wanted[k]!, 5)
      })
      const lossAgain = mseLoss(again, tensor(numbers(rows * outer, 6), { shape: [rows, outer] }))
      expect(loss.item()).toBeCloseTo(lossAgain.item(), 5)
      lossAgain.backward()
      const slope = weight.grad!.data()
      gradient.data().forEach((x, k) => {
        expect(x).toBeCloseTo(slope[k]!, 5)
      })
    }
  })

  test('where settings change, programs give way, and others write the variable in between', () => {
    const { step, w } = loop(optimizerOf)
    const held: Tensor[] = []
    for (let i = 0; i < 40; i++) {
      held.push(step().weight)
      if (i === 12) engine.settings({ memory: 64 * 2 ** 20 })
      if (i === 21) engine.settings({ threads: 2 })
      if (i === 30) engine.settings({ threads: 1 })
    }
    const changed = w.data() as Float32Array
    noGrad(() => w.assign(w.mul(0)))
    for (let i = 0; i < 3; i++) step()
    w.assign(tensor(changed, { shape: [inner, outer] }))
    for (const i of [39, 3, 25, 29, 31]) expect(held[i]!.data()).toEqual(expected[i])
    expect(w.data()).toEqual(changed)
  })
})

test('values that are read after each step are computed again once, then copied', () => {
  anew()
  const { step } = loop(adam)
  const runs: number[] = []
  for (let i = 0; i < 20; i++) {
    const { weight } = step()
    const { runs: before } = engine.stats()
    weight.data()
    runs.push(engine.stats().runs - before)
  }
  // a copy is made by a program, too
  expect(runs.filter((count) => count > 1)).toEqual([2])
})

test('a value is at most 32 steps away from one that was copied', () => {
  const { step } = loop(adam)
  const held = Array.from({ length: 100 }, () => step().weight)
  const { runs } = engine.stats()
  held[90]!.data()
  const again = engine.stats().runs - runs
  expect(again).toBeGreaterThan(3)
  expect(again).toBeLessThanOrEqual(32)
})

test('steps are taken again once for all weights of one time', () => {
  anew()
  const { step, b, w } = loop(adam)
  for (let i = 0; i < 20; i++) step()
  const best = [b.detach(), w.detach()]
  for (let i = 0; i < 10; i++) step()
  const runs = best.map((weights) => {
    const { runs: before } = engine.stats()
    weights.data()
    return engine.stats().runs - before
  })
  expect(runs[0]).toBeGreaterThan(10)
  expect(runs[1]).toBeLessThan(3)
})

test('two programs that read what the other updates are not copied in each step', () => {
  anew()
  const weights = [7, 8].map((seed) => variable(numbers(inner ** 2, seed), { shape: [inner, inner] }))
  const [w, v] = weights as [Variable, Variable]
  const optimizers = weights.map((of) => new SGD([of], { lr: 1e-2 }))
  const x = tensor(numbers(rows * inner, 9), { shape: [rows, inner] })
  const held: Tensor[] = []
  for (let i = 0; i < 90; i++) {
    // what is read is known, so programs need not copy it
    if (i < 4) for (const of of weights) of.data()
    held.push(v.detach())
    for (const [at, optimizer] of optimizers.entries()) {
      optimizer.zeroGrad()
      const loss = x
        .matmul(at === 0 ? w : w.detach())
        .tanh()
        .matmul(at === 0 ? v.detach() : v)
        .square()
        .mean()
      loss.backward()
      optimizer.step()
      loss.item()
    }
  }
  const runs = [70, 75, 80].map((i) => {
    const { runs: before } = engine.stats()
    held[i]!.data()
    return engine.stats().runs - before
  })
  expect(Math.max(...runs)).toBeGreaterThan(3)
})

test('large batches are not kept for it', () => {
  const { step } = loop(adam, 2048)
  const held = Array.from({ length: 12 }, () => step().weight)
  const { runs } = engine.stats()
  held[8]!.data()
  expect(engine.stats().runs).toBe(runs + 1)
})

test('a step on the value before an earlier one takes the earlier ones again first', () => {
  const size = inner * outer
  const w = variable(numbers(size, 1))
  const other = variable(numbers(size, 2))
  const optimizer = new SGD([w], { lr: 0.5 })
  const step = (x: Tensor): Tensor => {
    const before = w.detach()
    optimizer.zeroGrad()
    const loss = w.mul(x).sum()
    loss.backward()
    optimizer.step()
    loss.item()
    return before
  }
  const wanted = numbers(size, 1)
  const old: [Tensor, Float32Array][] = []
  for (let i = 0; i < 9; i++) {
    // the last step's data are a weight that was held, and written over since
    const [x, values] = i === 8 ? old[4]! : [other.detach(), numbers(size, 2)]
    old.push([step(x), wanted.slice()])
    wanted.forEach((value, k) => {
      wanted[k] = value - Math.fround(0.5 * values[k]!)
    })
  }
  expect(w.data()).toEqual(wanted)
})
