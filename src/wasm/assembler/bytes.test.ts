import { expect, test } from 'vitest'
import { ByteWriter, signedLeb, signedLeb64 } from './bytes.ts'

test('signed LEB128 is as short as it can be', () => {
  for (let bytes = 1; bytes < 10; bytes++) {
    const beyond = 2n ** BigInt(7 * bytes - 1)
    const lengths = (encode: (n: bigint) => number[]) =>
      [beyond - 1n, -beyond, beyond, -beyond - 1n].map((n) => encode(n).length)
    const expected = [bytes, bytes, bytes + 1, bytes + 1]
    expect(lengths(signedLeb64)).toEqual(expected)
    if (bytes < 5) expect(lengths((n) => signedLeb(Number(n)))).toEqual(expected)
  }
})

test('bytes stay what they are while room for more is made', () => {
  const writer = new ByteWriter()
  const written: number[] = []
  for (let n = 0; n < 600; n++) {
    writer.byte(n & 0xff)
    written.push(n & 0xff)
    if (n % 100 !== 50) continue
    const many = Array.from({ length: n }, (_, i) => (i * n) & 0xff)
    writer.raw(many)
    written.push(...many)
  }
  expect([...writer.finish()]).toEqual(written)
})
