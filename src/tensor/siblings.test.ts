import { afterEach, beforeEach, expect, test } from 'vitest'
import { inMode, numbers } from '../../test/support/compiled.ts'
import { collect } from '../../test/support/resident.ts'
import { engine, grad, jit, type Tensor, tensor, valueAndGrad, variable, vmap } from '../index.ts'

const before = engine.settings()
beforeEach(() => {
  engine.settings({ mode: 'auto', threads: 1 })
})
afterEach(() => {
  engine.settings(before)
})

const width = 24
const shapes = [[1, width], [width], [width, width], [width], [width, 1], [1]]
const weights = shapes.map((shape, i) => tensor(numbers(shape[0]! * (shape[1] ?? 1), i), { shape }))
const points = tensor(Float32Array.from({ length: 32 }, (_, i) => i / 31))

function net(w: readonly Tensor[], x: Tensor): Tensor {
  const first = x.reshape([1, 1]).matmul(w[0]!).add(w[1]!).tanh()
  return first.matmul(w[2]!).add(w[3]!).tanh().matmul(w[4]!).add(w[5]!).sum()
}

/** How far a network is from a solution of u'' = -sin(pi x). */
const residual = (...w: Tensor[]): Tensor =>
  vmap(grad(grad((x: Tensor) => net(w, x))))(points)
    .add(points.mul(Math.PI).sin())
    .square()
    .mean()
    .add(net(w, tensor(0)).square())

const argnums = [0, 1, 2, 3, 4, 5]
const slopes = grad(residual, { argnums } as never) as unknown as (...w: Tensor[]) => Tensor[]
const both = valueAndGrad(residual, { argnums } as never) as unknown as (...w: Tensor[]) => [Tensor, Tensor[]]
const read = (all: readonly Tensor[], order: readonly number[]): Float32Array[] => {
  const found: Float32Array[] = []
  for (const i of order) found[i] = all[i]!.data() as Float32Array
  return found
}
const forwards = [...argnums]

/** What the engine has run and interpreted meanwhile. */
function counted<T>(f: () => T): [T, number, number] {
  const { runs, interpreted } = engine.stats()
  const result = f()
  return [result, engine.stats().runs - runs, engine.stats().interpreted - interpreted]
}

test('gradients that are read one by one are computed by one program, in any order with the same bits', () => {
  const [wanted, runs, interpreted] = counted(() => read(slopes(...weights), forwards))
  expect([runs, interpreted]).toEqual([1, 0])
  for (const order of [forwards.toReversed(), [3, 5, 1, 0, 4, 2]])
    expect(counted(() => read(slopes(...weights), order))).toEqual([wanted, 1, 0])
  const exact = inMode('interpret', () => read(slopes(...weights), forwards))
  wanted.forEach((gradient, i) => {
    const largest = Math.max(...exact[i]!.map(Math.abs))
    gradient.forEach((x, k) => {
      expect(Math.abs(x - exact[i]![k]!)).toBeLessThan(2e-5 * largest)
    })
  })
})

test('so are those that something else is made of, the value beside them, and those of backward', () => {
  const [wanted] = counted(() => read(slopes(...weights), forwards))
  const steps = (): Tensor[] => slopes(...weights).map((g, i) => weights[i]!.sub(g.mul(0.5)))
  const expected = wanted.map((g, i) => weights[i]!.sub(tensor(g, { shape: shapes[i]! }).mul(0.5)).data())
  for (const order of [forwards, forwards.toReversed()]) {
    const [found, runs] = counted(() => read(steps(), order))
    expect([found, runs]).toEqual([expected, 1])
  }
  const [value, last] = [(): number => residual(...weights).item(), forwards.toReversed()]
  for (const first of [true, false]) {
    const [[loss, gradients], runs] = counted(() => {
      const [l, g] = both(...weights)
      if (first) l.item()
      return [l, read(g, last)] as const
    })
    expect([gradients, runs]).toEqual([wanted, 1])
    expect(loss.item()).toBeCloseTo(value(), 6)
  }
  const [found, runs] = counted(() => {
    const w = weights.map((x, i) => variable(x.data(), { shape: shapes[i]! }))
    residual(...w).backward()
    return read(
      w.map((x) => x.grad!),
      last,
    )
  })
  expect([found, runs]).toEqual([wanted, 1])
})

test('a function that is traced in between changes nothing', () => {
  const wanted = read(slopes(...weights), forwards)
  const all = slopes(...weights)
  const [p, q] = [variable([1, 2]), variable([3, 4])]
  jit((x: Tensor) => {
    p.mul(q).mul(x).sum().backward()
    return p.grad!.add(q.grad!)
  })(tensor(2))
  expect(counted(() => read(all, [5, 4, 3, 2, 1, 0]))).toEqual([wanted, 1, 0])
})

const chain = (x: Tensor, times: number): Tensor => {
  let y = x
  for (let i = 0; i < times; i++) y = y.sin().mul(1.01)
  return y.sum()
}
const sumOf = grad((a: Tensor, b: Tensor) => chain(a, 20).add(chain(b, 20)), {
  argnums: [0, 1],
} as never) as unknown as (a: Tensor, b: Tensor) => [Tensor, Tensor]
const computed = (all: readonly Tensor[]): boolean[] => all.map(({ node }) => node.computed)

test('what takes long is not computed for one that needs none of it; nor is what is interpreted', () => {
  for (const sizes of [
    [10_000, 10],
    [10, 10],
  ]) {
    const all = sumOf(tensor(numbers(sizes[0]!, 1)), tensor(numbers(sizes[1]!, 2)))
    all[1].data()
    expect(computed(all)).toEqual([false, true])
  }
  const all = sumOf(tensor(numbers(1000, 1)), tensor(numbers(1000, 2)))
  all[1].data()
  expect(computed(all)).toEqual([true, true])
  const shallow = grad((a: Tensor, b: Tensor, c: Tensor) => chain(a, 20).add(chain(b, 20)).add(c.mul(c)), {
    argnums: [0, 1, 2],
  } as never)(tensor(numbers(1000, 1)), tensor(numbers(1000, 2)), tensor(3)) as unknown as Tensor[]
  expect(shallow[2]!.item()).toBe(6)
  expect(computed(shallow)).toEqual([false, false, true])
  shallow[0]!.data()
  expect(computed(shallow)).toEqual([true, true, true])
})

test('what is dropped is let go of, computed or not', async () => {
  const make = () => sumOf(tensor(numbers(1000, 1)), tensor(numbers(1000, 2)))
  const collected = async (refs: readonly WeakRef<object>[]): Promise<void> => {
    // the engine knows the nodes of its last runs
    for (let i = 0; i < 5; i++) chain(tensor(numbers(5000, i)), 20 + i).item()
    for (let i = 0; i < 5; i++) {
      // a weak reference holds on until the job ends
      await new Promise((resolve) => setTimeout(resolve, 1))
      collect()
    }
    expect(refs.map((ref) => ref.deref())).toEqual(refs.map(() => undefined))
  }
  await collected((() => make().map(({ node }) => new WeakRef(node)))())
  const [kept, ref] = (() => {
    const [a, b] = make()
    b.data()
    return [b, new WeakRef(a.node)] as const
  })()
  await collected([ref])
  expect(kept.size).toBe(1000)
})
