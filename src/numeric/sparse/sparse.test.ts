import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bandPattern,
  colourColumns,
  jacobian,
  pattern,
  type SparsityPattern,
  sparseHessian,
  sparseJacobian,
  starColouring,
  toCompressedColumns,
  toDense,
} from '../index.ts'

// u'' = e^u on n points: a tridiagonal system
const boundaryValue = (u: number[]) =>
  u.map((ui, i) => (u[i - 1] ?? 0) - 2 * ui + (u[i + 1] ?? 0) - Math.exp(ui) / (u.length + 1) ** 2)

const randomPattern = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([m, n]) =>
    fc
      .array(fc.uniqueArray(fc.integer({ min: 0, max: n - 1 })), { minLength: m, maxLength: m })
      .map((rows) => pattern(rows, n)),
  )

describe('colouring', () => {
  test.each([10, 1000])('a tridiagonal pattern of %i columns takes 3 colours, a band its width', (n) => {
    expect(colourColumns(bandPattern(n, 1, 1)).count).toBe(3)
    expect(colourColumns(bandPattern(n, 2, 4)).count).toBe(7)
    for (const order of ['natural', 'largest-first', 'smallest-last'] as const) {
      expect(colourColumns(bandPattern(n, 1, 1), order).count).toBeLessThanOrEqual(4)
    }
  })

  test('no two columns of a colour share a row', () => {
    fc.assert(
      fc.property(
        randomPattern,
        fc.constantFrom(undefined, 'smallest-last' as const, 'largest-first' as const),
        (p, order) => {
          const { colours } = colourColumns(p, order)
          for (let i = 0; i < p.rows; i++) {
            const row = Array.from(p.indices.slice(p.starts[i], p.starts[i + 1]), (j) => colours[j])
            expect(new Set(row).size).toBe(row.length)
          }
        },
      ),
    )
  })

  test('a star colouring leaves every entry alone in one of its two places', () => {
    fc.assert(
      fc.property(symmetricPattern(8), (p) => {
        const { colours } = starColouring(p)
        const alone = (i: number, j: number) =>
          p.indices
            .slice(p.starts[i], p.starts[i + 1])
            .every((other) => other === j || colours[other] !== colours[j])
        for (let i = 0; i < p.rows; i++) {
          for (const j of p.indices.slice(p.starts[i], p.starts[i + 1]))
            expect(alone(i, j) || alone(j, i)).toBe(true)
        }
      }),
    )
    expect(starColouring(arrow(50)).count).toBe(2)
    expect(starColouring(bandPattern(100, 1, 1)).count).toBe(3)
  })
})

test('where columns meet as in a tree, taking away that with the fewest neighbours left takes 2 colours', () => {
  let state = 1
  const random = (below: number) => (state = Math.imul(state, 48271) >>> 0) % below
  const places = Array.from({ length: 60 }, (_, i) => (i * 37) % 60)
  const meetings = places.slice(1).map((j, i) => [places[random(i + 1)]!, j])
  expect(colourColumns(pattern(meetings, 60), 'smallest-last').count).toBe(2)
})

describe('sparseJacobian', () => {
  test.each([5, 100, 5000])(
    'takes 3 calls beyond the one at x for a tridiagonal Jacobian of size %i',
    (n) => {
      const x = Array.from({ length: n }, (_, i) => Math.sin(i))
      const found = sparseJacobian(boundaryValue, x, { pattern: bandPattern(n, 1, 1) })
      expect(found.evaluations).toBe(4)
      expect(found.value.values.length).toBe(3 * n - 2)
      if (n > 100) return
      const dense = jacobian(boundaryValue, x).value
      toDense(found.value).forEach((row, i) => {
        for (const [j, v] of row.entries()) expect(v).toBeCloseTo(dense[i]![j]!, 6)
      })
      expect(toDense(toCompressedColumns(found.value))).toEqual(toDense(found.value))
    },
  )

  test('finds the pattern by probing, and takes it and its colouring again', () => {
    const x = Array.from({ length: 30 }, (_, i) => Math.cos(i))
    const first = sparseJacobian(boundaryValue, x)
    expect(Array.from(first.pattern.indices)).toEqual(Array.from(bandPattern(30, 1, 1).indices))
    const { pattern, colouring } = first
    const again = sparseJacobian(boundaryValue, x, { pattern, colouring, method: 'central' })
    expect(again.evaluations).toBe(7)
  })

  test('stays inside bounds', () => {
    const inside = (x: number[]) => {
      expect(x.every((xi) => xi >= 0 && xi <= 1)).toBe(true)
      return x.map((xi, i) => xi * (x[i + 1] ?? 1))
    }
    const x = [0, 1, 0.5, 1, 0]
    const { value } = sparseJacobian(inside, x, {
      pattern: bandPattern(5, 0, 1),
      bounds: { lower: 0, upper: 1 },
      method: 'central',
    })
    expect(toDense(value)[1]![2]).toBeCloseTo(1, 6)
  })
})

