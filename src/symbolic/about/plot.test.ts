import * as echarts from 'echarts'
import { expect, test } from 'vitest'
import { about, parse } from '../index.ts'
import { textPlot } from './text-plot.ts'
import '../../../test/support/patience.ts'

const plotOf = (text: string) => about(parse(text), 'x').plot()!

test('the window holds what happens, and the curves are the function and its derivative', () => {
  const plot = plotOf('x*exp(-x)')
  for (const m of plot.marks) expect(m.x > plot.x[0] && m.x < plot.x[1]).toBe(true)
  expect(plot.marks.map((m) => m.kind).sort()).toEqual(['inflection', 'maximum', 'root'])
  const [f, slope] = plot.curves
  for (const [x, y] of f!.stretches.flat()) expect(y).toBeCloseTo(x * Math.exp(-x), 12)
  for (const [x, y] of slope!.stretches.flat())
    if (y > plot.y[0] && y < plot.y[1]) expect(y).toBeCloseTo((1 - x) * Math.exp(-x), 12)
})

test('a curve breaks at poles, which are marked, and never crosses them', () => {
  const plot = plotOf('1/(x - 1)')
  expect(plot.poles).toEqual([1])
  const [f] = plot.curves
  expect(f!.stretches.length).toBe(2)
  for (const stretch of f!.stretches) expect(new Set(stretch.map(([x]) => x > 1)).size).toBe(1)
  expect(plot.y[1]).toBeLessThan(1000)
})

test('two periods of a periodic function, with the marks of both', () => {
  const plot = plotOf('tan(x)')
  expect(plot.x).toEqual([-Math.PI, Math.PI])
  expect(plot.poles.map((at) => at / Math.PI)).toEqual([-0.5, 0.5])
})

test('a bounded domain is shown whole; what is not real is left out', () => {
  const plot = plotOf('sqrt(1 - x^2)')
  expect(plot.x[0]).toBeGreaterThan(-1.2)
  expect(plot.curves[0]!.stretches.flat().every(([x]) => Math.abs(x) <= 1)).toBe(true)
})

test('a range of the reader', () => {
  expect(about(parse('x^2')).plot({ from: 0, to: 2, samples: 4 })!.curves[0]!.stretches).toEqual([
    [
      [0, 0],
      [0.5, 0.25],
      [1, 1],
      [1.5, 2.25],
      [2, 4],
    ],
  ])
})

test('no plot where there is nothing to draw', () => {
  expect(about(parse('a*x'), 'x').plot()).toBeUndefined()
  expect(about(parse('a*x'), 'x').svg(echarts)).toBeUndefined()
  expect(about(parse('f(x)'), 'x').plot()).toBeUndefined()
})

test('drawn as SVG and in characters', () => {
  const page = about(parse('x^3 - 3*x'), 'x')
  const svg = page.svg(echarts)!
  expect(svg).toMatch(/^<svg[\s\S]*<\/svg>$/)
  expect(svg).toContain('inflection')
  const lines = page.pretty().split('\n')
  expect(lines.some((line) => /[⠁-⣿]{3}/u.test(line))).toBe(true)
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThan(100)
})

test('the page as LaTeX and data', () => {
  const page = about(parse('x^2'), 'x')
  expect(page.latex()).toContain('\\item[derivative] $2 x$')
  expect(page.data().extrema).toEqual(['minimum (0, 0)'])
  expect(about(parse('exp(-x)'), 'x').latex()).toContain('as $x$ $\\to$ $\\infty$')
  expect(about(parse('exp(-x)'), 'x').latex()).toContain('$1$ - $x$ + $\\frac{x^{2}}{2}$ - ')
})

test('the page as HTML', () => {
  const page = about(parse('1/x'), 'x')
  const plain = page.html()
  expect(plain).toContain('<th>domain</th>')
  expect(plain).toContain('data-latex="-\\frac{1}{x^{2}}"')
  expect(about(parse('x*exp(-x)'), 'x').html()).toContain('data-latex="\\frac{x^{5}}{24}"')
  expect(plain).not.toContain('<svg')
  expect(page.html(echarts)).toContain('<svg')
})

test('the picture is as narrow as the terminal', () => {
  const lengths = (columns: number): number[] =>
    about(parse('(x^3-2*x)/(x^2-1)'), 'x')
      .pretty(columns)
      .split('\n')
      .slice(-21)
      .map((line) => [...line].length)
  expect(Math.max(...lengths(40))).toBe(40)
  expect(Math.max(...lengths(200))).toBe(75)
})

test('the dots of the derivative are as dense whichever way it runs', () => {
  const dotsOf = (from: number, to: number): number => {
    const points: [number, number][] = Array.from({ length: 50 }, (_, i) => [
      i / 49,
      from + ((to - from) * i) / 49,
    ])
    const text = textPlot({ x: [0, 1], y: [-1, 2], curves: [{ name: "f'", stretches: [points] }] } as never)
    return [...text]
      .map((c) => c.codePointAt(0)! - 0x2800)
      .filter((bits) => bits > 0 && bits < 256)
      .reduce((sum, bits) => sum + [...bits.toString(2)].filter((bit) => bit === '1').length, 0)
  }
  // the diagonals of the characters' dots, and a level line
  const counts = [dotsOf(0, 1), dotsOf(1, 0), dotsOf(-1, 2), dotsOf(2, -1), dotsOf(1, 1)]
  for (const count of counts) {
    expect(count).toBeGreaterThan(40)
    expect(count).toBeLessThan(50)
  }
})
