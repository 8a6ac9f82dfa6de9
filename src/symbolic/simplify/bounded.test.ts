import { expect, test } from 'vitest'
import {
  call,
  diff,
  type Expr,
  fraction,
  integer,
  parse,
  power,
  product,
  simplify,
  sum,
  symbol,
} from '../index.ts'

const x = symbol('x')
const list = (n: number, make: (k: number) => Expr): Expr[] => Array.from({ length: n }, (_, k) => make(k))
const nested = (n: number, wrap: (e: Expr) => Expr): Expr =>
  list(n, () => x).reduce((e) => wrap(e), x as Expr)
const plus = (k: number): Expr => sum(x, integer(k + 1))

const large: Readonly<Record<string, () => Expr>> = {
  '10,000 sines': () => sum(...list(10_000, (k) => call('sin', product(integer(k + 1), x)))),
  '10,000 fractions': () => sum(...list(10_000, (k) => power(plus(k), integer(-1)))),
  '10,000 functions within each other': () => nested(10_000, (e) => call('sin', e)),
  '10,000 roots within each other': () => nested(10_000, (e) => power(sum(e, x), fraction(1, 2))),
  'a product of 200 sums': () => product(...list(200, plus)),
  'the derivative of a product of 200 sums': () => diff(product(...list(200, plus)), 'x'),
  'the derivative of the logistic map, 30 times': () =>
    diff(
      nested(30, (e) => product(integer(4), e, sum(integer(1), product(integer(-1), e)))),
      'x',
    ),
  'a sum of 30 roots below the line': () =>
    power(sum(...list(30, (k) => power(integer(k + 2), fraction(1, 2)))), integer(-1)),
  'numbers of 20,000 digits': () =>
    parse(`(${'7'.repeat(20_000)}*x + ${'3'.repeat(20_000)})/(x^2 - ${'1'.repeat(20_000)})`),
  'logarithms of numbers past the largest float': () =>
    parse(`log(${'7'.repeat(3000)})/log(${'3'.repeat(3000)})`),
  'high powers': () => parse('(x + y + 1)^100000 - sin(x)^500 - cos(x)^500'),
}

test.each(Object.keys(large))('simplify ends soon for %s', (name) => {
  const e = large[name]!()
  const start = performance.now()
  simplify(e)
  // half a second is what it takes of its own accord; the rest is for a slow machine
  expect(performance.now() - start).toBeLessThan(2_000)
})
