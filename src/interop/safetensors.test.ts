import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as nn from '../nn/index.ts'
import { tensor } from '../tensor/index.ts'
import { decodeSafetensors, encodeSafetensors, inspectSafetensors, SafetensorsError } from './index.ts'

/** Files written by the Python package safetensors 0.8 from PyTorch's tensors. */
const written = (name: string): Uint8Array =>
  readFileSync(new URL(`../../test/fixtures/safetensors/${name}.safetensors`, import.meta.url))

/** A file from the text of its header. */
function file(header: string | object, data = 0, length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header), 'latin1')
  const bytes = new Uint8Array(8 + text.length + data)
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}
const pair = { dtype: 'F32', shape: [2], data_offsets: [0, 8] }

describe('files of the Python package', () => {
  test('every dtype is read', () => {
    const read = decodeSafetensors(written('dtypes'))
    const found = Object.fromEntries(
      Object.entries(read).map(([name, x]) => [name, [x.dtype, x.shape, ...x.data()]]),
    )
    expect(found).toEqual({
      float32: ['float32', [2, 2], 1.5, -0, Number.POSITIVE_INFINITY, 2 ** -148],
      float64: ['float64', [2], 0.1, Number.NEGATIVE_INFINITY],
      half: ['float32', [7], 1.5, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY, -0, 168 * 2 ** -24],
      brain: ['float32', [5], 1.5, -2, 2 ** 127 * 1.9921875, 2 ** -133, Number.NEGATIVE_INFINITY],
      e4m3: ['float32', [5], 1.5, -448, 2 ** -9, 256, -0],
      e5m2: ['float32', [4], 1.5, -57344, 2 ** -16, Number.POSITIVE_INFINITY],
      int64: ['int32', [], -7],
      int32: ['int32', [2], -(2 ** 31), 5],
      int16: ['int32', [2], -32768, 1],
      int8: ['int32', [3], -128, 127, 1],
      uint8: ['int32', [3], 255, 0, 1],
      uint16: ['int32', [1], 65535],
      uint32: ['uint32', [1], 2 ** 32 - 1],
      uint64: ['uint32', [1], 4e9],
      bool: ['bool', [3], 1, 0, 1],
      empty: ['float32', [0, 3]],
      'Größe.0': ['float32', [1, 1, 2], 1, 1],
    })
    expect(inspectSafetensors(written('dtypes'))).toMatchObject({
      metadata: { format: 'pt', note: 'a "quoted" text' },
      tensors: { half: { dtype: 'F16', shape: [7] } },
    })
  })

  test('a model of PyTorch computes the same', () => {
    const { x, y, ...state } = decodeSafetensors(written('model'))
    const model = nn.sequential(nn.linear(3, 4), nn.tanh(), nn.linear(4, 2)).to('float64')
    model.loadStateDict(state)
    expect(model.forward(x!).sub(y!).abs().amax().item()).toBeLessThan(1e-15)
  })

  test('the same tensors make the same file, to the bit', () => {
    const { x, y, ...state } = decodeSafetensors(written('model'))
    expect(encodeSafetensors({ y: y!, ...state, x: x! })).toEqual(new Uint8Array(written('model')))
  })
})

test('what is written is read back to the bit, wherever the bytes stand', () => {
  const dtype = fc.constantFrom('float32', 'float64', 'int32', 'uint32', 'bool')
  const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
  const tensors = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.tuple(dtype, shape, fc.double()))
  fc.assert(
    fc.property(tensors, fc.dictionary(fc.string(), fc.string()), fc.nat(9), (given, metadata, offset) => {
      const state = Object.fromEntries(
        Object.entries(given).map(([name, [dtype, shape, value]]) => {
          const size = shape.reduce((a, b) => a * b, 1)
          return [
            name,
            tensor(
              Float64Array.from({ length: size }, (_, i) => value * (i + 1)),
              { shape, dtype: dtype as 'bool' },
            ),
          ]
        }),
      )
      const bytes = encodeSafetensors(state, { metadata })
      const moved = new Uint8Array(bytes.length + offset).subarray(offset)
      moved.set(bytes)
      const read = decodeSafetensors(moved)
      expect(Object.keys(read).sort()).toEqual(Object.keys(state).sort())
      for (const [name, x] of Object.entries(state))
        expect([read[name]!.dtype, read[name]!.shape, read[name]!.data()]).toEqual([
          x.dtype,
          x.shape,
          x.data(),
        ])
      expect(inspectSafetensors(bytes).metadata).toEqual(metadata)
    }),
    { numRuns: 60 },
  )
})

