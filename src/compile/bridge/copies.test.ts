import { execFileSync } from 'node:child_process'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import type { DType } from '../../graph/dtype.ts'
import { Heap } from '../../wasm/memory.ts'
import { copyOf, copyTo } from './copies.ts'

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint32', 'bool']

test.each([true, false])('elements go in and out of the heap as they are, shared: %s', (shared) => {
  const heap = new Heap({ shared })
  for (const dtype of dtypes)
    for (const length of [0, 1, 7, 1024, 4096, 20_483]) {
      const bytes = 8 * length
      const around = heap.view(dtype, heap.allocate('around', bytes + 192), length + 2)
      const inside = around.subarray(1, length + 1)
      const own = inside.slice().map((_, i) => (i * 37) % 251)
      around[0] = 3
      around[length + 1] = 5
      copyTo(inside, own)
      expect(inside).toEqual(own)
      expect([around[0], around[length + 1]]).toEqual([3, 5])
      const out = copyOf(dtype, inside)
      expect(out).toEqual(own)
      inside.fill(0)
      expect(out).toEqual(own)
    }
})

test('NaN keeps its bits', () => {
  const heap = new Heap({ shared: true })
  const bits = new Uint32Array(8192).fill(0x7fc12345)
  const place = heap.view('float32', heap.allocate('numbers', bits.byteLength), bits.length)
  copyTo(place, new Float32Array(bits.buffer))
  expect(new Uint32Array(copyOf('float32', place).buffer)).toEqual(bits)
})

test('a copy has a buffer of its own, which others may be given', () => {
  const heap = new Heap({ shared: true })
  for (const length of [10, 100_000]) {
    const place = heap.view('float32', heap.allocate('numbers', 4 * length), length).fill(2)
    const out = copyOf('float32', place)
    expect(out.byteOffset).toBe(0)
    expect(out.buffer.byteLength).toBe(4 * length)
    expect(out.buffer).toBeInstanceOf(ArrayBuffer)
    const given = structuredClone(out, { transfer: [out.buffer as ArrayBuffer] })
    expect(given).toEqual(new Float32Array(length).fill(2))
    expect(out.length).toBe(0)
  }
})

const { glibcVersionRuntime } =
  (process.report?.getReport() as { header?: Record<string, unknown> })?.header ?? {}

test.runIf(glibcVersionRuntime)('memory of large copies is used again', async () => {
  const program = `import { copyOf } from './src/compile/bridge/copies.ts'
    const elements = new Float32Array(2 ** 20)
    const pages = () => process.resourceUsage().minorPageFault
    let before
    for (let i = 0; i < 120; i++) {
      if (i === 40) before = pages()
      copyOf('float32', elements)
      const now = performance.now()
      while (performance.now() < now + 2);
    }
    console.log(pages() - before)`
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'esm',
  })
  const taken = execFileSync(process.execPath, ['--input-type=module', '-e', outputFiles[0]!.text])
  // each has 1024 pages, and between them there is time to give them back
  expect(Number(taken)).toBeLessThan(80 * 512)
})
