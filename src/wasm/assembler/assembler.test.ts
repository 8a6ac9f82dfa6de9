import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantiate } from '../webassembly.ts'
import { signedLeb, signedLeb64, unsignedLeb } from './bytes.ts'
import {
  assignment,
  call,
  drop,
  type Expr,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  i64,
  type Library,
  ModuleBuilder,
  pair,
  select,
  v128,
  when,
} from './index.ts'

function decode(bytes: readonly number[], signed: boolean): bigint {
  let value = 0n
  let shift = 0n
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift
    shift += 7n
  }
  return signed && bytes.at(-1)! & 0x40 ? value - (1n << shift) : value
}

describe('number encodings', () => {
  test('LEB128 decodes to what was encoded', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        (n) => decode(unsignedLeb(n), false) === BigInt(n),
      ),
    )
    fc.assert(fc.property(fc.integer(), (n) => decode(signedLeb(n), true) === BigInt(n)))
    fc.assert(fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (n) => decode(signedLeb64(n), true) === n))
  })
})

describe('functions', () => {
  test('loops, calls and selects compute', () => {
    const module = new ModuleBuilder()
    const square = module.function('square', ['f64'], 'f64', (f, x) => f.yield(f64.mul(x, x)))
    const sum = module.function('sum', ['i32'], 'f64', (f, n) => {
      const total = f.local('f64')
      f.set(total, 0)
      const x = f.copy(f64.const(0))
      f.for(0, n, 1, () => {
        f.set(total, f64.add(total, call(square, x)))
        f.set(x, f64.add(x, 1))
      })
      f.yield(select(total, f64.const(-1), i32.gtS(n, 0)))
    })
    module.export('sum', sum)
    const exports = instantiate(module.encode())
    expect(exports['sum']!(10)).toBe(285)
    expect(exports['sum']!(0)).toBe(-1)
  })

  test('a function leaves two vectors, in their order', () => {
    const module = new ModuleBuilder()
    const both = module.function('both', ['v128', 'v128'], 'pair', (f, a, b) =>
      f.yield(pair(f64x2.sub(a, b), f64x2.add(a, b))),
    )
    const lanes = module.function('lanes', [], 'f64', (f) => {
      const [difference, sum] = f.both(call(both, f64x2.splat(5), f64x2.splat(3)))
      f.yield(f64.add(f64.mul(f64x2.extractLane(0, difference), 10), f64x2.extractLane(1, sum)))
    })
    module.export('lanes', lanes)
    expect(instantiate(module.encode())['lanes']!()).toBe(28)
  })

  test('one branch for all that is written together is taken where any of their masks has a lane', () => {
    const module = new ModuleBuilder()
    const sum = module.function('sum', ['i32', 'i32'], 'i32', (f, x, y) => {
      const results = [x, y].map((given) => f.copy(i32x4.splat(given)))
      f.together(
        results.map((result) => () => {
          const mask = f.let(i32x4.gtS(result, i32x4.splat(i32.const(0))))
          f.emit(when(mask, assignment(result, i32x4.add(result, mask))))
        }),
      )
      f.yield(
        i32.add(...(results.map((result) => i32x4.extractLane(2, result)) as [Expr<'i32'>, Expr<'i32'>])),
      )
    })
    module.export('sum', sum)
    const exports = instantiate(module.encode())
    const pairs = [
      [-3, -5],
      [30, -5],
      [-3, 50],
      [30, 50],
    ] as const
    expect(pairs.map(([x, y]) => exports['sum']!(x, y))).toEqual([-8, 24, 46, 78])
  })

  test('what is written together computes what it would one after the other, with control flow or without', () => {
    for (const branches of [false, true]) {
      const module = new ModuleBuilder()
      const sum = module.function('sum', ['f64'], 'f64', (f, x) => {
        const results = [1, 2, 3].map(() => f.local('f64'))
        f.together(
          results.map((result, k) => () => {
            const square = f.let(f64.mul(x, x))
            f.set(result, f64.add(square, k))
            if (branches) f.if(f64.gt(x, 2), () => f.set(result, f64.mul(result, 10)))
            f.scope(() => f.set(result, f64.add(result, f.let(f64.mul(square, k)))))
          }),
        )
        f.yield(results.reduce<Expr<'f64'>>((total, result) => f64.add(total, result), f64.const(0)))
      })
      module.export('sum', sum)
      const exported = instantiate(module.encode())['sum']!
      for (const x of [1, 3])
        expect(exported(x)).toBe(
          [0, 1, 2].reduce((n, k) => n + (x * x + k) * (branches && x > 2 ? 10 : 1) + x * x * k, 0),
        )
    }
  })

  test('what is written together within what is written together waits for what stands before it', () => {
    for (let before = 1; before <= 4; before++) {
      const module = new ModuleBuilder()
      const sum = module.function('sum', ['f64'], 'f64', (f, x) => {
        const results = [0, 1, 2, 3].map(() => f.local('f64'))
        f.together(
          [0, 1].map((k) => () => {
            let y = f.let(f64.add(x, k))
            for (let i = 1; i < before; i++) y = f.let(f64.add(y, 1))
            f.together(
              [2 * k, 2 * k + 1].map((n) => () => f.set(results[n]!, f64.mul(f.let(f64.mul(y, 2)), n))),
            )
          }),
        )
        f.yield(results.reduce<Expr<'f64'>>((total, result) => f64.add(total, result), f64.const(0)))
      })
      module.export('sum', sum)
      const wanted = [0, 1, 2, 3].reduce((n, k) => n + 2 * (5 + (k >> 1) + before - 1) * k, 0)
      expect(instantiate(module.encode())['sum']!(5)).toBe(wanted)
    }
  })

  test('of neighbours that are stored together, the last is stored first', () => {
    const module = new ModuleBuilder()
    const store = module.function('store', ['i32'], 'void', (f, to) => {
      const value = f.let(f64x2.splat(1))
      f.together([0, 16].map((offset) => () => f.emit(v128.store(to, value, offset))))
    })
    module.export('store', store)
    // v128.store: prefix, number, alignment, offset
    const places = [...module.encode()].flatMap((byte, k, all) =>
      byte === 0xfd && all[k + 1] === 11 ? [all[k + 3]] : [],
    )
    expect(places).toEqual([16, 0])
  })

  test('until asks before each round, and its label leaves it', () => {
    const module = new ModuleBuilder()
    // the first power of two that is at least n, but no more than 64
    const power = module.function('power', ['i32'], 'i32', (f, n) => {
      const p = f.copy(i32.const(1))
      f.until(
        () => i32.geS(p, n),
        (done) => {
          f.brIf(done, i32.eq(p, 64))
          f.set(p, i32.shl(p, 1))
        },
      )
      f.yield(p)
    })
    module.export('power', power)
    const run = instantiate(module.encode())['power']!
    expect([0, 1, 5, 64, 1000].map((n) => run(n))).toEqual([1, 1, 8, 64, 64])
  })

  test('switch runs one body, the last for every other number', () => {
    const module = new ModuleBuilder()
    const pick = module.function('pick', ['i32'], 'i32', (f, k) => {
      const r = f.local('i32')
      f.switch(
        k,
        [10, 20, 30].map((value) => () => f.set(r, i32.const(value))),
      )
      f.yield(r)
    })
    module.export('pick', pick)
    const run = instantiate(module.encode())['pick']!
    expect([0, 1, 2, 3, -1].map((k) => run(k))).toEqual([10, 20, 30, 30, 30])
  })

  test('calls through the table', () => {
    const module = new ModuleBuilder()
    const double = module.function('double', ['i32'], 'i32', (f, x) => f.yield(i32.mul(x, 2)))
    const negate = module.function('negate', ['i32'], 'i32', (f, x) => f.yield(i32.sub(0, x)))
    module.tabulate(double)
    module.tabulate(negate)
    const run = module.function('run', ['i32', 'i32'], 'i32', (f, slot, x) =>
      f.yield(module.callIndirect(slot, ['i32'], 'i32', [x])),
    )
    module.export('run', run)
    const exports = instantiate(module.encode())
    expect([exports['run']!(0, 21), exports['run']!(1, 21)]).toEqual([42, -21])
  })

  test('a module takes from the library what an earlier one has built, with all that it calls, under its own numbers', () => {
    const library: Library = new Map()
    let built = 0
    const cube = (module: ModuleBuilder) => {
      const square = () =>
        module.shared('square', ['f64'], 'f64', (f, x) => {
          built++
          f.yield(f64.mul(x, x))
        })
      return module.shared('cube', ['f64'], 'f64', (f, x) => {
        built++
        const deeper = f.copy(f64.const(0))
        f.if(f64.gt(x, 100), () =>
          f.set(
            deeper,
            call(
              module.shared('cube', ['f64'], 'f64', () => {}),
              f64.sub(x, 100),
            ),
          ),
        )
        f.yield(f64.add(deeper, f64.mul(x, call(square(), x))))
      })
    }
    for (const before of [0, 3, 200]) {
      const module = new ModuleBuilder(library)
      for (let i = 0; i < before; i++) module.function('other', [], 'f64', (f) => f.yield(f64.const(i)))
      module.export('cube', cube(module))
      const run = instantiate(module.encode())['cube']!
      expect([run(3), run(102)]).toEqual([27, 102 ** 3 + 8])
    }
    expect(built).toBe(2)
  })

  test('a module for wide vectors has other bytes, and vectors that are done with hold nothing at the end of a loop', () => {
    const bytes = (wide: boolean, inside: boolean): Uint8Array => {
      const module = new ModuleBuilder(undefined, wide)
      const f = module.function('f', ['i32'], 'void', (f, n) => {
        f.for(0, n, 1, () => {
          if (inside) f.let(f32x4.splat(1))
        })
      })
      module.export('f', f)
      expect(instantiate(module.encode())['f']!(3)).toBeUndefined()
      return module.encode()
    }
    // an empty section
    expect(bytes(true, false).length).toBe(bytes(false, false).length + 3)
    // 16 bytes of zeros, set
    expect(bytes(true, true).length).toBe(bytes(false, true).length + 3 + 20)
  })

  test('vectors have lanes', () => {
    const module = new ModuleBuilder()
    const f4 = module.function('third', ['f32'], 'f32', (f, x) => {
      const v = f.let(f32x4.replaceLane(2, f32x4.splat(x), 7))
      f.yield(f32x4.extractLane(2, f32x4.add(v, v)))
    })
    module.export('third', f4)
    expect(instantiate(module.encode())['third']!(1)).toBe(14)
  })
})

describe('stack types', () => {
  const compiled = (body: Parameters<ModuleBuilder['function']>[3]) => () => {
    const module = new ModuleBuilder()
    module.function('f', [], 'void', body)
    return instantiate(module.encode())
  }
  /** What TypeScript would refuse. */
  const wrong = f64.const(1) as unknown as ReturnType<typeof i32.const>

  test('a wrong operand is refused when the module is compiled', () => {
    expect(compiled((f) => f.emit(drop(i32.add(i32.const(1), 1))))).not.toThrow()
    expect(compiled((f) => f.emit(drop(i32.add(wrong, 1))))).toThrow(/expected type i32, found f64.const/)
    expect(compiled((f) => f.if(wrong, () => {}))).toThrow(/expected type i32, found f64.const/)
  })

  test('numbers become constants of the type that is wanted', () => {
    const all = [i32.eqz(7), f32.eq(f32.add(1, 2), 3), f64.eq(f64.abs(-1), 1), i64.eq(i64.extendU(5), 5)]
    expect(compiled((f) => f.emit(...all.map((value) => drop(value))))).not.toThrow()
  })
})