describe('what no file may be', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(3), /there are 3 bytes/],
    ['a header that is longer than the file', file('{}', 0, 3n), /given as 3 of 10 bytes, more than/],
    ['a header of 2^63 bytes', file('{}', 0, 2n ** 63n), /above the limit of 100 MB/],
    ['no header', file('', 8), /does not begin with '\{'/],
    [
      'a page of the web',
      new TextEncoder().encode('<!DOCTYPE html><html></html>'),
      /more than|above the limit/,
    ],
    ['a list', file('[]'), /does not begin/],
    ['a space before the header', file(' {}'), /does not begin/],
    ['no JSON', file('{"a":}'), /is no JSON/],
    ['a text behind the header', file('{} x'), /is no JSON/],
    ['no UTF-8', file('{"\xff":1}'), /no valid UTF-8/],
    ['a name twice', file('{"a":{"dtype":"F32"},"\\u0061":{"dtype":"F32"}}'), /names "a" twice/],
    ['a field twice', file('{"a":{"dtype":"F32","dtype":"F64","shape":[2]}}'), /names "dtype" twice/],
    ['texts that are none', file({ __metadata__: { a: 1 } }), /__metadata__ is \{"a":1\}/],
    ['texts in a list', file({ __metadata__: ['a'] }), /__metadata__ is \["a"\]/],
    ['a tensor in a list', file({ a: ['F32', [2], [0, 8]] }, 8), /"a": the header has \["F32"/],
    ['no dtype', file({ a: { ...pair, dtype: undefined } }, 8), /its dtype is undefined/],
    ['an unknown dtype', file({ a: { ...pair, dtype: 'F31' } }, 8), /its dtype is F31: this can be read/],
    ['a dtype that objects have', file({ a: { ...pair, dtype: 'toString' } }, 8), /its dtype is toString/],
    ['a negative extent', file({ a: { ...pair, shape: [-2] } }, 8), /its shape is \[-2\]/],
    ['a broken extent', file({ a: { ...pair, shape: [2.5] } }, 8), /its shape is \[2.5\]/],
    [
      'a shape that wraps round',
      file({ a: { ...pair, shape: [2 ** 40, 2 ** 40, 0], data_offsets: [0, 0] } }),
      /no tensor has/,
    ],
    ['the wrong size', file({ a: { ...pair, shape: [3] } }, 8), /F32\[3\] needs 12 bytes, but has 8/],
    [
      'offsets the wrong way round',
      file({ a: { ...pair, data_offsets: [8, 0] } }, 8),
      /data_offsets are \[8,0\]/,
    ],
    ['one offset', file({ a: { ...pair, data_offsets: [8] } }, 8), /data_offsets are \[8\]/],
    ['a truncated tensor', file({ a: pair }, 7), /"a": it ends at byte 8 of 7: the file is truncated/],
    ['bytes too many', file({ a: pair }, 9), /1 bytes follow the last tensor/],
    [
      'a hole',
      file({ a: pair, b: { ...pair, data_offsets: [12, 20] } }, 20),
      /"b": it begins at byte 12.*holes/,
    ],
    [
      'an overlap',
      file({ a: pair, b: { ...pair, data_offsets: [4, 12] } }, 12),
      /"b": it begins at byte 4.*overlapping/,
    ],
    [
      'a tensor inside another',
      file({ a: pair, b: { dtype: 'F32', shape: [0], data_offsets: [4, 4] } }, 8),
      /overlapping/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError)
    expect(() => decodeSafetensors(bytes)).toThrow(message)
  })

  test('64-bit integers that do not fit are refused, not wrapped round', () => {
    const bytes = file({ n: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, 8)
    bytes.set([0, 0, 0, 0, 1, 0, 0, 0], bytes.length - 8)
    expect(() => decodeSafetensors(bytes)).toThrow('tensor "n": it holds I64 beyond int32')
  })

  test('a damaged file is read or refused with the typed error, never anything else', () => {
    const whole = written('dtypes')
    for (let length = 0; length < whole.length; length++)
      expect(() => decodeSafetensors(whole.subarray(0, length))).toThrow(SafetensorsError)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = new Uint8Array(whole)
        bytes[at]! ^= change
        try {
          decodeSafetensors(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('names that objects have by themselves are names like others', () => {
    const bytes = file('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 8)
    expect(Object.keys(decodeSafetensors(bytes))).toEqual(['__proto__'])
  })

  test('what is no file and no tensors', () => {
    expect(() => decodeSafetensors('model.safetensors' as never)).toThrow('what is to be read is string')
    expect(() => encodeSafetensors(tensor([1]) as never)).toThrow('there are no tensors by name')
    expect(() => encodeSafetensors({ __metadata__: tensor([1]) })).toThrow('choose another')
    expect(() => encodeSafetensors({ '\ud800': tensor([1]) })).toThrow(SafetensorsError)
    expect(() => encodeSafetensors({}, { metadata: { epoch: 3 } as never })).toThrow(
      'metadata.epoch is number',
    )
    expect(() => encodeSafetensors({}, { meta: {} } as never)).toThrow("there is no option 'meta'")
  })
})
