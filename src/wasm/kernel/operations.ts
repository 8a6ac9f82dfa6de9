import { NablaError } from '../../errors.ts'
import { i32, i32x4, select, v128 } from '../assembler/index.ts'
import { type Emission, splat32 } from '../emission.ts'
import { mathFunction } from '../math/index.ts'
import { bitcast, conversion } from './conversion.ts'
import { isMinusOne, nonzero, safeDivisor, scalarIntegers, shifts, unlessZero } from './integers.ts'
import type { ElementType } from './ir.ts'
import {
  comparison,
  isFloat,
  type Kinds,
  onBits,
  onFloats,
  onIntegers,
  type Row,
  type ScalarOperation,
  uniform,
} from './row.ts'
import { constantValue, floats, hold, selectValue, type V, type Value, zip } from './value.ts'

/** Another operation of the table. */
export const applied = (e: Emission, name: string, ...args: readonly Value[]): Value =>
  hold(
    e,
    scalarOperation(
      name,
      args.map(({ dtype }) => dtype),
    ).emit(e, ...args),
  )

/** What all operations of so many floats of one dtype share; they have code of their own. */
const ofFloats = (arity: number, cost: number): Row => uniform(arity, onFloats('add'), cost)

const choose: Row = ([condition, a, b]) =>
  condition === 'bool' && a !== undefined && a === b
    ? { result: a, cost: 1, emit: (e, c, x, y) => selectValue(e, c!, x!, y!) }
    : undefined

/** log(exp(a) + exp(b)) = max + log1p(exp(-|a - b|)), and a + log 2 where both are the same (infinities, too). */
const logaddexp: Row = (dtypes) => {
  const shape = ofFloats(2, 80)(dtypes)
  return (
    shape && {
      ...shape,
      emit: (e, x, y) => {
        const [a, b] = [hold(e, x!), hold(e, y!)]
        const distance = applied(e, 'negate', applied(e, 'abs', applied(e, 'subtract', a, b)))
        const rest = applied(e, 'log1p', applied(e, 'exp', distance))
        const sum = applied(e, 'add', applied(e, 'maximum', a, b), rest)
        const twice = applied(e, 'add', a, constantValue(e, shape.result, Math.LN2))
        return applied(e, 'select', applied(e, 'equal', a, b), twice, sum)
      },
    }
  )
}

/**
 * The larger or the smaller. Beside a constant one instruction does what otherwise takes seven (for NaN and for zeros of both
 * signs): a comparison errs only where the constant is NaN or the zero that must win over the other, and a sum mends max(x, 0).
 */
const extreme =
  (name: 'max' | 'min', others: Kinds): Row =>
  (dtypes) => {
    const general = uniform(2, { ...onFloats(name), ...others })(dtypes)
    if (!general || !isFloat(dtypes[0])) return general
    const instructions = floats(general.result)
    return {
      ...general,
      emit: (e, a, b) => {
        const [x, limit] = a!.constant === undefined ? [a!, b!] : [b!, a!]
        const { constant = NaN } = limit
        const sum = name === 'max' && Object.is(constant, 0)
        if (Number.isNaN(constant) || (name === 'min' && Object.is(constant, -0)))
          return general.emit(e, x, limit)
        const compared = (p: V, q: V): V => instructions[`p${name}`](p, q)
        return zip(
          general.result,
          (p, q) => (sum ? instructions.add(compared(p!, q!), q!) : compared(p!, q!)),
          x,
          limit,
        )
      },
    }
  }

const floatDivision = uniform(2, onFloats('div'), 4)
const integerDivision = scalarIntegers(
  (x, y) => unlessZero(select(i32.sub(0, x), i32.divS(x, safeDivisor(y)), isMinusOne(y)), y),
  (x, y) => unlessZero(i32.divU(x, nonzero(y)), y),
)

const arithmetic = (name: 'add' | 'sub' | 'mul'): Row =>
  uniform(2, { ...onFloats(name), ...onIntegers(i32x4[name]) })
