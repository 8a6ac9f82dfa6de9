import { describe, expect, test } from 'vitest'
import {
  evaluate,
  evaluateComplex,
  expand,
  NotFoundError,
  parse,
  solutionSet,
  solve,
  text,
} from '../index.ts'
import '../../../test/support/patience.ts'

const exact: readonly (readonly [string, string[]])[] = [
  ['x^2 - 2', ['-sqrt(2)', 'sqrt(2)']],
  ['x^2 + 2*x + 5', []],
  ['x^3 - 6*x^2 + 11*x - 6', ['1', '2', '3']],
  ['x^4 - 5*x^2 + 6', ['-sqrt(3)', '-sqrt(2)', 'sqrt(2)', 'sqrt(3)']],
  ['a*x + b', ['-b/a']],
  ['exp(2*x) - 3*exp(x) + 2', ['0', 'log(2)']],
  ['exp(2*x) == 3', ['log(3)/2']],
  ['log(x)^2 - 1', ['1/E', 'E']],
  ['x - 3*sqrt(x) + 2', ['1', '4']],
  ['sqrt(x + 2) - x', ['2']],
  ['sqrt(x) + 2', []],
  ['2^x - 8', ['3']],
  ['(x^2 - 1)/(x - 1)', ['-1']],
  ['1/x', []],
  ['abs(x - 1) - 2', ['-1', '3']],
  ['x*exp(x)', ['0']],
  ['x*log(x) - x', ['E']],
  ['sinh(x) - 1', ['asinh(1)']],
  ['exp(x) + exp(-x) - 4', ['log(2 - sqrt(3))', 'log(2 + sqrt(3))']],
  [
    'x^4 - 3*x^2 + sqrt(2)',
    ['-sqrt(1 + sqrt(2))', '-sqrt(2 - sqrt(2))', 'sqrt(2 - sqrt(2))', 'sqrt(1 + sqrt(2))'],
  ],
  [
    '(x^2 + x)^2 - 3*(x^2 + x) + 1',
    [
      [-1, -1],
      [-1, 1],
      [1, -1],
      [1, 1],
    ].map(([s, r]) => `-1/2 + ${s}*sqrt(7/4 + ${r! * s!}*sqrt(5)/2)`),
  ],
  [
    'x^3 - 3*x + sqrt(2)/2',
    ['-2*sin(acos(-sqrt(2)/4)/3 + pi/6)', '2*sin(acos(-sqrt(2)/4)/3 - pi/6)', '2*cos(acos(-sqrt(2)/4)/3)'],
  ],
  ['exp(6 - 2*x) + exp(3 - x) - 1/2', ['3 + log(1 + sqrt(3))']],
  ['exp(2*a*x) - 3*exp(a*x) + 2', ['0', 'log(2)/a']],
  ['2^x*exp(x) - 7', ['log(7)/(1 + log(2))']],
  ['2^(3 - x)*exp(2*x) == 1/2', ['4*log(2)/(log(2) - 2)']],
  ['2^x*exp(x) == -3', []],
  [
    'log(x)*log(x/3) == 3',
    ['3*exp(-log(3)/2 - sqrt(12 + log(3)^2)/2)', '3*exp(sqrt(12 + log(3)^2)/2 - log(3)/2)'],
  ],
  ['abs(x) + abs(x - 3) == -3', []],
  ['abs(x) + abs(x - 3) == 5', ['-1', '4']],
  ['max(x, 2 - x) + abs(x) == 3', ['-1/2', '3/2']],
  ['sign(x)*x == 3', ['-3', '3']],
]

describe('equations with exact real solutions', () => {
  test.each(exact)('%s', (source, expected) => {
    const found = solve(parse(source), 'x')
    expect(found.length).toBe(expected.length)
    found.forEach((s, i) => {
      const at = { a: 1.3, b: 0.7 }
      expect(evaluate(s, at), text(s)).toBeCloseTo(evaluate(parse(expected[i]!), at), 12)
    })
  })
})

test('cubics by Cardano and by cosines, quintics in float64', () => {
  for (const source of ['x^3 - 3*x + 1', 'x^3 + x + 1', '2*x^3 - 4*x^2 - 22*x + 23', 'x^5 - x - 1']) {
    const f = parse(source)
    const { solutions, exact: all } = solutionSet(f, 'x')
    expect(solutions.length).toBeGreaterThan(0)
    for (const s of solutions) expect(evaluate(f, { x: evaluate(s) })).toBeCloseTo(0, 10)
    expect(all).toBe(source !== 'x^5 - x - 1')
  }
})

