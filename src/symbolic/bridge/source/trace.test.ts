import { expect, test } from 'vitest'
import { diff, type Expr, lambdify, parse, text } from '../../index.ts'
import { traceFunction } from '../index.ts'

const written = (e: unknown): unknown => (Array.isArray(e) ? e.map(written) : text(e as Expr))

test('formulas', () => {
  expect(written(traceFunction((x: number) => 1 / (1 + Math.exp(-x))))).toBe('1/(1 + exp(-x))')
  expect(written(traceFunction((x: number, y: number) => x ** 2 * 0.1 + Math.PI * y))).toBe('0.1*x^2 + pi*y')
  expect(written(traceFunction((x: number) => x, ['t']))).toBe('t')
  expect(written(traceFunction(([a, b]: number[]) => [a! * b!, a! - b!]))).toEqual(['a*b', 'a - b'])
  expect(traceFunction((x: number) => (x > 0 ? x : -x))).toBe(parse('where(x > 0, x, -x)'))
})

/** Newton's method, a loop with carried state. */
function squareRoot(x: number): number {
  let y = 1
  for (let i = 0; i < 5; i++) y = (y + x / y) / 2
  return y
}

function pieces(x: number): number {
  if (x < -1) return -x
  if (x >= 1) {
    const y = x * x
    return y + 1
  }
  let total = 0
  for (const k of [1, 2, 3]) {
    if (k === 2) continue
    total += Math.sin(k * x)
  }
  return total
}

function horner(x: number): number {
  const coefficients = [1, -2, 0.5, 3]
  return coefficients.reduce((total, c) => total * x + c, 0)
}

function records(x: number): number {
  const point = { x, y: x * 2 }
  const { y } = point
  point.x += 1
  const norm = ({ x: a, y: b }: { x: number; y: number }): number => Math.hypot(a, b)
  return norm(point) + y
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1)
}

function arrays(x: number): number {
  const values = new Float64Array(4)
  for (let i = 0; i < values.length; i++) values[i] = x * i
  const squares = Array.from({ length: 4 }, (_, i) => values[i]! ** 2)
  let best = 0
  let j = 0
  while (j < 4) {
    best = Math.max(best, squares[j]!)
    j++
  }
  const [, ...rest] = squares
  return best + rest.length + squares.map((s) => s + 1).slice(1, 3)[0]!
}

function choice(x: number): number {
  let result = 0
  switch (Math.sign(x)) {
    case 1:
      result = x
      break
    case -1:
      result = x * x
      break
    default:
      result = 7
  }
  return result
}

function orbit(x: number): number {
  let z = x
  outer: for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      if (j > i) continue outer
      if (z > 10) break outer
      z = z * z + 0.1
    }
  return z
}

const guarded = (x: number): number => {
  if (x < 0) throw new Error('negative')
  return Math.sqrt(x)
}

const logical = (x: number): number => {
  const inside = x > 0 && x < 2
  return (inside || x === 5 ? 1 : 0) + (x || 3) + Number(!inside)
}

const scale = 3
const helper = (x: number): number => scale * x + factorial(4)

/** A program as of before 2015, as compilers write it. */
const old = new Function(
  'x',
  'var s = 0; for (var i = 0; i < 3; i++) { var t = x * i; s += t } if (x > 0) { var s = s + 1, z = 1 } else z = 2; for (var k of [4, 5]) s += k; return s + i + t + z + k',
) as (x: number) => number

function lists(x: number): number {
  const { sin, PI } = Math
  const list = [x, 1, -x, 2].filter((v) => v > 0.3)
  list.unshift(3)
  const last = list.pop()!
  const first = list.shift()!
  const { a, ...rest } = { a: 1, b: x, c: x * x }
  const { a: gone = 3 } = rest as { a?: number }
  const found = [1, 5, 7].find((v) => v > 2)!
  const [positive, all] = [[x, -1].some((v) => v > 0), [x, 1].every((v) => v > 0)]
  const nested = [[x, 1], [2]].flat().reduce((p, q) => p + q)
  return (
    sin(x) * PI +
    Math['cos'](x) +
    list.length +
    last * first +
    rest['b']! * rest.c -
    a * gone +
    nested +
    found +
    (positive ? 10 : 20) +
    (all ? 100 : 200) +
    [...Array(3).keys()].reduce((p, q) => p + q * x, 0)
  )
}

