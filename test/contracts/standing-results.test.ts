import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { engine, jit, type Tensor, tensor, type Variable, variable } from '../../src/index.ts'
import { compiledOnOneThread } from '../support/compiled.ts'
import {
  columns,
  given,
  type Held,
  inside,
  map,
  rows,
  same,
  size,
  start,
  wrapped,
} from '../support/large-results.ts'

/** Large results stay in the engine's heap, and are computed again where they have been written over; nobody may notice. */
compiledOnOneThread()

const { memory } = engine.settings()
afterEach(() => engine.settings({ memory }))

const lift = jit((x: Tensor) => inside(x.mul(2).sub(3)))
const join = jit((x: Tensor, y: Tensor) => inside(x.sub(y)))
const both = jit((x: Tensor) => [x.maximum(2), inside(x.neg().add(1))] as const)
const moved = jit((x: Tensor) => x.roll(1, 0))
const scaled = jit((x: Tensor, by: Tensor) => inside(x.mul(by)))
const rowAt = jit((x: Tensor, at: Tensor) => [lift(x), x.take(at, { axis: 0 })] as const)

const several = jit((x: Tensor) => {
  const less = inside(x.sub(1))
  return [less, less, x, given(start(3))] as const
})

/** What a program of random steps does to the tensors that it holds; the numbers choose among them. */
const steps: ((held: Held[], weight: Weight, a: number, b: number) => Held[])[] = [
  (held, _, a) => {
    const x = held[a % held.length]!
    return [{ tensor: lift(x.tensor), expected: map(x.expected, (v) => wrapped(2 * v - 3)) }]
  },
  (held, _, a, b) => {
    const [x, y] = [held[a % held.length]!, held[b % held.length]!]
    return [
      { tensor: join(x.tensor, y.tensor), expected: map(x.expected, (v, i) => wrapped(v - y.expected[i]!)) },
    ]
  },
  (held, _, a) => {
    const x = held[a % held.length]!
    const [most, less] = both(x.tensor)
    return [
      { tensor: most, expected: map(x.expected, (v) => Math.max(v, 2)) },
      { tensor: less, expected: map(x.expected, (v) => wrapped(1 - v)) },
    ]
  },
  (held, _, a) => {
    const x = held[a % held.length]!
    const from = (i: number): number => (i + size - columns) % size
    return [{ tensor: moved(x.tensor), expected: map(x.expected, (_v, i) => x.expected[from(i)]!) }]
  },
  (held, _, a, b) => {
    const x = held[a % held.length]!
    const by = (b % 5) - 2
    return [{ tensor: scaled(x.tensor, tensor(by)), expected: map(x.expected, (v) => wrapped(v * by)) }]
  },
  // without jit
  (held, _, a) => {
    const x = held[a % held.length]!
    return [{ tensor: inside(x.tensor.add(5)).eval(), expected: map(x.expected, (v) => wrapped(v + 5)) }]
  },
  // fails when it has begun
  (held, _, a) => {
    const x = held[a % held.length]!
    expect(() => rowAt(x.tensor, tensor(new Int32Array(rows).fill(rows)))).toThrow(/index/i)
    return []
  },
  // a variable takes a value, and is updated where it stands
  (held, weight, a) => {
    weight.take(held[a % held.length]!)
    return []
  },
  (held, weight, a) => {
    weight.add(held[a % held.length]!)
    return [weight.now()]
  },
  // a variable's old values cannot be computed again here
  (_held, weight) => [weight.more()],
  // one value twice, an argument, and what never changes
  (held, _, a) => {
    const x = held[a % held.length]!
    const [twice, again, same, fixed] = several(x.tensor)
    const lessOne = map(x.expected, (v) => wrapped(v - 1))
    return [
      { tensor: twice, expected: lessOne },
      { tensor: again, expected: lessOne },
      { tensor: same, expected: x.expected },
      { tensor: fixed, expected: start(3) },
    ]
  },
  // everything moves out of the heap
  (_h, _w, a) => {
    engine.settings({ memory: memory - 2 ** 16 * (1 + (a % 2)) })
    return []
  },
]

/** A variable that programs update. */
class Weight {
  readonly variable: Variable = variable(start(5), { shape: [rows, columns], requiresGrad: false })
  private expected = start(5)
  private readonly step = jit((x: Tensor) => {
    this.variable.assign(inside(this.variable.add(x)))
    return x.sum()
  })
  private readonly next = jit(() => inside(this.variable.add(1)))
  more(): Held {
    return { tensor: this.next(), expected: map(this.expected, (v) => wrapped(v + 1)) }
  }
  take({ tensor, expected }: Held): void {
    this.variable.assign(tensor)
    this.expected = expected
  }
  add({ tensor, expected }: Held): void {
    this.step(tensor)
    const before = this.expected
    this.expected = map(before, (v, i) => wrapped(v + expected[i]!))
  }
  now(): Held {
    return { tensor: this.variable.detach(), expected: this.expected }
  }
}

describe('programs of programs', () => {
  const choice = fc.nat(1000)
  const program = fc.array(fc.tuple(fc.nat(steps.length - 1), choice, choice, choice), {
    minLength: 5,
    maxLength: 60,
  })

  test.each([1, 2])('hold what they computed, whenever it is read (%i threads)', (threads) => {
    engine.settings({ threads })
    fc.assert(
      fc.property(program, choice, (chosen, seed) => {
        const weight = new Weight()
        const held: Held[] = [1, 2].map((i) => ({ tensor: given(start(i)), expected: start(i) }))
        for (const [step, a, b, c] of chosen) {
          // mostly what has just been computed, as in a simulation
          const recent = held.slice(c % 3 === 0 ? 0 : -2)
          held.push(...steps[step]!(recent, weight, a, b))
          if (c % 7 === 0) same(held[c % held.length]!)
          if (c % 11 === 0 && held.length > 3) held.splice(c % held.length, 1)
        }
        same(weight.now())
        for (const [i, { tensor, expected }] of held.entries())
          same(held[(i * 7 + seed) % held.length] ?? { tensor, expected })
        for (const one of held) same(one)
      }),
      { numRuns: 60 },
    )
  })
})
