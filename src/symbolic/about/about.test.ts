import { expect, test } from 'vitest'
import { about, parse, text } from '../index.ts'
import '../../../test/support/patience.ts'

test('the page of x*exp(-x)', () => {
  expect(String(about(parse('x*exp(-x)'), 'x'))).toMatchInlineSnapshot(`
    "function       x*exp(-x)
    derivative     exp(-x)*(1 - x)
    domain         (-oo, oo)
    range          (-oo, exp(-1)]
    period         none
    parity         neither
    roots          0
    extrema        maximum (1, exp(-1))
    inflections    (2, 2*exp(-2))
    singularities  none
    asymptotes     y = 0 as x -> oo
    series at 0    x - x^2 + x^3/2 - x^4/6 + x^5/24 + O(x^6)
    integral       -exp(-x)*(x + 1) + constant"
  `)
})

test('a periodic function', () => {
  expect(String(about(parse('sin(x)^2'), 'x'))).toMatchInlineSnapshot(`
    "function                     sin(x)^2
    derivative                   sin(2*x)
    domain                       [0, pi], repeated with period pi
    range                        [0, 1]
    period                       pi
    parity                       even
    roots in one period          0
    extrema in one period        minimum (0, 0), maximum (pi/2, 1)
    inflections in one period    (pi/4, 1/2), (3*pi/4, 1/2)
    singularities in one period  none
    asymptotes in one period     none
    series at 0                  x^2 - x^4/3 + O(x^6)
    integral                     x/2 - sin(2*x)/4 + constant"
  `)
})

test('a rational function', () => {
  expect(String(about(parse('(x^2 + 1)/(x^2 - 1)')))).toMatchInlineSnapshot(`
    "function           (x^2 + 1)/(x^2 - 1)
    derivative         -4*x/(x^2 - 1)^2
    factored           (x^2 + 1)/((x + 1)*(x - 1))
    partial fractions  1 - 1/(x + 1) + 1/(x - 1)
    domain             (-oo, -1) and (-1, 1) and (1, oo)
    range              (-oo, -1] and (1, oo)
    period             none
    parity             even
    roots              none
    extrema            maximum (0, -1)
    inflections        none
    singularities      pole at -1, pole at 1
    asymptotes         x = -1, x = 1, y = 1 as x -> -oo, y = 1 as x -> oo
    series at 0        -1 - 2*x^2 - 2*x^4 + O(x^6)
    integral           x - log(abs(x + 1)) + log(abs(x - 1)) + constant"
  `)
})

test('what is endless is listed on a part of the line, or by families', () => {
  const wave = about(parse('x*sin(x)'), 'x')
  expect(String(wave)).toContain('roots from -10 to 10        -3*pi, -2*pi, -pi, 0, pi, 2*pi, 3*pi')
  expect(wave.extrema.found && wave.extrema.value.length).toBe(7)
  expect(String(about(parse('x*tan(x)'), 'x'))).toContain(
    '(-oo, oo) except pi/2, 3*pi/2, 5*pi/2 and so on in both directions',
  )
  const kinked = about(parse('abs(cos(x) - x)'), 'x')
  expect(kinked.inflections.found && kinked.inflections.value.length).toBe(7)
})

test('parts that are not found say why, and the others stand', () => {
  const page = about(parse('x*sin(x) - 1'), 'x')
  expect(page.range.found).toBe(false)
  expect(page.integral.found && text(page.integral.value)).toBe('sin(x) - x*(1 + cos(x))')
  const unknown = about(parse('f(x)'), 'x')
  expect(unknown.domain.found).toBe(false)
  expect(text(unknown.derivative.result)).toBe("f'(x)")
})

test('nothing on a page is wider than the terminal', () => {
  for (const source of ['x^2*exp(-x)/(1 + x^2)', 'sin(x)^2*cos(3*x)', 'atan(sqrt((1 - x)/(1 + x)))']) {
    const page = about(parse(source))
    for (const line of page.pretty(80).split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
  }
})

test.each([24, 30, 40, 80])('the integral has its constant in %s columns', (columns) => {
  const [, below] = about(parse('x*exp(-x)')).pretty(columns).split('\nintegral')
  expect(below!.split('\n\n')[0]).toMatch(/\(x \+ 1\) \+ constant$/m)
})

test('on a narrow page what is listed is broken between its parts', () => {
  const page = about(parse('(x^3 - 2*x + 1)/(x^2 - 4)')).pretty(60)
  for (const line of page.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(60)
  expect(page).toMatch(/^ +minimum \(≈ -1\.070123860916\d+,$/m)
  expect(page).not.toMatch(/(minimum|maximum) \(≈?$/m)
  expect(page).toMatch(/^asymptotes +x = -2, x = 2, y = x as x → -∞,\n +y = x as x → ∞$/m)
})
