import { f32x4, f64x2, i32, i32x4, select, v128 } from '../assembler/index.ts'
import { splat32, splat64, splatF32, splatF64 } from '../emission.ts'
import { KernelError } from '../errors.ts'
import { mathFunctions } from '../math/index.ts'
import { bitcast, conversion } from './conversion.ts'
import {
  bySquares,
  isMinusOne,
  nonzero,
  safeDivisor,
  scalarIntegers,
  shifts,
  unlessZero,
} from './integers.ts'
import type { ElementType } from './ir.ts'
import {
  bits,
  both,
  comparison,
  integers,
  isFloat,
  isInteger,
  type Kinds,
  type Row,
  type ScalarOperation,
  unary,
  uniform,
} from './row.ts'
import { threefry } from './threefry.ts'
import { compareWith, constantValue, floats, hold, selectValue, type Value, zip } from './value.ts'

const sign: Kinds = {
  float32: (e, x) => {
    const v = e.f.let(x!)
    const one = v128.or(splatF32(e, 1), v128.and(v, splat32(e, 0x80000000)))
    // zeros keep their sign, NaN stays NaN
    return v128.bitselect(one, v, v128.or(f32x4.lt(v, splatF32(e, 0)), f32x4.gt(v, splatF32(e, 0))))
  },
  float64: (e, x) => {
    const v = e.f.let(x!)
    const one = v128.or(splatF64(e, 1), v128.and(v, splat64(e, 1n << 63n)))
    return v128.bitselect(one, v, v128.or(f64x2.lt(v, splatF64(e, 0)), f64x2.gt(v, splatF64(e, 0))))
  },
  int32: (e, x) => i32x4.maxS(i32x4.minS(x!, splat32(e, 1)), splat32(e, -1)),
  uint32: (e, x) => i32x4.minU(x!, splat32(e, 1)),
}

const finite: Row = ([dtype]) => {
  if (!isFloat(dtype)) return undefined
  return {
    result: 'bool',
    cost: 2,
    emit: (e, x) => {
      const magnitude = zip(dtype!, (p) => floats(dtype!).abs(p!), x!)
      return compareWith(f32x4.lt, f64x2.lt, magnitude, constantValue(e, dtype!, Number.POSITIVE_INFINITY))
    },
  }
}

const choose: Row = ([condition, a, b]) =>
  condition === 'bool' && a !== undefined && a === b
    ? { result: a, cost: 1, emit: (e, c, x, y) => selectValue(e, c!, x!, y!) }
    : undefined

const random =
  (word: 0 | 1): Row =>
  (dtypes) =>
    dtypes.length === 4 && dtypes.every(isInteger)
      ? {
          result: 'uint32',
          cost: 120,
          emit: (e, ...args) => ({
            dtype: 'uint32',
            parts: [
              threefry(
                e,
                args.map((a) => a.parts[0]!),
              )[word]!,
            ],
          }),
        }
      : undefined

const overOne: Kinds = {
  float32: (e, x) => f32x4.div(splatF32(e, 1), x!),
  float64: (e, x) => f64x2.div(splatF64(e, 1), x!),
}

/** log(exp(a) + exp(b)) = max + log1p(exp(-|a - b|)), and a + log 2 where both are the same (infinities, too). */
const logaddexp: Row = (dtypes) => {
  const [dtype] = dtypes
  if (!isFloat(dtype) || dtypes.length !== 2 || dtypes[1] !== dtype) return undefined
  return {
    result: dtype!,
    cost: 80,
    emit: (e, x, y) => {
      const apply = (name: string, ...args: Value[]): Value =>
        hold(
          e,
          scalarOperation(
            name,
            args.map((arg) => arg.dtype),
          ).emit(e, ...args),
        )
      const [a, b] = [hold(e, x!), hold(e, y!)]
      const distance = apply('negate', apply('abs', apply('subtract', a, b)))
      const sum = apply('add', apply('maximum', a, b), apply('log1p', apply('exp', distance)))
      const twice = apply('add', a, constantValue(e, dtype!, Math.LN2))
      return apply('select', apply('eq', a, b), twice, sum)
    },
  }
}

