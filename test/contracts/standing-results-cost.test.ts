import { afterEach, describe, expect, test } from 'vitest'
import { engine, jit, OutOfMemoryError, type Tensor, tensor, variable } from '../../src/index.ts'
import { compiledOnOneThread } from '../support/compiled.ts'
import { columns, given, inside, map, rows, same, size, start, wrapped } from '../support/large-results.ts'

/** What stays in the heap is not copied, and what is computed again is computed once. */
compiledOnOneThread()

const { memory } = engine.settings()
afterEach(() => engine.settings({ memory }))
const first = given(start(1))
const lift = jit((x: Tensor) => inside(x.mul(2).sub(3)))
const join = jit((x: Tensor, y: Tensor) => inside(x.sub(y)))
const moved = jit((x: Tensor) => x.roll(1, 0))

/** How many programs `f` runs. */
function runsOf(f: () => void): number {
  const { runs } = engine.stats()
  f()
  return engine.stats().runs - runs
}

describe('what it costs', () => {
  test.each([
    ['in order', 7],
    ['backwards', 9],
  ])('a path that is read at the end takes no step more than twice, %s', (order, less) => {
    const step = jit((x: Tensor) => inside(x.mul(2).sub(less)))
    for (let i = 0; i < 10; i++) step(first)
    const path = [first]
    const count = 50
    expect(
      runsOf(() => {
        for (let i = 0; i < count; i++) path.push(step(path.at(-1)!))
      }),
    ).toBe(count)
    const expected = [start(1)]
    for (let i = 0; i < count; i++) expected.push(map(expected.at(-1)!, (v) => wrapped(2 * v - less)))
    const places = path.map((_, i) => (order === 'in order' ? i : count - i))
    const read = runsOf(() => {
      for (const i of places) same({ tensor: path[i]!, expected: expected[i]! })
    })
    expect(read).toBeGreaterThan(10)
    expect(read).toBeLessThanOrEqual(count)
    // reading again takes none
    expect(runsOf(() => same({ tensor: path[20]!, expected: expected[20]! }))).toBe(0)
  })

  test('results of one function that others take together are not computed again', () => {
    const square = jit((x: Tensor, by: Tensor) => x.mul(by))
    const sum = jit((...xs: Tensor[]) => xs.reduce((a, b) => a.add(b)))
    for (const count of [1, 2, 3, 5, 8]) {
      const round = (): Tensor => sum(...Array.from({ length: count }, (_, i) => square(first, tensor(i))))
      // the first rounds show how many are needed
      for (let i = 0; i < 8; i++) round()
      expect(runsOf(() => void round().eval())).toBe(count + 1)
      const factor = (count * (count - 1)) / 2
      same({ tensor: round(), expected: map(start(1), (v) => factor * v) })
    }
  })

  test('until that is known, each is computed again once', () => {
    const half = jit((x: Tensor, by: Tensor) => x.sub(by))
    const most = jit((...xs: Tensor[]) => xs.reduce((a, b) => a.maximum(b)))
    const [one] = Array.from({ length: 12 }, () => half(first, tensor(1)))
    most(one!, one!, one!, one!, one!, one!, one!, one!)
    const runs = runsOf(() => {
      const eight = Array.from({ length: 8 }, (_, i) => half(first, tensor(i)))
      same({ tensor: most(...eight.reverse()), expected: start(1) })
    })
    // two still stand
    expect(runs).toBeLessThanOrEqual(8 + 6 + 1)
  })

  test('what stands, or was computed again for another, is not computed again', () => {
    const root = jit((x: Tensor) => inside(x.add(11)))
    const branch = jit((x: Tensor, by: Tensor) => inside(x.mul(by).add(13)))
    for (let i = 0; i < 10; i++) branch(root(first), tensor(2))
    const y = root(first)
    const [one] = [1, 2, 3, 4].map((by) => branch(y, tensor(by)))
    const expected = map(start(1), (v) => wrapped(v + 11))
    expect(runsOf(() => same({ tensor: one!, expected: map(expected, (v) => wrapped(v + 13)) }))).toBe(1)

    const path = [y]
    for (let i = 0; i < 20; i++) path.push(root(path[i]!))
    const side = branch(path[5]!, tensor(3))
    for (let i = 0; i < 10; i++) branch(first, tensor(i))
    const at = (steps: number): Float32Array => map(expected, (v) => wrapped(v + 11 * steps))
    same({ tensor: path[12]!, expected: at(12) })
    expect(runsOf(() => same({ tensor: side, expected: map(at(5), (v) => wrapped(3 * v + 13)) }))).toBe(1)
    expect(runsOf(() => same({ tensor: path[5]!, expected: at(5) }))).toBe(0)
    // nor is what follows copied
    expect(engine.profile(() => void root(root(first)).eval()).asides).toEqual([])
  })

  /** Results of `f` one after the other, then what reading all of them takes in runs. */
  function readLater(f: (i: number) => Tensor, expected: (i: number) => Float32Array): number {
    const results = Array.from({ length: 12 }, (_, i) => f(i))
    return runsOf(() => {
      for (const [i, tensor] of results.entries()) same({ tensor, expected: expected(i) })
    })
  }

  test('what cannot be computed again, or not at little cost, is copied at once', () => {
    // the variable has changed since
    const w = variable(start(2), { shape: [rows, columns], requiresGrad: false })
    const step = jit((x: Tensor) => {
      w.assign(inside(w.add(x)))
      return x.sum()
    })
    const next = jit(() => inside(w.add(17)))
    const [two, one] = [start(2), start(1)]
    const later = (i: number): Float32Array =>
      map(i < 0 ? two : later(i - 1), (v, k) => (i < 0 ? v : wrapped(v + one[k]!)))
    const changed = (): Tensor => {
      step(first)
      return next()
    }
    expect(readLater(changed, (i) => map(later(i), (v) => wrapped(v + 17)))).toBe(0)
    // all that it follows from would stay alive
    const sum = jit((x: Tensor, y: Tensor, z: Tensor) => inside(x.add(y).add(z)))
    const fresh = (i: number): Tensor => sum(given(start(i)), given(start(i + 1)), given(start(i + 2)))
    const sums = (i: number): Float32Array => {
      const [y, z] = [start(i + 1), start(i + 2)]
      return map(start(i), (v, k) => wrapped(v + y[k]! + z[k]!))
    }
    expect(readLater(fresh, sums)).toBe(0)
    // it takes long
    const many = jit((x: Tensor) => {
      let y = x
      for (let i = 0; i < 40; i++) y = inside(y.matmul(x.transpose().matmul(x)))
      return y.mul(0).add(x)
    })
    expect(
      readLater(
        () => many(first),
        () => start(1),
      ),
    ).toBe(0)
  })

  test('a step that takes the last two states runs once', () => {
    const leap = jit((x: Tensor, before: Tensor) => inside(x.mul(2).sub(before)))
    let [before, now] = [first, leap(first, first)]
    const go = (): void => {
      ;[before, now] = [now, leap(now, before)]
    }
    for (let i = 0; i < 10; i++) go()
    const more = runsOf(() => {
      for (let i = 0; i < 100; i++) go()
    })
    expect(more).toBe(100)
  })

  test('runs that fail take no more memory, however many', () => {
    const rowsAt = jit((x: Tensor, at: Tensor) => [x.sub(4), x.take(at, { axis: 0 })] as const)
    const at = (row: number): Tensor => tensor(new Int32Array(rows).fill(row))
    const [less] = rowsAt(first, at(0))
    const fail = (count: number): number => {
      for (let i = 0; i < count; i++) expect(() => rowsAt(first, at(rows))).toThrow(/index/i)
      return engine.memory().used
    }
    const few = fail(5)
    expect(fail(100)).toBe(few)
    same({ tensor: less, expected: map(start(1), (v) => v - 4) })
  })

  test('a long simulation takes no more memory than a short one', () => {
    const step = jit((x: Tensor) => inside(x.sub(1)))
    let x = first
    const go = (count: number): number => {
      for (let i = 0; i < count; i++) x = step(x)
      return engine.memory().used
    }
    const short = go(100)
    expect(go(3000)).toBe(short)
    same({ tensor: x, expected: new Float32Array(size).fill(-999) })
  })

  test('of a long path no more than 32 steps are taken again for one value', () => {
    const step = jit((x: Tensor) => inside(x.mul(3).sub(1)))
    let [before, x] = [first, first]
    for (let i = 0; i < 200; i++) {
      if (i === 190) before = x
      x = step(x)
    }
    let expected = start(1)
    for (let i = 0; i < 190; i++) expected = map(expected, (v) => wrapped(3 * v - 1))
    const read = runsOf(() => same({ tensor: before, expected }))
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThanOrEqual(33)
  })

  test("a result is the reader's own copy", () => {
    const y = lift(first)
    y.data().fill(0)
    same({ tensor: y, expected: map(start(1), (v) => wrapped(2 * v - 3)) })
    same({ tensor: join(y, y), expected: new Float32Array(size) })
  })

  test('where there is no room, older results move out, and the engine works on', () => {
    engine.settings({ memory: 2 ** 20 })
    let x = first
    for (let i = 0; i < 40; i++) x = join(lift(x), moved(x))
    const large = jit((x: Tensor) => x.expand(40, rows, columns).mul(2))
    expect(() => large(x)).toThrow(OutOfMemoryError)
    engine.settings({ memory })
    let y = first
    for (let i = 0; i < 40; i++) y = join(lift(y), moved(y))
    same({ tensor: x, expected: y.data() as Float32Array })
  })
})
