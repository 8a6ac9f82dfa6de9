import { describe, expect, test } from 'vitest'
import {
  engine,
  jit,
  manualSeed,
  noGrad,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import { Adam, SGD } from '../../src/optim/index.ts'
import { compiledOnOneThread, numbers } from '../support/compiled.ts'

/** Variables stand in the engine's heap and are updated there; nobody may notice. */
compiledOnOneThread()

/** A step that changes w and its velocity v, and what they are after `steps` of it, in JavaScript's own numbers. */
function momentum(size = 300) {
  const w = variable(numbers(size, 1))
  const v = variable(numbers(size, 2), { requiresGrad: false })
  const step = (rate: Tensor | number): Tensor => {
    const next = v.mul(0.5).add(w)
    v.assign(next)
    w.assign(w.sub(next.mul(rate)))
    return next.sum()
  }
  const expected = (steps: number, rate = 0.25): { w: Float32Array; v: Float32Array } => {
    const f = Math.fround
    const a = numbers(size, 1)
    const b = numbers(size, 2)
    for (let s = 0; s < steps; s++)
      for (let i = 0; i < size; i++) {
        b[i] = f(f(b[i]! * 0.5) + a[i]!)
        a[i] = f(a[i]! - f(b[i]! * rate))
      }
    return { w: a, v: b }
  }
  return { w, v, step, expected }
}

const same = (variable: Variable, expected: Float32Array): void => {
  const got = variable.data()
  for (let i = 0; i < expected.length; i++) expect(got[i]! - expected[i]!).toBeCloseTo(0, 6)
}

describe('variables that stand in the heap', () => {
  test('of two jit programs, lazy code and the interpreter in turn', () => {
    const { w, v, step, expected } = momentum()
    const first = jit(() => step(0.25))
    const second = jit((scale: Tensor) => step(scale.mul(0.5)))
    let steps = 0
    for (let round = 0; round < 6; round++) {
      first()
      second(0.5)
      noGrad(() => step(0.25)).item()
      engine.settings({ mode: 'interpret' })
      noGrad(() => step(0.25))
      first()
      engine.settings({ mode: 'compile' })
      first()
      steps += 6
    }
    same(w, expected(steps).w)
    same(v, expected(steps).v)
  })

  test('values that were held stay to the bit, however they were held', () => {
    const { w, step } = momentum()
    const run = jit(() => step(0.25))
    run()
    const expected: Float32Array[] = []
    const held: (() => ArrayLike<number>)[] = []
    for (let i = 0; i < 5; i++) {
      const now = tensor(w.data() as Float32Array)
      const detached = w.detach()
      const lazy = w.mul(1)
      const other = variable(numbers(300, 9)).assign(w)
      const data = now.data() as Float32Array
      expected.push(data, data, data)
      held.push(
        () => detached.data(),
        () => lazy.data(),
        () => other.data(),
      )
      run()
      if (i % 2) noGrad(() => step(0.25)).item()
    }
    held.forEach((read, i) => {
      expect(read()).toEqual(expected[i])
    })
  })

  test('an alias of a variable as an argument of the step that updates it', () => {
    const { w } = momentum()
    const other = variable(numbers(300, 3))
    const step = jit((x: Tensor) => {
      w.assign(w.add(1))
      return x.add(w)
    })
    for (let i = 0; i < 4; i++) {
      const before = w.data()
      expect(step(w).data()).toEqual(before.map((x) => Math.fround(x + Math.fround(x + 1))))
    }
    other.assign(w)
    const both = jit(() => {
      w.assign(w.mul(2))
      other.assign(other.add(1))
    })
    for (let i = 0; i < 3; i++) {
      const [a, b] = [w.data(), other.data()]
      both()
      expect(w.data()).toEqual(a.map((x) => x * 2))
      expect(other.data()).toEqual(b.map((x) => Math.fround(x + 1)))
    }
  })

  test('one value for two variables, two that change places, one that takes another’s old value', () => {
    const [a, b, c] = [1, 2, 3].map((seed) => variable(numbers(50, seed))) as [Variable, Variable, Variable]
    const start = [a, b, c].map((x) => [...x.data()])
    const step = jit(() => {
      const [x, y] = [a.detach(), b.detach()]
      a.assign(y)
      b.assign(x)
      c.assign(x)
    })
    step()
    expect([...a.data()]).toEqual(start[1])
    expect([...b.data()]).toEqual(start[0])
    expect([...c.data()]).toEqual(start[0])
    step()
    step()
    expect([...a.data()]).toEqual(start[1])
    expect([...b.data()]).toEqual(start[0])
    expect([...c.data()]).toEqual(start[0])
    const old = jit(() => {
      const before = a.detach()
      a.assign(a.mul(3))
      return before
    })
    const now = a.data()
    expect(old().data()).toEqual(now)
    expect(a.data()).toEqual(now.map((x) => Math.fround(x * 3)))
  })

  test('assigned from outside between steps', () => {
    const { w, step } = momentum()
    const run = jit(() => step(0.25))
    run()
    w.assign(tensor(numbers(300, 7)))
    same(w, numbers(300, 7))
    run()
    const between = w.data()
    w.assign(w.mul(0))
    run()
    w.assign(tensor(between as Float32Array))
    expect(w.data()).toEqual(between)
  })

  test('programs that gave way, and an engine that starts anew, lose nothing', () => {
    const { w, v, step, expected } = momentum(64)
    const run = jit(() => step(0.25))
    run()
    for (let i = 0; i < 800; i++) jit((x: Tensor) => x.mul(i).sum())(tensor([1, 2, 3]))
    run()
    engine.settings({ memory: 64 * 2 ** 20 })
    run()
    engine.settings({ threads: 2 })
    run()
    engine.settings({ threads: 1 })
    engine.profile(() => void run(), { warmUp: 0 })
    same(w, expected(5).w)
    same(v, expected(5).v)
  })

  test('a variable that a compiled function returns has the value that the function gave it', () => {
    const w = variable([1, 2, 3], { requiresGrad: false })
    const read = jit(() => w)
    const raise = jit((x: Tensor) => {
      w.assign(w.add(x))
      return { w, sum: w.sum() }
    })
    expect(read().toArray()).toEqual([1, 2, 3])
    const first = raise(tensor(1))
    const second = raise(tensor(2))
    expect(read().toArray()).toEqual([4, 5, 6])
    w.assign(tensor([7, 8, 9]))
    expect(read().toArray()).toEqual([7, 8, 9])
    expect(first.w.toArray()).toEqual([2, 3, 4])
    expect(second.w.toArray()).toEqual([4, 5, 6])
    expect(second.sum.item()).toBe(15)
  })

  test('a step that fails changes nothing', () => {
    const w = variable(numbers(200, 1))
    const place = tensor([3], { dtype: 'int32' })
    const wrong = tensor([7_000], { dtype: 'int32' })
    const run = jit((at: Tensor) => {
      const next = w.mul(2)
      const picked = w.indexSelect(0, at)
      w.assign(next)
      return picked
    })
    run(place)
    const after = w.data()
    expect(() => run(wrong).item()).toThrow()
    expect(w.data()).toEqual(after)
    run(place)
    expect(w.data()).toEqual(after.map((x) => x * 2))
    expect(() =>
      jit(() => {
        w.assign(w.mul(3))
        throw new Error('in the trace')
      })(),
    ).toThrow('in the trace')
    expect(w.data()).toEqual(after.map((x) => x * 2))
  })

  test('two optimizers over the same parameters, dropout and changing rates: lazy as under jit', () => {
    const build = () => {
      manualSeed(3)
      const model = nn.sequential(nn.linear(20, 30), nn.relu(), nn.dropout(0.3), nn.linear(30, 4))
      const parameters = [...model.parameters()]
      const first = new Adam(parameters, { lr: 1e-2 })
      const second = new SGD(parameters.slice(0, 2), { lr: 1e-2, momentum: 0.9 })
      const step = (x: Tensor, optimizer: Adam | SGD): Tensor => {
        optimizer.zeroGrad()
        const loss = model.forward(x).tanh().sum()
        loss.backward()
        optimizer.step()
        return loss
      }
      return { parameters, first, second, step }
    }
    const x = tensor(numbers(200, 5), { shape: [10, 20] })
    const lazy = build()
    const lazyLosses: number[] = []
    for (let i = 0; i < 12; i++) {
      lazy.first.groups[0]!.lr = 1e-2 / (1 + i)
      lazyLosses.push(lazy.step(x, lazy.first).item(), lazy.step(x, lazy.second).item())
    }
    const compiled = build()
    const one = jit((input: Tensor) => compiled.step(input, compiled.first))
    const two = jit((input: Tensor) => compiled.step(input, compiled.second))
    const losses: number[] = []
    for (let i = 0; i < 12; i++) {
      compiled.first.groups[0]!.lr = 1e-2 / (1 + i)
      losses.push(one(x).item(), two(x).item())
    }
    losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(lazyLosses[i]!, 3)
    })
  })
})
