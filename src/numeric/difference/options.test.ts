import { describe, expect, test } from 'vitest'
import {
  approxFprime,
  type DifferenceOptions,
  derivative,
  directional,
  gradient,
  jacobian,
} from '../index.ts'

describe('bad input', () => {
  const wrong = (run: () => unknown, message: string | RegExp) => expect(run).toThrow(message)

  test('is named', () => {
    const f = ([x, y]: number[]) => x! * y!
    wrong(() => gradient(f, [1, Number.NaN]), 'gradient: x[1] is NaN; every entry must be a finite number.')
    wrong(
      () => gradient((() => 'no') as never, [1, 2]),
      'gradient: the function returned the string "no" at x = [1, 2]',
    )
    wrong(() => gradient(f, [1, 2], { step: [1e-3] }), 'step has length 1, but x has length 2')
    wrong(() => gradient(f, [1, 2], { step: -1 }), 'step is -1; it must be a finite number above 0')
    wrong(
      () => gradient(f, [1, 2], { bounds: { lower: [0, 3], upper: [2, 2] } }),
      'bounds of x[1] are [3, 2]',
    )
    wrong(
      () => gradient(f, [1, 2], { bounds: { lower: 1.5 } }),
      'x[0] = 1 is outside its bounds [1.5, Infinity]',
    )
    wrong(() => directional(f, [1, 2], [1]), 'v has length 1, but x has length 2')
    wrong(() => derivative(Math.sin, 1, { method: 'centre' as never }), 'there is no method "centre"')
    wrong(() => derivative(Math.sin, 1, { method: '2-point', order: 2 }), 'it takes at least 3 points')
    wrong(() => approxFprime(f, [1, 2], [1]), 'eps has length 1')
    wrong(() => approxFprime(f, [1, 2], 0), 'eps is 0')
    wrong(
      () => approxFprime(f, [1, 2], 1e-8, { method: 'centrl' as never }),
      'no method "centrl"; the methods are forward, backward and central',
    )
    wrong(() => approxFprime(f, [1, 2], 1e-8, { bounds: { lower: 1, upper: [1, 3] } }), 'leave no room')
    wrong(
      () => approxFprime((async () => 1) as never, [1, 2]),
      'a Promise (the function must be synchronous)',
    )
    let calls = 0
    wrong(
      () => jacobian(() => new Array<number>(++calls).fill(1), [1, 2]),
      /returned 2 numbers .* but 1 were expected/,
    )
  })

  test('options of a shape that cannot be meant', () => {
    wrong(() => derivative(Math.sin, 1, null as never), 'derivative: options are given as null')
    wrong(() => derivative(5 as never, 1), 'derivative: f is 5; it must be a function.')
    wrong(() => derivative(Math.sin, 1, { dtype: 'float16' as never }), 'there is no dtype "float16"')
    wrong(
      () => derivative(Math.sin, 1, { bounds: [0, 2] as never }),
      'bounds are an array of length 2; they must be an object of lower and upper',
    )
    wrong(() => derivative(Math.sin, 1, { bounds: { low: 0 } as never }), "bounds have 'low'")
    wrong(() => gradient(() => 1, [1, 2], { bounds: { lower: null as never } }), 'bounds.lower is null')
  })

  test('a step is the furthest that a coordinate moves in any direction', () => {
    const moves = (options: Pick<DifferenceOptions, 'step' | 'relativeStep'>, v: number[]) => {
      const furthest = [0, 0]
      const x = [1, 1000]
      const f = (p: number[]) => {
        p.forEach((pi, i) => {
          furthest[i] = Math.max(furthest[i]!, Math.abs(pi - x[i]!))
        })
        return p[0]! * p[1]!
      }
      directional(f, x, v, { method: 'central', estimateError: false, ...options })
      return furthest
    }
    expect(moves({ relativeStep: 2 ** -10 }, [0, 1])[1]).toBeCloseTo(1000 / 1024, 12)
    expect(moves({ step: [0.5, 4] }, [1, 2])).toEqual([0.5, 1])
    expect(moves({ step: [2, 1] }, [1, 2])).toEqual([0.5, 1])
  })

  test('what f throws passes through unchanged', () => {
    const mine = new RangeError('mine')
    const f = () => {
      throw mine
    }
    expect(() => gradient(f, [1])).toThrow(mine)
  })
})
