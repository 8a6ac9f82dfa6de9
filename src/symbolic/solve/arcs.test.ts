import { expect, test } from 'vitest'
import { parse, solutionSet, solve, solveSystem } from '../index.ts'

test.each([
  ['asin(x) == acos(x)', 'sqrt(2)/2'],
  ['atan(2*x) + atan(3*x) == pi/4', '1/6'],
  ['atan(x) + atan(2*x) == pi/4', 'sqrt(17)/4 - 3/4'],
  ['acos(x) - asin(x) == pi/6', '1/2'],
  ['asin(2*x) == 3*asin(x)', '-1/2,0,1/2'],
  ['acos(x) == atan(x)', 'sqrt(sqrt(5)/2 - 1/2)'],
  // a solution of sin(1 - acos(x)) = x, and outside of what asin can be
  ['asin(x) + acos(x) == 1', ''],
  ['x^log(x) == E', 'exp(-1),E'],
])('%s', (equation, solutions) => expect(String(solve(parse(equation), 'x'))).toBe(solutions))

test('tangents beside cotangents', () => {
  const { solutions, periods } = solutionSet(parse('tan(x) + cot(x) == 4'), 'x')
  expect([String(solutions), String(periods)]).toEqual(['pi/12,5*pi/12', 'pi,pi'])
})

test('powers of logarithms to their base', () => {
  expect(String(parse('3^(2*x*log(y)/log(3))'))).toBe('y^(2*x)')
  expect(String(parse('2^(log(3)/log(5))'))).toBe('2^(log(3)/log(5))')
  const equations = ['2^x + 3^y == 17', '2^(x + 1) - 3^y == -1'].map((e) => parse(e))
  expect(solveSystem(equations, ['x', 'y']).map(({ x, y }) => `${x}, ${y}`)).toEqual([
    'log(16/3)/log(2), log(35/3)/log(3)',
  ])
})
