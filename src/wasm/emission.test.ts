import { expect, test } from 'vitest'
import { ModuleBuilder, v128 } from './assembler/index.ts'
import { type Emission, noConstants, splat32, splat64, splatF32, splatF64 } from './emission.ts'
import { Heap } from './memory.ts'
import { instantiate } from './webassembly.ts'

const floats = [1, 0, -0, Number.NaN, Infinity, 0.1, Math.fround(0.1), 1, 0, -0]
const kinds = [
  { splat: splatF32, numbers: floats, filled: (x: number) => new Float32Array(4).fill(x) },
  { splat: splatF64, numbers: floats, filled: (x: number) => new Float64Array(2).fill(x) },
  { splat: splat32, numbers: [1, 0, -1, 0x3f800000], filled: (x: number) => new Int32Array(4).fill(x) },
  {
    splat: (e: Emission, x: number) => splat64(e, BigInt(x)),
    numbers: [1, 0, -1, 0x3f800000],
    filled: (x: number) => new BigInt64Array(2).fill(BigInt(x)),
  },
]

test.each(['pooled', 'in the code'])(
  'numbers in all lanes, %s, have their own bits, whatever came before',
  (where) => {
    const heap = new Heap({ shared: false })
    const cases = kinds.flatMap(({ splat, numbers, filled }) =>
      numbers.map((x) => ({ splat, x, bytes: new Uint8Array(filled(x).buffer) })),
    )
    const results = heap.allocate('results', 16 * cases.length)
    const module = new ModuleBuilder()
    module.importMemory({ shared: false, minimum: 2, maximum: heap.maximumPages })
    const run = module.function('run', [], 'void', (f) => {
      const constants = where === 'pooled' ? heap.constants : noConstants
      const e: Emission = { module, f, fma: false, constants }
      cases.forEach(({ splat, x }, i) => {
        const [first, again] = [splat(e, x), splat(e, x)]
        expect(first === again).toBe(where === 'pooled')
        f.emit(v128.store(results, again, 16 * i))
      })
    })
    module.export('run', run)
    instantiate(module.encode(), { env: { memory: heap.memory } })['run']!()
    cases.forEach(({ bytes }, i) => {
      expect(heap.view('bool', results + 16 * i, 16).slice()).toEqual(bytes)
    })
  },
)