/** The table of scalar operations: one row a name. */
const table: Readonly<Record<string, Row>> = {
  add: uniform(2, { ...both('add'), ...integers(i32x4.add) }),
  subtract: uniform(2, { ...both('sub'), ...integers(i32x4.sub) }),
  multiply: uniform(2, { ...both('mul'), ...integers(i32x4.mul) }),
  divide: (t) =>
    isFloat(t[0])
      ? uniform(2, both('div'), 4)(t)
      : scalarIntegers(
          (x, y) => unlessZero(select(i32.sub(0, x), i32.divS(x, safeDivisor(y)), isMinusOne(y)), y),
          (x, y) => unlessZero(i32.divU(x, nonzero(y)), y),
        )(t),
  remainder: (t) =>
    isFloat(t[0])
      ? mathRow('remainder', t)
      : scalarIntegers(
          // x itself for a divisor of zero
          (x, y) => select(x, i32.remS(x, safeDivisor(y)), i32.eqz(y)),
          (x, y) => select(x, i32.remU(x, nonzero(y)), i32.eqz(y)),
        )(t),
  power: (t) =>
    isFloat(t[0])
      ? mathRow('power', t)
      : scalarIntegers(
          // a negative power of 1 or -1 is a positive one of its size; of other integers, 0
          (x, y, { f }) => {
            const unit = i32.leU(i32.add(x, 1), 2)
            const none = f.let(i32.and(i32.ltS(y, 0), i32.or(i32.eqz(unit), i32.eqz(x))))
            const size = select(i32.sub(0, y), y, i32.ltS(y, 0))
            return select(i32.const(0), bySquares(f, x, size), none)
          },
          (x, y, { f }) => bySquares(f, x, y),
        )(t),
  negate: uniform(1, { ...unary('neg'), ...integers((x) => i32x4.neg(x)) }),
  abs: uniform(1, { ...unary('abs'), int32: (_, x) => i32x4.abs(x!), uint32: (_, x) => x! }),
  sign: uniform(1, sign, 4),
  floor: uniform(1, { ...unary('floor'), ...integers((x) => x) }),
  ceil: uniform(1, { ...unary('ceil'), ...integers((x) => x) }),
  trunc: uniform(1, { ...unary('trunc'), ...integers((x) => x) }),
  round_nearest_even: uniform(1, { ...unary('nearest'), ...integers((x) => x) }),
  sqrt: uniform(1, unary('sqrt'), 5),
  reciprocal: uniform(1, overOne, 4),
  maximum: uniform(2, {
    ...both('max'),
    int32: (_, x, y) => i32x4.maxS(x!, y!),
    uint32: (_, x, y) => i32x4.maxU(x!, y!),
    bool: (_, x, y) => v128.or(x!, y!),
  }),
  minimum: uniform(2, {
    ...both('min'),
    int32: (_, x, y) => i32x4.minS(x!, y!),
    uint32: (_, x, y) => i32x4.minU(x!, y!),
    bool: (_, x, y) => v128.and(x!, y!),
  }),
  is_finite: finite,
  logaddexp,
  eq: comparison(f32x4.eq, f64x2.eq, i32x4.eq, i32x4.eq),
  ne: comparison(f32x4.ne, f64x2.ne, i32x4.ne, i32x4.ne),
  lt: comparison(f32x4.lt, f64x2.lt, i32x4.ltS, i32x4.ltU),
  le: comparison(f32x4.le, f64x2.le, i32x4.leS, i32x4.leU),
  gt: comparison(f32x4.gt, f64x2.gt, i32x4.gtS, i32x4.gtU),
  ge: comparison(f32x4.ge, f64x2.ge, i32x4.geS, i32x4.geU),
  select: choose,
  and: uniform(2, bits(v128.and)),
  or: uniform(2, bits(v128.or)),
  xor: uniform(2, bits(v128.xor)),
  not: uniform(
    1,
    bits((x) => v128.not(x)),
  ),
  shift_left: shifts(i32.shl, () => i32.const(0)),
  shift_right_logical: shifts(i32.shrU, () => i32.const(0)),
  shift_right_arithmetic: shifts(i32.shrS, (x) => i32.shrS(x, 31)),
  to_float32: conversion('float32'),
  to_float64: conversion('float64'),
  to_int32: conversion('int32'),
  to_uint32: conversion('uint32'),
  to_bool: conversion('bool'),
  bitcast_float32: bitcast('float32'),
  bitcast_int32: bitcast('int32'),
  bitcast_uint32: bitcast('uint32'),
  /** Words 0 and 1 of threefry2x32(key0, key1, counter0, counter1). */
  threefry0: random(0),
  threefry1: random(1),
}

function mathRow(name: string, dtypes: readonly ElementType[]): ScalarOperation | undefined {
  const found = mathFunctions[name]
  const dtype = dtypes[0]
  if (!found || !isFloat(dtype) || dtypes.length !== found.arity || dtypes.some((t) => t !== dtype))
    return undefined
  return {
    result: dtype!,
    cost: dtype === 'float64' ? 2 * found.cost : found.cost,
    emit: (e, ...args) => ({
      dtype: dtype!,
      parts: found.emit(
        e,
        dtype === 'float64' ? 'f64' : 'f32',
        args.map((a) => a.parts),
      ),
    }),
  }
}

/** Look up an operation. Throws: KernelError where the name or the dtypes are unknown. */
export function scalarOperation(name: string, dtypes: readonly ElementType[]): ScalarOperation {
  const found = table[name]?.(dtypes) ?? mathRow(name, dtypes)
  if (found) return found
  const known = name in table || name in mathFunctions
  throw new KernelError(
    known
      ? `kernel: ${name} has no form for (${dtypes.join(', ')}).`
      : `kernel: there is no scalar operation "${name}".`,
  )
}
