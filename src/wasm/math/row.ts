import { i64x2, pair } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { nodeVersion } from '../node.ts'
import { wide } from '../vectors.ts'
import { type Algorithm, bothHalves, called, Lanes, narrow, type Precision, type V, widen } from './lanes.ts'

/** A mathematical function on vectors: parts are one vector of four float32, or two of two float64. */
export interface MathFunction {
  readonly arity: number
  /** Rough price in vector instructions for one vector. */
  readonly cost: number
  emit(e: Emission, precision: Precision, args: readonly (readonly V[])[]): V[]
}

/** A row of the table, which is told the name that it stands under. */
export type Row = (name: string) => MathFunction

/** Code that is written where it is used: short enough that a call would cost more. */
export const inline =
  (cost: number, algorithm: Algorithm): Row =>
  () => ({
    arity: algorithm.length - 1,
    cost,
    emit: (e, precision, args) => {
      const l = new Lanes(e, precision)
      return args[0]!.map((_, part) => algorithm(l, ...args.map((a) => a[part]!)))
    },
  })

/** Code in a function of its own, for two vectors of float64 at once; float32 goes through it, rounded once at the end. */
export const outlined =
  (cost: number, algorithm: Algorithm): Row =>
  (name) => ({
    arity: algorithm.length - 1,
    cost,
    emit: (e, precision, args) => {
      const pairs = precision === 'f64' ? args : args.map(([x]) => widen(e, x!))
      const both = (l: Lanes, ...operands: V[]) => pair(...bothHalves(l, algorithm, chunked(operands)))
      const [low, high] = e.f.both(called(new Lanes(e, 'f64'), name, 'pair', both, pairs.flat()))
      // V8 14.6 ends the process where it packs results of calls; shifts of this kind it does not pack
      const own = (x: V): V => (wide() && nodeVersion() > 13 ? i64x2.shrS(x, 0) : x)
      return precision === 'f64' ? [own(low), own(high)] : [narrow(own(low), own(high))]
    },
  })

/** Operands two by two. */
const chunked = <T>(list: readonly T[]): T[][] =>
  list.flatMap((item, k) => (k % 2 ? [] : [[item, list[k + 1]!]]))

/** Code of its own for float32. */
export const apart =
  (single: Row, double: Row): Row =>
  (name) => {
    const rows = { f32: single(name), f64: double(name) }
    return { ...rows.f32, emit: (e, precision, args) => rows[precision].emit(e, precision, args) }
  }

/**
 * Code of its own in both precisions: written where it is used in float32, in a function in float64; but there, too, where vectors are of
 * 256 bits, as those that a call gives are narrow.
 */
export const direct =
  (cost: number, algorithm: Algorithm): Row =>
  (name) => {
    const here = inline(cost, algorithm)(name)
    const rows = { f32: here, f64: outlined(cost, algorithm)(name) }
    return {
      ...here,
      emit: (e, precision, args) => (wide() ? here : rows[precision]).emit(e, precision, args),
    }
  }

/** The same but for what branches, which is not written several times. */
export const branching = (cost: number, algorithm: Algorithm): Row =>
  apart(inline(cost, algorithm), outlined(cost, algorithm))
