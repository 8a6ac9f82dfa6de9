import { type Derivative, derivatives } from '../formula/derivatives.ts'
import { allocate, isFloat } from '../graph/dtype.ts'
import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { map, type Scalar } from './mapping.ts'
import { partialsByPage, vocabulary } from './partials.ts'
import { checkDomain, type Domain, type Row, sameTypes } from './row.ts'

export type None = Record<string, never>

interface Description {
  /** Its name in formulas and its line on the page of derivatives; 'constant' where nothing is differentiated. */
  readonly page?: string
  /** The page that has the line. */
  readonly lines?: ReadonlyMap<string, Derivative>
  readonly domain?: Domain
  /** The value for int32 and uint32 operands, where it differs. */
  readonly integer?: Scalar
  readonly result?: 'bool'
  readonly constant?: boolean
}

/** Builds nodes of a row. */
export const build =
  (row: Row<None>) =>
  (...args: readonly Node[]): Node =>
    apply(row as Row<None> & { name: string }, args, {}) as Node

export function elementwiseRow(arity: number, scalar: Scalar, description: Description): Row<None> {
  const { page, lines = derivatives, domain = 'float', integer, result } = description
  const row: Row<None> = {
    elementwise: { arity, ...(page ? { formula: page } : {}) },
    constant: description.constant === true,
    infer(inputs) {
      const type = sameTypes(this.name!, inputs)
      checkDomain(this.name!, domain, type.dtype)
      return result && result !== type.dtype ? { dtype: result, shape: type.shape } : type
    },
    evaluate(inputs, node) {
      const f = integer && !isFloat(node.inputs[0]!.dtype) ? integer : scalar
      return map(f, inputs, allocate(node.dtype, sizeOf(node.shape)))
    },
    ...(page && !description.constant
      ? {
          partials: (node: Node<None>, wanted?: (input: Node) => boolean) =>
            partialsByPage(lines.get(page)!, node as Node, wanted),
        }
      : {}),
  }
  if (page) vocabulary.set(page, build(row))
  return row
}

export const unary = (
  page: string,
  scalar: (x: number) => number,
  description: Description = {},
): Row<None> => elementwiseRow(1, scalar, { page, ...description })
export const binary = (
  page: string,
  scalar: (a: number, b: number) => number,
  description: Description = {},
): Row<None> => elementwiseRow(2, scalar, { page, domain: 'number', ...description })
