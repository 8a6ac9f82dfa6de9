import type { ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from 'acorn'
import { constant, integer } from '../../build/atoms.ts'
import { where } from '../../build/logic.ts'
import { Expr } from '../../expr.ts'

/** A function of the traced program: its code and the scope that it was made in. */
export interface Closure {
  readonly kind: 'closure'
  readonly code: ArrowFunctionExpression | FunctionExpression | FunctionDeclaration
  readonly scope: Scope
  readonly source: string
}

/** A function that the tracer knows itself, such as Math.sin. */
export interface Builtin {
  readonly kind: 'builtin'
  readonly name: string
  apply(args: readonly Value[]): Value
}

/** What a variable of a traced program can hold. */
export type Value = Expr | Closure | Builtin | ListValue | RecordValue | undefined

/** An array; its elements can be replaced, as in the program. */
export class ListValue {
  readonly items: Value[]
  constructor(items: Value[]) {
    this.items = items
  }
}

/** An object with named parts. */
export class RecordValue {
  readonly fields: Map<string, Value>
  constructor(fields: Map<string, Value>) {
    this.fields = fields
  }
}

/** Variables by name, block within block. */
export class Scope {
  readonly names = new Map<string, { value: Value; readonly fixed: boolean }>()
  readonly outer: Scope | undefined
  constructor(outer?: Scope) {
    this.outer = outer
  }

  find(name: string): { value: Value; readonly fixed: boolean } | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.outer) {
      const found = scope.names.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  declare(name: string, value: Value, fixed = false): void {
    this.names.set(name, { value, fixed })
  }
}

export const isExpr = (value: Value): value is Expr => value instanceof Expr

/** The number of an expression that is one, as loops and indices need it. */
export const truth = (e: Expr): boolean | undefined => {
  if (e.kind === 'number') return e.value.n !== 0 && e.value.n !== 0n
  if (e.kind !== 'constant') return undefined
  if (e.name === 'true') return true
  if (e.name === 'false' || e.name === 'undefined') return false
  return ['pi', 'E', 'oo', '-oo', 'EulerGamma'].includes(e.name) ? true : undefined
}

/** A condition as JavaScript takes it: a number is true where it is not 0. */
export const isCondition = (e: Expr): boolean =>
  e.kind === 'relation' || e.kind === 'logic' || truth(e) !== undefined

export const truthExpr = (value: boolean): Expr => constant(value ? 'true' : 'false')

/** A condition that takes part in arithmetic is 1 or 0. */
export const asNumber = (e: Expr): Expr => {
  if (e.kind === 'relation' || e.kind === 'logic') return where(e, integer(1), integer(0))
  if (e.kind === 'constant' && e.name === 'true') return integer(1)
  return e.kind === 'constant' && e.name === 'false' ? integer(0) : e
}
