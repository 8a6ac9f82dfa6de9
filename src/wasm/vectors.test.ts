import { execFileSync } from 'node:child_process'
import { setFlagsFromString } from 'node:v8'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settings } from '../tensor/engine.ts'
import { jit, random, type Tensor } from '../tensor/index.ts'
import { f64x2, i32x4, i64x2, ModuleBuilder, v128 } from './assembler/index.ts'
import { type Emission, noConstants } from './emission.ts'
import { features } from './features.ts'
import { selectValue, type V, type Value } from './kernel/value.ts'
import { wide, widen } from './vectors.ts'
import { instantiate, webAssembly } from './webassembly.ts'

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

  // V8 14.6 has ended the process here
  test('functions that give two vectors have the same bits once they are optimised', () => {
    const x = random.normal([100, 100]).mul(8).astype('float64')
    const sines = (vectors: 128 | 256): ArrayLike<number> => {
      settings({ mode: 'compile', threads: 1, vectors })
      const f = jit((x: Tensor) => x.sin())
      const end = performance.now() + 200
      while (performance.now() < end) f(x).data()
      return f(x).data()
    }
    expect(sines(256)).toEqual(sines(128))
  })
})

/** V8 compiles at once, and by the compiler that makes wide vectors of narrow ones; else it does that where code has run for long. */
function optimisedAtOnce(): void {
  for (const flag of ['liftoff', 'wasm-lazy-compilation']) {
    beforeEach(() => setFlagsFromString(`--no-${flag}`))
    afterEach(() => setFlagsFromString(`--${flag}`))
  }
}

/** The memory after code has run that reads its first KiB, of bits that look random, and writes behind it. */
function memoryAfter(
  write: (e: Emission, load: (at: number) => V, store: (at: number, x: V) => void) => void,
): Int32Array {
  const module = new ModuleBuilder(undefined, wide())
  module.importMemory({ shared: false, minimum: 1, maximum: 1 })
  const code = module.function('code', ['i32'], 'void', (f, base) => {
    const e: Emission = { module, f, fma: features().fma, constants: noConstants }
    write(
      e,
      (at) => f.let(v128.load(base, at)),
      (at, x) => f.emit(v128.store(base, x, 1024 + at)),
    )
  })
  module.export('code', code)
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1 })
  const words = new Int32Array(memory.buffer)
  for (let i = 0; i < 256; i++) words[i] = Math.imul(i + 1, 0x9e3779b1)
  instantiate(module.encode(), { env: { memory } })['code']!(0)
  return words
}

describe('code that V8 makes wide vectors of has the same bits', () => {
  optimisedAtOnce()
  const same = (write: Parameters<typeof memoryAfter>[0]): void => {
    const after = [true, false].map((on) => {
      widen(on)
      return memoryAfter(write)
    })
    expect(after[0]).toEqual(after[1])
  }

  test('negated doubles, of which the others are used too', () => {
    same(({ f }, load, store) => {
      const x = [load(0), load(16)]
      const negated = x.map((part) => f.let(f64x2.neg(part)))
      for (const [k, part] of [...negated, ...x].entries()) store(16 * k, part)
    })
  })

  test('doubles chosen by a mask that is one of two, which choose more', () => {
    same((e, load, store) => {
      const masks = [0, 16].map((at) => e.f.let(i32x4.gtS(load(at), load(64 + at))))
      const doubles = (at: number): Value => ({ dtype: 'float64', parts: [load(at), load(at + 16)] })
      const value = (part: V): Value => ({ dtype: 'int32', parts: [part] })
      const chosen = selectValue(e, value(masks[0]!), doubles(128), doubles(192)).parts.map((part) =>
        e.f.let(part),
      )
      const others = masks.map(
        (mask, k) =>
          selectValue(e, value(mask), value(load(256 + 16 * k)), value(load(320 + 16 * k))).parts[0]!,
      )
      for (const [k, part] of [...chosen, ...others.map((part) => e.f.let(part))].entries())
        store(16 * k, part)
    })
  })

  test('lanes in another order, of a vector that is one of two', () => {
    const orders: ((a: V, b: V) => V)[] = [
      (a, b) => i32x4.shuffle([0, 2, 4, 6], a, b),
      (a, b) => i32x4.shuffle([1, 3, 5, 7], a, b),
      (a, b) => i32x4.shuffle([0, 4, 1, 5], a, b),
      (a, b) => i32x4.shuffle([2, 6, 3, 7], a, b),
      (a) => i32x4.shuffle([0, 0, 1, 1], a),
      (a) => i32x4.shuffle([2, 2, 3, 3], a),
      (a) => i32x4.shuffle([1, 2, 3, 0], a),
      (a, b) => i64x2.shuffle([0, 2], a, b),
      (a, b) => i64x2.shuffle([1, 3], a, b),
      (a) => i64x2.shuffle([1, 1], a),
      (a) => i64x2.shuffle([1, 0], a),
    ]
    for (const order of orders)
      for (const which of [0, 1])
        same(({ f }, load, store) => {
          const [x, y] = [0, 64].map((at) => [load(at), load(at + 16)])
          const turned = f.let(order(x![which]!, y![which]!))
          store(64, turned)
          for (const [k, part] of [...x!, ...y!].entries()) store(128 + 16 * k, part)
        })
  })
})

describe.runIf(able)('a process', () => {
  /** What another process with those flags of V8's has: wide vectors at first, and after it has asked for them. */
  const inProcess = (flags: readonly string[], before = ''): string => {
    const file = new URL('vectors.ts', import.meta.url).href
    const code = `${before}; const { wide, widen } = await import('${file}'); console.log(wide(), widen(true), wide())`
    const args = [...flags, '--no-warnings', '--input-type=module', '-e', code]
    return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()
  }
  /** Another host of V8, in which setting a flag may end the process. */
  const host = (version: string): string =>
    `globalThis.process = { arch: 'x64', execArgv: [], versions: { v8: '${version}' },
    getBuiltinModule() { throw new Error('asked') } }`

  test.each([
    ['may ask', [], 'false true true'],
    ['is started with them', ['--experimental-wasm-revectorize'], 'true false true'],
    [
      'whose flags are frozen has what it was started with',
      ['--freeze-flags-after-init'],
      'false false false',
    ],
    ['without fused multiply-add has none', ['--no-enable-fma3'], 'false false false'],
  ])('that %s', (_, flags, expected) => {
    expect(inProcess(flags)).toBe(expected)
  })

  test.each(['13.6.233.10-electron.0', '15.0.245.2-rusty', '13.6.233.17'])(
    'of another host (V8 %s) is not asked',
    (version) => {
      expect(inProcess([], host(version))).toBe('false false false')
    },
  )
})
