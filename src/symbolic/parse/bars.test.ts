import { describe, expect, test } from 'vitest'
import { parse, text } from '../index.ts'

describe('what LaTeX evaluates at a bar', () => {
  test.each([
    ['\\left.F(x)\\right|_0^1', 'F(1) - F(0)'],
    ['\\left.x^2\\right|_{x=a}', 'a^2'],
    ['\\left. x y \\right|_{x=1, y=2}', '2'],
    ['\\left. x y \\right|_{\\substack{x=1 \\\\ y=2}}', '2'],
    ['\\frac{x^3}{3}\\Big|_0^2', '8/3'],
    ['\\frac{x^3}{3}\\bigg|^{2}_{0}', '8/3'],
    ['\\left[\\frac{x^3}{3} - x\\right]_{a}^{b}', 'b^3/3 - a^3/3 + a - b'],
    ['\\left.a x^2\\right|_{x=0}^{x=1}', 'a'],
    ['\\left.a x^2\\right|_{x=0}^{1} + 1', '1 + a'],
    ["f'(x)\\big|_{x=0} x", "x*f'(0)"],
    ['\\frac{d}{dx} x^3 \\Big|_{x=2}', '12'],
    ['\\frac{df}{dx}\\Big|_{x=0}', "f'(0)"],
    // at infinity and where there is no value, the limit from within
    ['\\arctan x\\Big|_{-\\infty}^{\\infty}', 'pi'],
    ['-x e^{-x} \\Big|_0^\\infty', '0'],
    ['\\left. x \\ln x \\right|_0^1', '0'],
    // what is no bar of this kind
    ['|x|^2', 'abs(x)^2'],
    ['\\left|x\\right|^2', 'abs(x)^2'],
    ['x \\left|y\\right|', 'x*abs(y)'],
    ['\\left[x\\right]^2', 'x^2'],
    // the letter that a bar names is no constant there, and the limits are what they always are
    ['\\left. i^2 \\right|_{i=1}^{3}', '8'],
    ['\\left. x \\right|_e^i', 'I - E'],
  ])('%s', (source, expected) => expect(parse(source)).toBe(parse(expected)))

  test.each([
    ['x + x^2\\Big|_0^1', 'is not clear'],
    ['\\left. x y \\right|_0^1', 'names no variable'],
    ['\\left. x \\right|_0', 'write'],
    ['\\Big|_0^1', 'an operand is missing'],
    ['\\left. x \\right|_{x=0}^{y=1} \\right|', 'unexpected'],
  ])('%s is refused', (source, why) => expect(() => parse(source)).toThrow(why))
})

describe('other notation of books', () => {
  test.each([
    ['{n \\choose k}', 'binomial(n, k)'],
    ['\\left({n + 1 \\choose 2}\\right) x', 'binomial(n + 1, 2)*x'],
    ['2 {x \\over y + 1}', '2*x/(y + 1)'],
    ['\\iint x y \\,dx\\,dy', 'Integral(Integral(x*y, x), y)'],
    ['\\iiint x \\,dx\\,dy\\,dz', 'Integral(Integral(Integral(x, x), y), z)'],
    ['\\lfloor x \\rfloor + \\left\\lceil x \\right\\rceil + ⌊y⌋', 'floor(x) + ceil(x) + floor(y)'],
    ['\\sin 30^\\circ + \\cos(60°) + \\tan 45\\degree', '2'],
    ['sin 30° + cos(60°) + 2*⌊x/2⌋ - ⌈x⌉', '1 + 2*floor(x/2) - ceil(x)'],
    ['180°', 'pi'],
  ])('%s', (source, expected) => expect(text(parse(source))).toBe(text(parse(expected))))

  test.each([
    ['a \\choose b \\choose c', 'in braces'],
    ['\\iint_D x \\,dx\\,dy', 'a region has no limits'],
    ['\\iint x \\,dx', 'the differential of the integral is missing'],
    ['20°C', "unexpected '°'"],
    ['⌊x, y⌋', "a ',' separates"],
    ['⌊x⌉', "unexpected '⌉'"],
    ['⌊⌋', 'an operand is missing'],
    ['x^2|_0^1', 'Subs(f, x, a)'],
  ])('%s is refused', (source, why) => expect(() => parse(source)).toThrow(why))
})
