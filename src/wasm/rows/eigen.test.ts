import { describe, expect, test } from 'vitest'
import { runKernel } from '../kernel/run.ts'
import { compileEigen, eigenTemporary } from './eigen.ts'

const random = (i: number, j: number): number => Math.sin(3.7 * i * j + 1.3 * (i + j) + i * i * j * j)
const isSame = (i: number, j: number): number => +(i === j)
const isBeside = (i: number, j: number): number => +(Math.abs(i - j) === 1)

/** Matrices by their elements i <= j. */
const kinds: Readonly<Record<string, (i: number, j: number, n: number) => number>> = {
  even: random,
  zero: () => 0,
  identity: isSame,
  'of one value': () => 1,
  'of few that are independent': (i, j) => random(i, 0) * random(j, 0) + random(i, 1) * random(j, 1),
  graded: (i, j, n) => random(i, j) * 10 ** ((-20 * (i + j)) / n),
  'graded upwards': (i, j, n) => random(i, j) * 10 ** ((20 * (i + j)) / n),
  'of values that lie close together': (i, j) => isSame(i, j) * (1 + i * 1e-15) + 1e-14 * random(i, j),
  'of pairs of values (Wilkinson)': (i, j) => isBeside(i, j) + isSame(i, j) * Math.abs((i % 21) - 10),
  'of halves that hardly touch': (i, j, n) =>
    i < n >> 1 === j < n >> 1 ? random(i, j) : 1e-15 * random(i, j),
  'of second differences': (i, j) => 2 * isSame(i, j) - isBeside(i, j),
  'by one that stands apart': (i, j) => random(i, j) + 1e12 * +(i === 3 && j === 3),
  tiny: (i, j) => 1e-290 * random(i, j),
  huge: (i, j) => 1e300 * random(i, j),
}

describe.each([1, 2, 3, 32, 33, 70, 131])('eigenvectors of %i x %i', (n) => {
  test.each(Object.entries(kinds))('%s', (_, element) => {
    // the kernel takes the mean of both triangles; the second matrix is not finite
    const a = new Float64Array(2 * n * n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) a[i * n + j] = element(Math.min(i, j), Math.max(i, j), n)
    a[n * n] = Number.NaN
    const [values, vectors] = [new Float64Array(2 * n), new Float64Array(2 * n * n)]
    runKernel(compileEigen('eigen', 2, n, true), [
      a,
      new Float64Array(2 * eigenTemporary(n)),
      values,
      vectors,
    ])
    expect([...values.subarray(n), ...vectors.subarray(n * n)].every(Number.isNaN)).toBe(true)
    const own = values.subarray(0, n)
    const alone = new Float64Array(2 * n)
    runKernel(compileEigen('eigen', 2, n, false), [
      a,
      new Float64Array(2 * eigenTemporary(n)),
      alone,
      vectors.slice(),
    ])
    expect([...own]).toEqual([...own].sort((x, y) => x - y))
    const norm = Math.max(...own.map(Math.abs)) || 1
    let [residual, turn] = [0, 0]
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let [image, product] = [0, 0]
        for (let k = 0; k < n; k++) {
          image += (a[i * n + k]! / norm) * vectors[k * n + j]!
          product += vectors[k * n + i]! * vectors[k * n + j]!
        }
        residual = Math.max(residual, Math.abs(image - vectors[i * n + j]! * (own[j]! / norm)))
        turn = Math.max(turn, Math.abs(product - isSame(i, j)))
      }
    for (const [i, value] of own.entries())
      expect(Math.abs(value - alone[i]!) / norm).toBeLessThan(40 * Number.EPSILON)
    expect(residual).toBeLessThan(40 * Number.EPSILON)
    expect(turn).toBeLessThan(60 * Number.EPSILON)
  })
})