test('periodic families: every member solves, and all solutions in a window are found', () => {
  for (const source of [
    'sin(x) - 1/2',
    'cos(2*x)',
    'sin(x)^2 - sin(x)',
    'sin(x) + cos(x)',
    'tan(3*x) - 1',
    '2*sin(x) + sin(2*x)',
    'cos(2*x) + cos(x)',
  ]) {
    const f = parse(source)
    const { solutions, periods } = solutionSet(f, 'x')
    const found = new Set<string>()
    solutions.forEach((s, i) => {
      const T = evaluate(periods[i]!)
      for (let k = -8; k <= 8; k++) {
        const x = evaluate(s) + k * T
        expect(Math.abs(evaluate(f, { x }))).toBeLessThan(1e-10)
        if (x > 0.05 && x < 6.3) found.add(x.toFixed(6))
      }
    })
    let changes = 0
    for (let x = 0.05; x < 6.3; x += 0.01) {
      const [a, b] = [evaluate(f, { x }), evaluate(f, { x: x + 0.01 })]
      if (a * b < 0 && Math.abs(a) < 5) changes++
    }
    expect(found.size, source).toBeGreaterThanOrEqual(changes)
  }
})

test('complex roots where they are asked for', () => {
  expect(solve(parse('x^2 + 2*x + 5'), 'x', { complex: true }).map((s) => text(s))).toEqual([
    '-1 - 2*I',
    '2*I - 1',
  ])
  expect(solve(parse('x^3 - 1'), 'x', { complex: true }).length).toBe(3)
})

test('of the complex solutions by Lambert W those that are of the principal power', () => {
  for (const [source, count] of [
    ['x^x + 2', 1],
    ['(x^x + 3)*sinh(x)', 2],
    ['x^x + 1', 2],
  ] as const) {
    const e = parse(source)
    const solutions = solve(e, 'x')
    expect(solutions.length, source).toBe(count)
    for (const x of solutions) {
      const { re, im } = evaluateComplex(e, { x: evaluateComplex(x) })
      expect(Math.hypot(re, im), `${source} at ${x}`).toBeLessThan(1e-12)
    }
  }
})

test('a number that is not real is no solution where max of it has no value', () => {
  expect(solve(parse('max(x, 1)^max(x, 1) + 2'), 'x')).toEqual([])
})

test('what is not solved says so', () => {
  expect(() => solve(parse('cos(x) - x'), 'x')).toThrow(NotFoundError)
  for (const source of ['x - x', 'x^2 == x^2', 'sin(x)^2 + cos(x)^2 - 1', '(x + 1)^2 - x^2 - 2*x - 1'])
    expect(() => solve(parse(source), 'x'), source).toThrow(/every x/)
  expect(solve(parse('1 == 2'), 'x')).toEqual([])
  // true of half the line
  expect(() => solve(parse('abs(x) == x'), 'x')).toThrow('a part of the equation')
  // of two bases, neither of which is the other's power
  expect(() => solve(parse('exp(-x) + 2^(-x) == 5'), 'x')).toThrow('no method')
})

test('a family is more than the same number alone', () => {
  const set = (source: string): string[] => {
    const { solutions, periods } = solutionSet(parse(source), 'x')
    return solutions.map((s, i) => `${s} mod ${periods[i]}`)
  }
  expect(set('x*sin(x)')).toEqual(['0 mod 2*pi', 'pi mod 2*pi'])
  expect(set('x*tan(x)')).toEqual(['0 mod pi'])
  expect(set('sin(x)/x')).toEqual(['pi mod 2*pi', '2*pi mod 2*pi'])
})

