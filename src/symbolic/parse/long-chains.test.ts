import { expect, test } from 'vitest'
import { type Expr, parse, product, sum } from '../index.ts'

/** Parts of long chains, which are folded as they are read: like terms far apart, signs, numbers, roots and powers of e. */
const parts = [
  'x',
  'y',
  '2',
  '-x',
  'x^2',
  'sqrt(2)',
  'exp(x)',
  '(x + 1)',
  '3/7',
  'sin(x*y)',
  'pi',
  '0.5',
  'x^(1/3)',
]
const seeded = (seed: number) => () => (seed = (seed * 16807) % 2147483647) / 2147483647

test.each([1, 2, 3, 4, 5, 6])('a long chain is what its parts make at once (%i)', (seed) => {
  const random = seeded(seed * 7919)
  const chosen = Array.from({ length: 5000 }, (_, i) =>
    i % 3 === 0 ? `a${Math.floor(random() * 3000)}` : parts[Math.floor(random() * parts.length)]!,
  )
  const all: Expr[] = chosen.map((part) => parse(part))
  expect(parse(chosen.map((part) => `(${part})`).join('+'))).toBe(sum(...all))
  expect(parse(chosen.map((part) => `(${part})`).join('*'))).toBe(product(...all))
  expect(parse(`b + (${chosen.map((part) => `(${part})`).join('+')})^2 < c`)).toBe(
    parse('b + s^2 < c', { names: { s: sum(...all) } }),
  )
})

test('a name that a call binds keeps its meaning in a long sum', () => {
  const long = Array(3000).fill('i').join('+')
  expect(parse(`Sum(${long}, (i, 1, n))`)).toBe(parse('Sum(3000*i, (i, 1, n))'))
  expect(parse(`${long} + x`)).toBe(parse('3000*I + x'))
})
