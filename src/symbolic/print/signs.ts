import { type Box, beside, box, bracketed, over, raised, word } from './box.ts'

/*
 * Signs that grow with what stands beside them, drawn from characters: integrals, sums, products, derivatives.
 */

const blank = (width: number): string => ' '.repeat(width)
const centred = (line: string, width: number): string => {
  const left = Math.floor((width - [...line].length) / 2)
  return blank(left) + line
}

/** A sign with limits above and below it, its middle on the baseline of the body. */
function limited(sign: readonly string[], body: Box, below: Box | undefined, above: Box | undefined): Box {
  const width = Math.max(...sign.map((line) => [...line].length), below?.width ?? 0, above?.width ?? 0)
  const top = above?.lines ?? []
  const lines = [...top, ...sign, ...(below?.lines ?? [])].map((line) => centred(line, width))
  return beside(box(lines, top.length + (sign.length >> 1)), word(' '), body)
}

/** ⌠ f dx, as high as f. */
export function integralBox(body: Box, variable: Box, from?: Box, to?: Box): Box {
  const height = Math.max(3, body.lines.length + 1)
  const sign = Array.from({ length: height }, (_, i) => (i === 0 ? '⌠' : i === height - 1 ? '⌡' : '⎮'))
  return beside(limited(sign, body, from, to), word(' d'), variable)
}

/** A sigma over the range of its index, or under a condition index = from. */
export function sumBox(body: Box, index: Box, from: Box, to?: Box): Box {
  const half = Math.max(2, Math.ceil(body.lines.length / 2))
  const width = half + 2
  const sign = [
    '_'.repeat(width),
    ...Array.from({ length: half }, (_, i) => blank(i) + '╲'),
    ...Array.from({ length: half }, (_, i) => blank(half - 1 - i) + '╱'),
    '‾'.repeat(width),
  ].map((line) => line + blank(width - [...line].length))
  return limited(sign, body, beside(index, word(' = '), from), to)
}

/** A capital pi over the range of its index. */
export function productBox(body: Box, index: Box, from: Box, to: Box): Box {
  const height = Math.max(2, body.lines.length)
  const sign = ['─┬─┬─', ...Array.from({ length: height }, () => ' │ │ ')]
  return limited(sign, body, beside(index, word(' = '), from), to)
}

/** d/dx (f), ∂³/∂x²∂y (f): by each variable so often, with round signs where there are others. */
export function derivativeBox(
  body: Box,
  by: readonly (readonly [variable: Box, times: number])[],
  partial = by.length > 1,
): Box {
  const mark = word(partial ? '∂' : 'd')
  const total = by.reduce((sum, [, times]) => sum + times, 0)
  const power = (base: Box, n: number): Box => (n === 1 ? base : raised(base, word(String(n))))
  const parts = by.flatMap(([variable, times], i) => [
    ...(i > 0 ? [word(' ')] : []),
    mark,
    power(variable, times),
  ])
  return beside(over(power(mark, total), beside(...parts)), bracketed(body))
}

/** n above k in brackets. */
export const binomialBox = (n: Box, k: Box): Box => {
  const width = Math.max(n.width, k.width)
  const lines = [...n.lines, '', ...k.lines].map((line) => centred(line, width))
  return bracketed(box(lines, n.lines.length))
}
