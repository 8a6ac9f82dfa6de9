import { expect, test } from 'vitest'
import { LimitError, parse, text } from '../index.ts'
import { withWorkLimit } from '../work.ts'
import { asAngle } from './angles.ts'

test('arcs that are a rational multiple of pi are written so', () => {
  expect(text(asAngle(parse('atan(2) + atan(3)')))).toBe('3*pi/4')
  const beside = parse('atan(2) + atan(3) + 1/10^14')
  expect(asAngle(beside)).toBe(beside)
})

test('a budget that is used up does not make an angle of what is next to one', () => {
  const beside = parse('atan(2) + atan(3) + 1/10^14 + atan(1/10^30)')
  expect(() => withWorkLimit('test', 30, () => asAngle(beside))).toThrow(LimitError)
})