test.each<[string, (x: number) => number, object?]>([
  ['var', old],
  ['methods of arrays, parts of Math', lists],
  ['a loop', squareRoot],
  ['early returns', pieces],
  ['reduce', horner],
  ['objects', records],
  ['arrays', arrays],
  ['switch', choice],
  ['labels', orbit],
  ['throw', guarded],
  ['logic', logical],
  ['functions from outside', helper, { scale, factorial }],
  [
    'Math',
    (x) => Math.log1p(x * x) + Math.cbrt(x) + Math.atan2(x, 2) + Math.min(x, 1) + Math.LN2 * Math.trunc(x),
  ],
  ['remainder', (x) => x % 2],
  ['rounding', (x) => Math.round(x) + Math.floor(x) - Math.ceil(x)],
  ['hyperbolic', (x) => Math.sinh(x) - Math.cosh(x) + Math.tanh(x) + Math.asinh(x)],
])('%s: the formula has the values of the function', (_, f, scope) => {
  const e = traceFunction(f, ['x'], { scope: (scope ?? {}) as never }) as Expr
  const g = lambdify(e, ['x'])
  for (const x of [-2.3, -1, -0.4, 0, 0.5, 1, 1.7, 2, 2.9, 5]) {
    let expected = Number.NaN
    try {
      expected = f(x)
    } catch (error) {
      expect((error as Error).message).toBe('negative')
    }
    if (Number.isNaN(expected)) expect(g(x), String(x)).toBeNaN()
    else expect(g(x), String(x)).toBeCloseTo(expected, 12)
  }
})

test('the derivative of a program', () => {
  const slope = diff(traceFunction(squareRoot) as Expr, 'x')
  expect(lambdify(slope, ['x'])(2)).toBeCloseTo(1 / (2 * Math.SQRT2), 6)
})

test('a method and a function expression', () => {
  const object = {
    square(x: number): number {
      return x * x
    },
  }
  expect(written(traceFunction(object.square))).toBe('x^2')
  expect(
    written(
      traceFunction(function f(n: number): number {
        return n + 1
      }),
    ),
  ).toBe('n + 1')
})

test('arguments that are objects', () => {
  expect(written(traceFunction(({ x, at: [a, b = 2] }: { x: number; at: number[] }) => x * a! + b))).toBe(
    'a*x + b',
  )
  const f = (p: { x: number; y: number[] }): number => p.x * p.y[1]!
  expect(written(traceFunction(f, [{ x: 'u', y: ['v', 'w'] }]))).toBe('u*w')
})

test('what compilers put around functions to keep their names', () => {
  const kept = new Function('x', 'const f = __name((y) => y * y, "f"); return f(x)') as (x: number) => number
  expect(written(traceFunction(kept))).toBe('x^2')
})

test.each<[string, (...args: never[]) => unknown, string]>([
  ['bits', (x: number) => x | 0, 'Math.floor and Math.trunc have formulas'],
  ['a name from outside', (x: number) => x * scale, 'the name scale comes from outside'],
  ['random numbers', (x: number) => x * Math.random(), 'Math.random has no formula'],
  [
    'an index that depends',
    (x: number) => [1, 2][x],
    'an index, a length or an operand of bits depends on the arguments',
  ],
  ['a string', () => 'text', 'is no number'],
  ['async', async (x: number) => x, 'async'],
  ['a function of the engine', Math.sin as never, 'cannot be read'],
  ['nothing returned', () => {}, 'returned nothing'],
])('%s is refused with the reason', (_, f, message) => {
  expect(() => traceFunction(f)).toThrow(message)
})

test('programs without end are refused', () => {
  const endless = (x: number): number => {
    let y = x
    while (y > 1) y = y / 2
    return y
  }
  expect(() => traceFunction(endless)).toThrow('give it a fixed number of rounds')
  // each way of these is longer than the one before: they end before that fills the memory
  const untilNear = (x: number): number => {
    let y = 1
    while (Math.abs(y * y - x) > 1e-9) y = (y + x / y) / 2
    return y
  }
  const calls = (n: number): number => (n < 1 ? 1 : n * calls(n - 1))
  for (const f of [untilNear, (x: number) => calls(x)])
    expect(() => traceFunction(f, ['x'], { scope: { calls } })).toThrow(
      'decisions on one way through the program',
    )
  expect(() =>
    traceFunction((x: number) => {
      const total = [x]
      for (;;) total[0]! += 1
    }),
  ).toThrow('more than 100000 rounds')
})
