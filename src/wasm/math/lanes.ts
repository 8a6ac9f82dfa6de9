import {
  assignment,
  call,
  type Expr,
  f32x4,
  f64x2,
  i32x4,
  i64x2,
  type Local,
  v128,
  when,
} from '../assembler/index.ts'
import { type Emission, splat32, splat64, splatF32, splatF64 } from '../emission.ts'

export type V = Expr<'v128'>
export type Precision = 'f32' | 'f64'

const unary = ['sqrt', 'nearest', 'floor', 'ceil', 'trunc'] as const
const binary = ['add', 'sub', 'mul', 'div', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const
type Unary = Record<(typeof unary)[number], (x: V) => V>
type Binary = Record<(typeof binary)[number], (x: V | number, y: V | number) => V>

export interface Lanes extends Unary, Binary {}
/**
 * Arithmetic on one vector of floats, the same words for both precisions, so that an algorithm is written once.
 * A constant is given as a double and rounded to the format.
 */
export class Lanes {
  readonly e: Emission
  readonly precision: Precision
  /** Stored bits of the significand. */
  readonly significand: number
  readonly bias: number
  private readonly table: typeof f32x4 | typeof f64x2
  /** Integers of the format's width. */
  private readonly integers: typeof i32x4 | typeof i64x2

  constructor(e: Emission, precision: Precision) {
    this.e = e
    this.precision = precision
    this.table = this.isSingle ? f32x4 : f64x2
    this.integers = this.isSingle ? i32x4 : i64x2
    this.significand = this.isSingle ? 23 : 52
    this.bias = this.isSingle ? 127 : 1023
  }

  /** Bits of a lane. */
  get width(): number {
    return this.isSingle ? 32 : 64
  }

  get isSingle(): boolean {
    return this.precision === 'f32'
  }

  c(value: number): V {
    return this.isSingle ? splatF32(this.e, value) : splatF64(this.e, value)
  }

  /** An integer in every lane of the format's width. */
  int(value: number | bigint): V {
    return this.isSingle ? splat32(this.e, Number(value)) : splat64(this.e, BigInt(value))
  }

  private v(x: V | number): V {
    return typeof x === 'number' ? this.c(x) : x
  }

  let(x: V): Local<'v128'> {
    return this.e.f.let(x)
  }

  static {
    for (const name of [...unary, ...binary])
      Lanes.prototype[name] = function (...args: (V | number)[]): V {
        const operation = this.table[name] as (...args: V[]) => V
        return operation(...args.map((x) => this.v(x)))
      }
  }

  // the instructions with these names become three each in vectors of 256 bits
  abs(x: V): V {
    return v128.andnot(x, this.signBit())
  }
  neg(x: V): V {
    return v128.xor(x, this.signBit())
  }

  /** The smaller; x where either is NaN. */
  atMost(x: V, limit: V | number): V {
    return this.table.pmin(x, this.v(limit))
  }
  /** The larger; x where either is NaN. */
  atLeast(x: V, limit: V | number): V {
    return this.table.pmax(x, this.v(limit))
  }
  /** x where the lanes of the mask are ones, y where they are zeros. */
  select(mask: V, x: V | number, y: V | number): V {
    const select = this.e.fma ? this.integers.relaxedLaneselect : v128.bitselect
    return select(this.v(x), this.v(y), mask)
  }

  /** x y + z, rounded once where the machine fuses, else twice. */
  fma(x: V | number, y: V | number, z: V | number): V {
    if (this.e.fma) return this.table.relaxedMadd(this.v(x), this.v(y), this.v(z))
    return this.add(this.mul(x, y), z)
  }

  /** z - x y */
  nfma(x: V | number, y: V | number, z: V | number): V {
    if (this.e.fma) return this.table.relaxedNmadd(this.v(x), this.v(y), this.v(z))
    return this.sub(z, this.mul(x, y))
  }

  /** Horner's rule, lowest power first. */
  polynomial(x: Local<'v128'>, coefficients: readonly number[]): V {
    let sum: V = this.c(coefficients[coefficients.length - 1]!)
    for (let k = coefficients.length - 2; k >= 0; k--) sum = this.fma(sum, x, coefficients[k]!)
    return sum
  }

  /** Even and odd powers apart (Estrin's first step): a shorter chain for long polynomials. */
  longPolynomial(
    x: Local<'v128'>,
    coefficients: readonly number[],
    square: Local<'v128'> = this.let(this.mul(x, x)),
  ): V {
    const even = coefficients.filter((_, k) => k % 2 === 0)
    const odd = coefficients.filter((_, k) => k % 2 === 1)
    return this.fma(this.let(this.polynomial(square, odd)), x, this.polynomial(square, even))
  }

  signBit(): V {
    return this.c(-0)
  }

  /** x, which is not negative, with the sign of y. */
  copySign(x: V, y: V): V {
    return v128.or(x, v128.and(y, this.signBit()))
  }

  /** The upper half of the significand: x - head(x) has the other half, and products of heads are exact. */
  head(x: V): V {
    return v128.and(x, this.int(this.isSingle ? -(1n << 12n) : -(1n << 27n)))
  }

  /** Integers: shifts and sums on lanes of the format's width. */
  shl(x: V, count: number): V {
    return this.integers.shl(x, count)
  }
  shrU(x: V, count: number): V {
    return this.integers.shrU(x, count)
  }
  addInt(x: V, y: V): V {
    return this.integers.add(x, y)
  }
  subInt(x: V, y: V): V {
    return this.integers.sub(x, y)
  }

  /** Adding this to |n| < 2^(significand - 1) leaves the integer n, rounded, in the low bits. */
  get magic(): number {
    return 1.5 * 2 ** this.significand
  }

  /** A small integer in the low bits as a float. */
  toFloat(n: V): V {
    if (this.isSingle) return f32x4.convertI32x4S(n)
    // |n| < 2^51: put it under the significand of the magic number and take that away
    return this.sub(this.addInt(n, this.int(magicBits)), this.magic)
  }
}

/** Bits of 1.5 * 2^52. */
const magicBits = 0x4338000000000000n

/** x as a float64 pair: its lower and its upper two lanes. */
export function widen(e: Emission, x: V): [Local<'v128'>, Local<'v128'>] {
  const held = e.f.let(x)
  return [e.f.let(f64x2.promoteLowF32x4(held)), e.f.let(f64x2.promoteLowF32x4(i64x2.shuffle([1, 1], held)))]
}

/** Two float64 vectors rounded to one of float32. */
export const narrow = (low: V, high: V): V =>
  i64x2.shuffle([0, 2], f32x4.demoteF64x2Zero(low), f32x4.demoteF64x2Zero(high))

/** A polynomial of (x - 3/2)/(x + 1). */
export const mapped = (l: Lanes, x: Local<'v128'>, coefficients: readonly number[]): V =>
  l.longPolynomial(l.let(l.div(l.sub(x, 1.5), l.add(x, 1))), coefficients)

/** What an algorithm gives that stands in a function of the module's. */
export function called<R extends 'v128' | 'pair'>(
  l: Lanes,
  name: string,
  result: R,
  algorithm: (l: Lanes, ...args: Local<'v128'>[]) => V | Expr<'pair'>,
  args: readonly V[],
): Expr<R> {
  const types = args.map(() => 'v128' as const)
  const ref = l.e.module.shared(name, types, result, (f, ...given: Local<'v128'>[]) =>
    f.yield(algorithm(new Lanes({ ...l.e, f }, l.precision), ...given)),
  )
  // copies, which are no halves of vectors of 256 bits
  return call(ref, ...args.map((x) => l.let(x)).map((x) => v128.or(x, x)))
}

/**
 * Where the mask is set what is computed only if it is anywhere, else `otherwise`. On wide vectors it goes by way of memory: V8
 * packs what is stored and loaded side by side, and no results of branches.
 */
export function unlikely(l: Lanes, mask: Local<'v128'>, wanted: V, otherwise: V): Local<'v128'> {
  const { f } = l.e
  const { passing } = f
  const result = f.local('v128')
  const put = (x: V): Expr<'void'> => (passing ? v128.store(passing, x, 16 * f.strip) : assignment(result, x))
  const got = passing ? v128.load(passing, 16 * f.strip) : result
  f.emit(put(otherwise))
  // the same for an element whatever stands beside it
  f.emit(when(mask, put(l.select(mask, wanted, got))))
  if (passing) f.set(result, got)
  return result
}

export type Algorithm = (l: Lanes, ...args: V[]) => V

/** An algorithm on the two halves of its operands, side by side. */
export function bothHalves(
  l: Lanes,
  algorithm: Algorithm,
  args: readonly (readonly V[])[],
): [Local<'v128'>, Local<'v128'>] {
  const { f } = l.e
  const halves: [Local<'v128'>, Local<'v128'>] = [f.local('v128'), f.local('v128')]
  f.together(halves.map((half, k) => () => f.set(half, algorithm(l, ...args.map((x) => x[k]!)))))
  return halves
}

/** Float32 lanes by an algorithm on float64 lanes: rounded once, at the end. */
export const throughDoubles = (e: Emission, algorithm: Algorithm, args: readonly V[]): V =>
  narrow(
    ...bothHalves(
      new Lanes(e, 'f64'),
      algorithm,
      args.map((x) => widen(e, x)),
    ),
  )