/** Integers are whole already. */
const rounding = (name: 'floor' | 'ceil' | 'trunc' | 'nearest'): Row =>
  uniform(1, { ...onFloats(name), ...onIntegers((x) => x) })

/**
 * The table of scalar operations: one row a name; who brings more of them adds them. Functions of floats that are not here are
 * in the table of `math`.
 */
export const operations: Record<string, Row> = {
  add: arithmetic('add'),
  subtract: arithmetic('sub'),
  multiply: arithmetic('mul'),
  divide: (dtypes) => (isFloat(dtypes[0]) ? floatDivision : integerDivision)(dtypes),
  remainder: scalarIntegers(
    // x itself for a divisor of zero
    (x, y) => select(x, i32.remS(x, safeDivisor(y)), i32.eqz(y)),
    (x, y) => select(x, i32.remU(x, nonzero(y)), i32.eqz(y)),
  ),
  negate: uniform(1, { ...onFloats('neg'), ...onIntegers((x) => i32x4.neg(x)) }),
  abs: uniform(1, { ...onFloats('abs'), int32: (_, x) => i32x4.abs(x!), uint32: (_, x) => x! }),
  sign: uniform(
    1,
    {
      int32: (e, x) => i32x4.maxS(i32x4.minS(x!, splat32(e, 1)), splat32(e, -1)),
      uint32: (e, x) => i32x4.minU(x!, splat32(e, 1)),
    },
    4,
  ),
  floor: rounding('floor'),
  ceil: rounding('ceil'),
  trunc: rounding('trunc'),
  round_nearest_even: rounding('nearest'),
  sqrt: uniform(1, onFloats('sqrt'), 5),
  maximum: extreme('max', {
    int32: (_, x, y) => i32x4.maxS(x!, y!),
    uint32: (_, x, y) => i32x4.maxU(x!, y!),
    bool: (_, x, y) => v128.or(x!, y!),
  }),
  minimum: extreme('min', {
    int32: (_, x, y) => i32x4.minS(x!, y!),
    uint32: (_, x, y) => i32x4.minU(x!, y!),
    bool: (_, x, y) => v128.and(x!, y!),
  }),
  logaddexp,
  equal: comparison('eq', i32x4.eq),
  not_equal: comparison('ne', i32x4.ne),
  less: comparison('lt', i32x4.ltS, i32x4.ltU),
  less_equal: comparison('le', i32x4.leS, i32x4.leU),
  greater: comparison('gt', i32x4.gtS, i32x4.gtU),
  greater_equal: comparison('ge', i32x4.geS, i32x4.geU),
  select: choose,
  and: uniform(2, onBits(v128.and)),
  or: uniform(2, onBits(v128.or)),
  xor: uniform(2, onBits(v128.xor)),
  not: uniform(1, onBits(v128.not)),
  shift_left: shifts('shl'),
  shift_right_logical: shifts('shrU'),
  shift_right_arithmetic: shifts('shrS'),
  to_float32: conversion('float32'),
  to_float64: conversion('float64'),
  to_int32: conversion('int32'),
  to_uint32: conversion('uint32'),
  to_bool: conversion('bool'),
  bitcast_float32: bitcast('float32'),
  bitcast_int32: bitcast('int32'),
  bitcast_uint32: bitcast('uint32'),
}

function mathRow(name: string, dtypes: readonly ElementType[]): ScalarOperation | undefined {
  const found = mathFunction(name)
  const shape = found && ofFloats(found.arity, found.cost)(dtypes)
  return (
    shape && {
      ...shape,
      emit: (e, ...args) => ({
        dtype: shape.result,
        parts: found.emit(
          e,
          shape.result === 'float64' ? 'f64' : 'f32',
          args.map((a) => a.parts),
        ),
      }),
    }
  )
}

/** Look up an operation. Throws: NablaError where the name or the dtypes are unknown. */
export function scalarOperation(name: string, dtypes: readonly ElementType[]): ScalarOperation {
  const found = operations[name]?.(dtypes) ?? mathRow(name, dtypes)
  if (found) return found
  throw new NablaError(`kernel: there is no operation ${name}(${dtypes.join(', ')}).`)
}
