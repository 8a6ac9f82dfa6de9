import { expect, test } from 'vitest'
import { compiledOnOneThread, inMode, numbers } from '../../../test/support/compiled.ts'
import { grad, jit, type PadMode, pad, type Tensor, tensor, vmap } from '../index.ts'

compiledOnOneThread()

const modes: readonly PadMode[] = ['wrap', 'circular', 'reflect', 'symmetric', 'edge', 'replicate']
/** None, less than there is, all of it, more, and croppings. */
const widths = [0, 1, 2, 4, 5, 9, -1, -3] as const

/** Where an element outside comes from, as it is defined, step by step: through the axis again, to its end, or back in a mirror. */
function source(mode: PadMode, place: number, n: number): number {
  let at = place
  while (at < 0 || at >= n) {
    if (mode === 'wrap' || mode === 'circular') at += at < 0 ? n : -n
    else if (mode === 'symmetric') at = at < 0 ? -1 - at : 2 * n - 1 - at
    else if (mode === 'reflect' && n > 1) at = at < 0 ? -at : 2 * (n - 1) - at
    else at = at < 0 ? 0 : n - 1
  }
  return at
}

const placesOf = (mode: PadMode, n: number, before: number, after: number): number[] =>
  Array.from({ length: before + n + after }, (_, i) => source(mode, i - before, n))

const cases = modes.flatMap((mode) =>
  [1, 2, 5].flatMap((n) =>
    widths.flatMap((before) =>
      widths
        .filter((after) => before + n + after >= 0)
        .map((after): [PadMode, number, number, number] => [mode, n, before, after]),
    ),
  ),
)

test.each(['interpret', 'compile'] as const)(
  'elements outside are those that the mode names, to the bit (%s)',
  (how) => {
    inMode(how, () => {
      for (const [mode, n, before, after] of cases) {
        // signed zeros and what is no number move as the rest does
        const x = [-0, NaN, -Infinity, 3, 5].slice(0, n)
        const along = tensor(x, { dtype: 'float64' })
        const want = placesOf(mode, n, before, after).map((at) => x[at])
        const text = `${mode} ${n} by ${before}, ${after}`
        expect(pad(along, [[before, after]], { mode }).toArray(), text).toEqual(want)
        const rows = vmap((row: Tensor) => pad(row, [before, after], { mode }))
        const both = tensor([x, x.toReversed()], { dtype: 'float64' })
        const turned = placesOf(mode, n, before, after).map((at) => x.toReversed()[at])
        expect(rows(both).toArray(), text).toEqual([want, turned])
      }
    })
  },
)

test('a gradient adds up where elements come to stand, in any mode, interpreted and compiled', () => {
  const some = cases.filter(([, n, ...sides]) => n !== 2 && sides.every((w) => [-1, 2, 5].includes(w)))
  for (const [mode, n, before, after] of some) {
    const places = placesOf(mode, n, before, after)
    const weights = tensor(numbers(places.length, 2), { dtype: 'float64' })
    const loss = (x: Tensor): Tensor =>
      pad(x, [[before, after]], { mode })
        .square()
        .mul(weights)
        .sum()
    const x = tensor(numbers(n, 1), { dtype: 'float64' })
    const weight = new Array<number>(n).fill(0)
    for (const [i, at] of places.entries()) weight[at]! += weights.at(i).item()
    const first = weight.map((w, i) => 2 * w * x.at(i).item())
    const text = `${mode} ${n} by ${before}, ${after}`
    const second = grad((y: Tensor) => grad(loss)(y).square().sum())
    for (const how of ['interpret', 'compile'] as const)
      inMode(how, () => {
        const found = [jit(grad(loss))(x), jit(second)(x)].map((g) => g.toArray() as number[])
        for (const [i, w] of weight.entries()) {
          expect(found[0]![i], text).toBeCloseTo(first[i]!, 12)
          expect(found[1]![i], text).toBeCloseTo(8 * w * w * x.at(i).item(), 12)
        }
      })
  }
})

test('several axes, with the corners', () => {
  const x = tensor(numbers(12, 3)).reshape(3, 4)
  for (const mode of modes) {
    const padded = jit((y: Tensor) => pad(y, [2, 1, 1, 2], { mode }))(x)
    const rows = placesOf(mode, 3, 1, 2)
    const want = rows.map((i) => placesOf(mode, 4, 2, 1).map((j) => x.at(i, j).item()))
    expect(padded.toArray()).toEqual(want)
  }
})