test('sparseHessian recovers symmetric matrices', () => {
  fc.assert(
    fc.property(symmetricPattern(8), (p) => {
      // f = x'Ax / 2 + sum x^4 with A on the pattern
      const entry = (i: number, j: number) => 1 + Math.min(i, j) + 10 * Math.max(i, j)
      const gradient = (x: number[]) =>
        x.map((xi, i) => {
          let sum = 4 * xi ** 3
          for (const j of p.indices.slice(p.starts[i], p.starts[i + 1])) sum += entry(i, j) * x[j]!
          return sum
        })
      const x = Array.from({ length: p.rows }, (_, i) => 0.3 * i - 1)
      const { value, evaluations, colouring } = sparseHessian(gradient, x, { pattern: p, method: 'central' })
      expect(evaluations).toBe(1 + 2 * colouring.count)
      for (let i = 0; i < p.rows; i++) {
        for (let k = p.starts[i]!; k < p.starts[i + 1]!; k++) {
          const j = p.indices[k]!
          expect(value.values[k]).toBeCloseTo(entry(i, j) + (i === j ? 12 * x[i]! ** 2 : 0), 5)
        }
      }
    }),
  )
})

test('bad input is named', () => {
  expect(() => sparseHessian((x) => x, [1, 2], { pattern: pattern([[0, 1], [1]], 2) })).toThrow(
    'a symmetric 2 x 2 pattern',
  )
  expect(() => sparseJacobian((x) => x, [1, 2], { pattern: bandPattern(3, 1, 1) })).toThrow(
    'the pattern is 3 x 3',
  )
  expect(() => pattern([[0, 5]], 2)).toThrow('row 0 names column 5')
  expect(() => sparseJacobian((x) => x, [1, 2], { bounds: { lower: [1, 0], upper: [1, 3] } })).toThrow(
    'sparseJacobian: the bounds leave no room',
  )
  expect(() => sparseJacobian((x) => x, [1], { method: 'backward' as never })).toThrow(
    'there is no method "backward"',
  )
})

function symmetricPattern(most: number): fc.Arbitrary<SparsityPattern> {
  return fc.integer({ min: 1, max: most }).chain((n) =>
    fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 2 * n }).map((pairs) => {
      const rows = Array.from({ length: n }, (_, i) => [i])
      for (const [i, j] of pairs) {
        rows[i]!.push(j)
        rows[j]!.push(i)
      }
      return pattern(rows, n)
    }),
  )
}

function arrow(n: number): SparsityPattern {
  return pattern(
    Array.from({ length: n }, (_, i) => (i === 0 ? Array.from({ length: n }, (_, j) => j) : [0, i])),
    n,
  )
}

test('probing sees an entry that happens to be 0 at x', () => {
  const f = (x: number[]) => [x[0]! * x[1]!, x[1]!]
  expect(Array.from(sparseJacobian(f, [1, 0]).pattern.indices)).toEqual([0, 1, 1])
})

test('options and patterns that cannot be meant are named', () => {
  const f = (x: number[]) => x.map((v) => v * v)
  expect(() => sparseJacobian(f, [1, 2], { patern: 1 } as never)).toThrow("there is no option 'patern'")
  const known = bandPattern(2, 0, 0)
  expect(() => sparseHessian(f, [1, 2], { pattern: known, patern: 1 } as never)).toThrow("no option 'patern'")
  const colouring = { colours: Int32Array.of(0), count: 1 }
  expect(() => sparseJacobian(f, [1, 2], { pattern: known, colouring })).toThrow(
    'each of the 2 columns a colour',
  )
  expect(() => bandPattern(3, -1, 0)).toThrow('lower is -1; it must be a whole number')
})

test('central differences keep their order at an edge, whatever the pattern', () => {
  let state = 7
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  for (let trial = 0; trial < 20; trial++) {
    const [m, n] = [1 + Math.floor(20 * random()), 1 + Math.floor(20 * random())]
    const rows = Array.from({ length: m }, () =>
      Array.from({ length: n }, (_, j) => j).filter(() => random() < 0.2),
    )
    const f = (x: number[]) =>
      rows.map((row) => row.reduce((sum, j, k) => sum + Math.sin((k + 1) * x[j]!), 0))
    const x = Array.from({ length: n }, () => 4 * random() - 2)
    for (const bounds of [{ lower: x }, { upper: x }, { lower: x, upper: x.map((v) => v + 1e-6) }])
      for (const known of [pattern(rows, n), undefined]) {
        const found = toDense(sparseJacobian(f, x, { pattern: known, method: 'central', bounds }).value)
        rows.forEach((row, i) => {
          row.forEach((j, k) => {
            expect(found[i]![j]).toBeCloseTo((k + 1) * Math.cos((k + 1) * x[j]!), 6)
          })
        })
      }
  }
})
