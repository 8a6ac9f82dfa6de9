import { describe, expect, test } from 'vitest'
import { cancel, evaluate, expand, factorize, LimitError, parse, series, subs, text } from '../index.ts'

test.each([
  ['x^5 + x + 1', '(x^2 + x + 1)*(x^3 - x^2 + 1)'],
  ['x^8 + x^4 + 1', '(x^2 + x + 1)*(x^2 - x + 1)*(x^4 - x^2 + 1)'],
  ['x^4 + 4', '(x^2 + 2*x + 2)*(x^2 - 2*x + 2)'],
  ['6*x^4 + 5*x^3 + 15*x^2 + 5*x + 4', '(2*x^2 + x + 4)*(3*x^2 + x + 1)'],
  ['x^2 - y^2', '(x + y)*(x - y)'],
  ['x^3 - y^3', '(x - y)*(x^2 + x*y + y^2)'],
  ['x^2 + 2*x*y + y^2 - z^2', '(x + y + z)*(x + y - z)'],
  ['x^3 + y^3 + z^3 - 3*x*y*z', '(x + y + z)*(x^2 - x*y - x*z + y^2 - y*z + z^2)'],
  ['(2*x + y/2 - 1)*(x - 3*y + 1)', '(4*x + y - 2)*(x - 3*y + 1)/2'],
  ['(x*y - 1)*(x + y)^2*(x - 2*y + 1)', '(x + y)^2*(x - 2*y + 1)*(x*y - 1)'],
  ['(x + 3*y + 5)*(x + 2*y - 1)*(5*x + 7*y - 3)', '(5*x + 7*y - 3)*(x + 2*y - 1)*(x + 3*y + 5)'],
  // irreducible
  ['x^2 + y^2 + 1', 'x^2 + y^2 + 1'],
  ['x^3 + y^3 + x*y', 'x^3 + y^3 + x*y'],
  ['x^4 - 10*x^2 + 1', 'x^4 - 10*x^2 + 1'],
  ['x^4 + x + 1', 'x^4 + x + 1'],
])('%s = %s', (source, expected) => {
  expect(text(factorize(expand(parse(source))))).toBe(expected)
  expect(expand(factorize(parse(source)))).toBe(expand(parse(source)))
})

const swinnertonDyer = text(
  expand(
    parse(
      [2, 3, 5, 7]
        .reduce<string[]>(
          (sums, p) => sums.flatMap((sum) => [`${sum} + sqrt(${p})`, `${sum} - sqrt(${p})`]),
          ['x'],
        )
        .map((sum) => `(${sum})`)
        .join('*'),
    ),
  ),
)

const factorsOf = (source: string): { count: number; back: boolean } => {
  const opened = expand(parse(source))
  const made = factorize(opened)
  return { count: made.kind === 'product' ? made.args.length : 1, back: expand(made) === opened }
}

// the numbers of factors as SymPy has them
test.each([
  ['x^100 - 1', 9],
  ['x^100 + 1', 3],
  ['x^64 + 1', 1],
  ['x^360 - 1', 24],
  ['x^60 - y^60', 12],
  ['x^36 - 64', 4],
  // irreducible, and of many factors modulo each prime: the minimal polynomial of sqrt(2) + sqrt(3) + sqrt(5) + sqrt(7)
  [swinnertonDyer, 1],
  [`(${swinnertonDyer})*(${swinnertonDyer.replaceAll('x', '(x + 1)')})`, 2],
  ['(3*x^17 - 5*x^9 + 7*x^2 - 11)*(2*x^20 + 9*x^13 - x + 4)*(x^15 - 8*x^4 + 3)', 3],
  ['(x^12 + 3*x^5 - 7)^2*(5*x^11 - x + 2)^3', 2],
  ['(10^40*x^5 - x^2 + 7)*(x^6 - 10^30*x + 3)', 2],
  ['(2*x^3*y - 5*y^4 + x - 1)*(x^4 - 3*x*y^2 + 2*y + 7)*(y^3 + 4*x^2 - 9)', 3],
  ['(x^2*y - 3*z^2 + w)*(x*z - y^3 + 2*w*x + 1)*(x + y + z + w + 5)', 3],
  ['(x^3 + 2*y^3 - z)*(x^3 - y*z^2 + 4)*(x^2 + y^2 + z^2)^2', 3],
])('%s has %i factors', (source, count) => {
  expect(factorsOf(source)).toEqual({ count, back: true })
})

test.each(['(x + 1)^1000', '(x + 2*y - 3)^60', '(x^2 + x + 1)^300', '(x + 1)^100*(x + 2)^100'])(
  '%s is multiplied out',
  (source) => {
    const e = parse(source)
    const opened = expand(e)
    expect(opened.kind).toBe('sum')
    for (const x of ['1/3', '-2']) {
      const at = { x: parse(x), y: parse('5/7') }
      expect(subs(opened, at)).toBe(subs(e, at))
    }
  },
)

test.each(['(a + b)^100000', '(x + 1)^(10^30)', '(a + b + c)^200', 'x^6000*(x + 1)'])(
  '%s is refused',
  (source) => {
    expect(() => expand(parse(source))).toThrow(LimitError)
  },
)

test.each(['x^6000', '(x + 1)^2*oo', '(x + 1)^n'])('%s has nothing to multiply out', (source) => {
  expect(expand(parse(source))).toBe(parse(source))
})

describe('an exponential in an exponent is not the one beside it', () => {
  test.each([
    'exp(x) + exp(exp(x))',
    'exp(2)*exp(exp(2))',
    'exp(x)*exp(exp(x)/2)',
    'exp(x)*(exp(exp(x)) + 1)',
    'exp(-exp(x))*exp(x) + exp(exp(-x))',
    'sqrt(exp(x))*exp(exp(x))*exp(x)',
    'sin(x)*exp(-sin(x)) + 1/sin(x)',
    'sqrt(sin(x))*exp(-sin(x)/2)*sin(x)',
  ])('%s', (source) => {
    const e = parse(source)
    for (const form of [expand, factorize, cancel])
      expect(evaluate(form(e), { x: 0.7 })).toBeCloseTo(evaluate(e, { x: 0.7 }), 12)
  })
  test('in series', () => {
    expect(String(series(parse('exp(exp(x))'), 'x', parse('a'), 2))).toBe(
      'exp(exp(a)) + (x - a)*exp(a)*exp(exp(a)) + O((x - a)^2)',
    )
  })
})
