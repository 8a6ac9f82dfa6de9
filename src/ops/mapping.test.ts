import { expect, test } from 'vitest'
import type { TypedArray } from '../graph/dtype.ts'
import { map } from './mapping.ts'

const size = 50_000
const numbers = Float64Array.from({ length: size }, (_, i) => Math.sin(i))
const whole = Int32Array.from({ length: size }, (_, i) => i % 7)
const zero = new Float64Array(size)
const bits = new Uint8Array(size)
const sum = new Float64Array(size)
const less = (a: number, b: number): number => +(a < b)
const select = (c: number, a: number, b: number): number => (c ? a : b)
const times = (a: number, b: number): number => a * b

/** max(x, 0) as a comparison and a choice. */
const ramp = (): TypedArray => map(select, [map(less, [numbers, zero], bits), zero, numbers], sum)

test('a choice by a comparison', () => {
  expect([...ramp().slice(0, 5)]).toEqual([...numbers.slice(0, 5)].map((x) => Math.max(x, 0)))
  const single = Float32Array.from(numbers)
  const chosen = map(select, [bits, new Float32Array(size), single], new Float32Array(size))
  expect([...chosen.slice(0, 9)]).toEqual([...single.slice(0, 9)].map((x) => Math.max(x, 0)))
  expect([...map(less, [single, new Float32Array(size)], new Uint8Array(size)).slice(0, 9)]).toEqual([
    ...bits.slice(0, 9),
  ])
})

test('loops over floats stay fast after arrays of other kinds went through', () => {
  for (let i = 0; i < 30; i++) {
    map(less, [whole, whole], bits)
    map(select, [bits, whole, whole], new Int32Array(size))
    map(times, [whole, whole], new Int32Array(size))
    map(times, [bits, bits], new Uint8Array(size))
  }
  const fastest = (f: () => unknown): number => {
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < 60; i++) {
      const start = performance.now()
      f()
      least = Math.min(least, performance.now() - start)
    }
    return least
  }
  const product = fastest(() => map(times, [numbers, numbers], sum))
  // two loops, each about as long; through the loop for all kinds it was six times as long and more
  expect(fastest(ramp) / product).toBeLessThan(4.5)
})
