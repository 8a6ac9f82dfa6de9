import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { about } from '../about/about.ts'
import { parse } from '../parse/parse.ts'
import { series } from '../series/series.ts'
import { implicitSteps } from '../steps/implicit.ts'
import { steps } from '../steps/steps.ts'

test.each([
  ['steps', steps(parse('x^2*sin(x)'), 'x')],
  ['implicitSteps', implicitSteps(parse('x*y == 1'), 'y', 'x')],
  ['about', about(parse('x^2'))],
  ['series', series(parse('exp(x)'), 'x')],
])('the console shows the text of %s, and no fields', (_, result) => {
  expect(inspect(result)).toBe(String(result))
})
