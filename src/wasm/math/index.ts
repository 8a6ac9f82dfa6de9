import type { Expr } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'

type V = Expr<'v128'>

/** A mathematical function on vectors: parts are one vector of four float32, or two of two float64. */
export interface MathFunction {
  readonly arity: number
  /** Rough price in vector instructions for one vector. */
  readonly cost: number
  emit(e: Emission, precision: 'f32' | 'f64', args: readonly (readonly V[])[]): V[]
}

export const mathFunctions: Readonly<Record<string, MathFunction>> = {}