describe('the size of numbers does not matter', () => {
  test.each([
    ['x^5 - 10^10*x + 7', ['-316.2277660170129', '7e-10', '316.22776601666294']],
    ['(x - 1)/10^12 - sqrt(x + 1)/10^12', ['3']],
    ['log(2)*sqrt(x + 1)/10^12 - log(2)*(x - 1)/10^12', ['3']],
  ] as const)('%s', (source, expected) => {
    expect(solve(parse(source), 'x').map(String)).toEqual(expected)
  })
  test('a root that is rounded to a whole number is no exact one', () => {
    // Wilkinson's polynomial, disturbed: ten real roots, the first so close to 1 that float64 gives 1
    const factors = Array.from({ length: 20 }, (_, k) => `(x - ${k + 1})`).join('*')
    const { solutions, exact } = solutionSet(expand(parse(`${factors} - x^19/2^23`)), 'x')
    expect(solutions.length).toBe(10)
    expect(exact).toBe(false)
    expect(evaluate(solutions[7]!)).toBeCloseTo(8.007267603450376, 12)
  })
  test('a solution at the end of a domain is not lost to rounding', () => {
    expect(solve(parse('sqrt(x^3 - x - 1)'), 'x').length).toBe(1)
  })
  test('a jump beside a candidate does not make it one', () => {
    expect(solve(parse('Piecewise((x^2 - 2, x < sqrt(2)), (exp(x), True))'), 'x').map(String)).toEqual([
      '-sqrt(2)',
    ])
  })
})

describe('families', () => {
  test.each([
    // through what is not linear there are infinitely many
    'tan(abs(2*x - 1)) - 3',
    'sin(tan(x))^2 - 1/2',
    'tan(x^4) + 1',
    'tan(log(x)) - 2/3',
    // and on one side only they are no family
    'cos(5*x + sqrt(2)) + sqrt(2)*sign(x - 6) - 1',
    'sin(x)*log(x)',
  ])('%s has none', (source) => {
    expect(() => solve(parse(source), 'x')).toThrow(NotFoundError)
  })
  test.each([
    // of a bounded function, the members that it may take
    ['sin(cos(x)) - 1/2', ['-acos(pi/6)', 'acos(pi/6)']],
    ['sin(atan(x)) - 1/2', ['sqrt(3)/3']],
    // those that lie in the domain, one by one
    ['sin(x)*sqrt(10 - x^2)', ['-sqrt(10)', '-pi', '0', 'pi', 'sqrt(10)']],
  ] as const)('%s', (source, expected) => {
    expect(solve(parse(source), 'x').map(String)).toEqual(expected)
  })
})

test('a root beside another power of the variable is put in by its own power', () => {
  expect(solve(parse('sqrt(x - sqrt(2)) - x^(1/3)/2'), 'x').map((s) => evaluate(s))).toEqual([
    expect.closeTo(1.781623236649928, 9),
  ])
  expect(solve(parse('x^(2/3) + x - 2'), 'x').map(String)).toEqual(['1'])
})

test('a substitution within another has a symbol of its own', () => {
  for (const source of ['sqrt(x) - atan(x/2) - 2/3', 'log(2*x + 5) - x^(1/3) - 1'])
    expect(() => solve(parse(source), 'x'), source).toThrow(NotFoundError)
})

test('constants that are not real', () => {
  expect(() => solve(parse('5*x^2 + x + sqrt(2) - asin(-2)'), 'x')).not.toThrow(RangeError)
})

test('roots of numbers that are taken out of a sum again and again end', () => {
  expect(() => solve(parse('sqrt(x/2) + 2^(x - 3) - sqrt(2)'), 'x')).toThrow(NotFoundError)
  expect(() => solve(parse('(pi*x + 3)^(1/3) + sqrt(2)*2^(2*x) - 2/3'), 'x')).toThrow(NotFoundError)
})

describe('with symbols', () => {
  const a = { symbols: { a: { positive: true } } } as const
  test.each([
    // both branches of Lambert's W where its argument is negative
    ['2^x - x == a', '-a - LambertW(-2^(-a)*log(2))/log(2),-a - LambertW(-2^(-a)*log(2), -1)/log(2)'],
    ['exp(x) + x == a', 'a - LambertW(exp(a))'],
    // what fails for all a is no solution, what holds for some is one
    ['x - a - sqrt(x) == 0', '(1 + sqrt(4*a + 1))^2/4'],
    ['1 + x + abs(x) + 8*a == 1', ''],
    ['asin(x) == sqrt(3*a)', 'sin(sqrt(3)*sqrt(a))'],
    ['sqrt(x + a) == x - b', 'b + sqrt(4*a + 4*b + 1)/2 + 1/2,b - sqrt(4*a + 4*b + 1)/2 + 1/2'],
  ])('%s', (source, expected) => {
    expect(String(solve(parse(source, a), 'x'))).toBe(expected)
  })
})
