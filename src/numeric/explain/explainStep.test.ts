import * as echarts from 'echarts'
import { expect, test } from 'vitest'
import { explainStep } from '../index.ts'

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

test('the best step of forward differences is near the square root of the rounding, of central ones the cube root', () => {
  const forward = explainStep(logistic, 0.5)
  expect(forward.balance).toBeGreaterThan(1e-9)
  expect(forward.balance).toBeLessThan(1e-7)
  const central = explainStep(logistic, 0.5, { method: 'central' })
  expect(central.balance).toBeGreaterThan(1e-6)
  expect(central.balance).toBeLessThan(1e-4)
  const lecture = forward.points.find((p) => Math.abs(p.step / 1e-12 - 1) < 1e-3)!
  expect(lecture.error).toBeGreaterThan(1e-6)
  expect(forward.best.error).toBeLessThan(1e-8)
})

test('the two parts explain the error', () => {
  for (const method of ['forward', 'central', '5-point'] as const) {
    for (const p of explainStep(Math.exp, 1, { method, exact: Math.E }).points) {
      // beyond half the radius where the leading term rules
      if (p.step < 0.1) expect(p.error).toBeLessThan(3 * (p.truncation + p.roundOff))
    }
  }
})

test('draws text and SVG', () => {
  const shown = explainStep(logistic, 0.5)
  expect(shown.text).toContain('◆ best step')
  expect(shown.text.split('\n').every((line) => line.length <= 90)).toBe(true)
  const svg = shown.svg(echarts)
  expect(svg).toMatch(/^<svg/)
  expect(svg).toContain('best step')
})

test('works on one coordinate of an array, and names what is wrong', () => {
  expect(explainStep(([x, y]) => x! * y! ** 2, [1, 3], { coordinate: 1 }).reference).toBeCloseTo(6, 9)
  expect(() => explainStep(logistic, 0.5, { coordinate: 2 })).toThrow('there is no coordinate 2')
  expect(() => explainStep(logistic, Number.NaN)).toThrow('x[0] is NaN')
  expect(() => explainStep(logistic, 1, { method: 'adaptive' as never })).toThrow('no one step to explain')
})
