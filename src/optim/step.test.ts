import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { reachable } from '../../test/support/resident.ts'
import { type Node, nodesMade, recordSources } from '../graph/node.ts'
import { jit, multiply, subtract, type Tensor, tensor, type Variable, variable } from '../tensor/index.ts'
import { OptimizerError } from './errors.ts'
import { Adadelta, Adam, AdamW, ASGD, NAdam, RAdam, RMSprop, Rprop, SGD } from './index.ts'
import { Optimizer } from './optimizer.ts'

const start = (count: number): Variable[] =>
  Array.from({ length: count }, (_, i) =>
    variable(
      Float32Array.from({ length: 6 }, (_, k) => Math.sin(i + k)),
      { shape: [2, 3] },
    ),
  )
const loss = (parameters: readonly Variable[]): Tensor =>
  parameters
    .map((p, i) =>
      p
        .mul(i + 1)
        .sub(0.5)
        .square()
        .sum(),
    )
    .reduce((a, b) => a.add(b))

const makers: Record<string, (p: Variable[]) => Optimizer> = {
  sgd: (p) => new SGD(p, { lr: 0.01, momentum: 0.9, nesterov: true }) as unknown as Optimizer,
  adam: (p) => new Adam(p, { lr: 0.01, amsgrad: true }) as unknown as Optimizer,
  adamw: (p) => new AdamW(p, { lr: 0.01 }) as unknown as Optimizer,
  rprop: (p) => new Rprop(p, { lr: 0.01 }) as unknown as Optimizer,
  rmsprop: (p) => new RMSprop(p, { lr: 0.01, momentum: 0.5, centered: true }) as unknown as Optimizer,
  adadelta: (p) => new Adadelta(p) as unknown as Optimizer,
  asgd: (p) => new ASGD(p) as unknown as Optimizer,
  nadam: (p) => new NAdam(p) as unknown as Optimizer,
  radam: (p) => new RAdam(p) as unknown as Optimizer,
}

describe('a step that is one operation', () => {
  test.each(Object.keys(makers))('%s does what it does when its operations stand in the graph', (name) => {
    const trained = (wrap: (f: () => Tensor) => () => Tensor): number[][] => {
      const parameters = start(3)
      const optimizer = makers[name]!(parameters)
      const step = wrap(() => {
        optimizer.zeroGrad()
        const value = loss(parameters)
        value.backward()
        optimizer.step()
        return value
      })
      for (let i = 0; i < 8; i++) step().item()
      return parameters.map((p) => [...p.data()])
    }
    inMode('compile', () => {
      expect(trained((f) => f)).toEqual(trained(jit))
    })
  })

  test('many parameters cost few nodes, and more than fit in one operation all move', () => {
    const parameters = start(70)
    const optimizer = new Adam(parameters, { lr: 0.01 })
    const before = parameters.map((p) => p.data()[0]!)
    let made = 0
    for (let i = 0; i < 3; i++) {
      // numbers that change trace nothing anew
      optimizer.groups[0]!.lr = 0.01 - 0.0001 * i
      optimizer.zeroGrad()
      loss(parameters).backward()
      const first = nodesMade()
      optimizer.step()
      made = nodesMade() - first
    }
    expect(made).toBeLessThan(6 * parameters.length)
    // Adam's steps are of nearly the same size wherever the gradient has one sign
    parameters.forEach((p, i) => {
      expect(Math.abs(p.data()[0]! - before[i]!)).toBeGreaterThan(0.01)
    })
  })

  test('options that change, and gradients that come and go, take effect', () => {
    const run = (change: boolean): number[] => {
      const parameters = start(2)
      const optimizer = new Adam(parameters, { lr: 0.01 })
      for (let i = 0; i < 6; i++) {
        if (change && i === 2) optimizer.groups[0]!.set({ weightDecay: 0.1, lr: 0.02 })
        optimizer.zeroGrad()
        loss(i === 4 ? parameters.slice(0, 1) : parameters).backward()
        optimizer.step()
      }
      return parameters.flatMap((p) => [...p.data()])
    }
    const [plain, changed] = [run(false), run(true)]
    changed.forEach((value, i) => {
      expect(value).not.toBe(plain[i])
    })
    // the second parameter has made one step less
    const second = variable(start(2)[1]!.data(), { shape: [2, 3] })
    const alone = new Adam([second], { lr: 0.01 })
    for (let i = 0; i < 5; i++) {
      alone.zeroGrad()
      second.mul(2).sub(0.5).square().sum().backward()
      alone.step()
    }
    expect([...second.data()]).toEqual(plain.slice(6))
  })

  test('a gradient of another shape is refused after steps that went well, and nothing changes', () => {
    const [p] = start(1) as [Variable]
    const optimizer = new SGD([p], { lr: 0.1 })
    loss([p]).backward()
    optimizer.step()
    const before = [...p.data()]
    p.grad = tensor([1, 2])
    expect(() => optimizer.step()).toThrow(OptimizerError)
    expect([...p.data()]).toEqual(before)
    p.grad = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype: 'float64' },
    )
    optimizer.step()
    p.data().forEach((value, i) => {
      expect(value).toBeCloseTo(before[i]! - 0.1 * (i + 1), 5)
    })
  })

  test('it holds on to no gradient that it was traced by', async () => {
    const [p] = start(1) as [Variable]
    const optimizer = new Adam([p], { lr: 0.01 })
    const step = (): WeakRef<Node> => {
      optimizer.zeroGrad()
      loss([p]).backward()
      const gradient = new WeakRef(p.grad!.node)
      optimizer.step()
      return gradient
    }
    const first = step()
    for (let i = 0; i < 6; i++) step()
    p.data()
    // what a weak reference was made of is held until the next turn
    await new Promise((resolve) => setTimeout(resolve))
    reachable()
    expect(first.deref()).toBeUndefined()
  })

  test('where lines of the program are recorded, its operations stand in the graph', () => {
    const parameters = start(2)
    const optimizer = new Adam(parameters, { lr: 0.01 })
    const nodesOf = (recorded: boolean): number => {
      loss(parameters).backward()
      const before = nodesMade()
      recordSources(recorded)
      optimizer.step()
      recordSources(false)
      return nodesMade() - before
    }
    nodesOf(false)
    expect(nodesOf(true)).toBeGreaterThan(2 * nodesOf(false))
  })

  test('the count of many parameters is changed once', () => {
    const parameters = start(70)
    const [group] = new Adam(parameters, { lr: 0.01 }).groups
    loss(parameters).backward()
    const [cohort] = group!.stepping()
    for (let i = 0; i < 2; i++) {
      const places = group!.advance(cohort!).map(([before]) => before)
      expect(places.length).toBe(1 + 3 * 70)
      expect(new Set(places).size).toBe(places.length)
    }
  })

  test('a rule reads a tensor of its own anew in each step', () => {
    let factor = tensor(1)
    class Own extends Optimizer {
      constructor(params: Variable[]) {
        super(params, {}, () => ({
          name: 'Own',
          settings: {},
          slots: () => ({}),
          scalars: () => ({}),
          update: (p, gradient) => ({ parameter: subtract(p, multiply(gradient, factor)), slots: {} }),
        }))
      }
    }
    const p = variable([1, 2])
    const optimizer = new Own([p])
    for (const k of [1, 10, 100]) {
      factor = tensor(k)
      p.grad = tensor([1, 2])
      optimizer.step()
    }
    expect([...p.data()]).toEqual([-110, -220])
  })
})
