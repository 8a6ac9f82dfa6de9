import { afterEach, describe, expect, test } from 'vitest'
import { settings } from '../tensor/engine.ts'
import { random } from '../tensor/index.ts'
import { wide, widen } from './vectors.ts'

const before = settings()
afterEach(() => {
  settings(before)
})

/** Whether this host can be asked for vectors of 256 bits. */
const able = process.arch === 'x64' && Number.parseInt(process.versions.v8, 10) >= 13

describe('vectors of 256 bits', () => {
  test('are there where the host has them, and the setting tells', () => {
    expect(settings({ vectors: 256 }).vectors).toBe(able ? 256 : 128)
    expect(wide()).toBe(able)
    expect(widen(true)).toBe(false)
    expect(settings({ vectors: 128 }).vectors).toBe(128)
    expect(widen(false)).toBe(false)
  })

  test.each(['float32', 'float64', 'int32'] as const)('products of %s have the same bits', (dtype) => {
    for (const [m, k, n] of [
      [1, 5, 1],
      [7, 33, 10],
      [64, 64, 64],
      [61, 400, 37],
      [130, 70, 129],
    ] as const) {
      const [a, b] = [random.normal([m, k]), random.normal([k, n])].map((x) => x.mul(8).astype(dtype))
      const product = (vectors: 128 | 256): ArrayLike<number> => {
        settings({ mode: 'compile', vectors })
        return a!.matmul(b!).mul(2).data()
      }
      expect(product(256)).toEqual(product(128))
    }
  })
})
