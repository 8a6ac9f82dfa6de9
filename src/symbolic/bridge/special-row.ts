import { allocate } from '../../graph/dtype.ts'
import { apply, type Node, type Op } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { broadcastLeading } from '../../ops/movement.ts'
import { operands, type TensorLike, toTensor } from '../../tensor/operands.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { toExpr } from '../build/subs.ts'
import { derivative } from '../calculus/diff.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { realFunctions } from '../evaluate/functions.ts'
import type { Expr } from '../expr.ts'

type None = Record<string, never>

/** Builds the tensor of an expression from tensors for its symbols. */
export type Build = (e: Expr, symbols: ReadonlyMap<Expr, TensorLike>) => TensorLike

const rows = new Map<string, Op<None>>()
/** Rows are kept by what numbers stand in them; a program that makes up numbers without end must not fill the memory. */
const mostRows = 4096

/**
 * A function that tensors have no operation for (Bessel, Airy, zeta, ...) as an operation: its values are computed by the
 * symbolic side, element by element, and its partial derivatives are graphs of the symbolic ones, so any order exists.
 * Arguments that are plain numbers (the order of a Bessel function) belong to the operation.
 */
export function specialFunction(name: string, args: readonly TensorLike[], build: Build): Tensor {
  const tensors = args.filter((arg) => typeof arg !== 'number')
  // Numbers alone are computed as a tensor of one number.
  const given = tensors.length > 0 ? args : args.map((arg) => toTensor(arg))
  const key = `${name}(${given.map((arg) => (typeof arg === 'number' ? arg : '')).join()})`
  let row = rows.get(key)
  if (row === undefined) {
    if (rows.size >= mostRows) rows.clear()
    row = rowOf(name, given, build)
    rows.set(key, row)
  }
  const nodes = operands(
    name,
    given.filter((arg) => typeof arg !== 'number'),
    true,
  )
  return new Tensor(apply(row, nodes, {}) as Node)
}

function rowOf(name: string, given: readonly TensorLike[], build: Build): Op<None> {
  const f = Object.hasOwn(realFunctions, name) ? realFunctions[name] : undefined
  if (f === undefined)
    throw new EvaluationError(
      `tensorFunction: ${name} is not a known function, so it has no values. Substitute it first.`,
    )
  const numbers = given.map((arg) => (typeof arg === 'number' ? arg : undefined))
  const places = numbers.flatMap((number, i) => (number === undefined ? [i] : []))
  return {
    name,
    infer: ([first]) => first!.type,
    evaluate(inputs, node) {
      const out = allocate(node.dtype, sizeOf(node.shape))
      const at = numbers.map((number) => number ?? 0)
      for (let i = 0; i < out.length; i++) {
        for (let k = 0; k < places.length; k++) at[places[k]!] = inputs[k]![i]!
        out[i] = f(...at)
      }
      return out
    },
    partials: ({ inputs }) => {
      const parameters = numbers.map((number, i) => (number === undefined ? symbol(` ${i}`) : toExpr(number)))
      const symbols = new Map(places.map((place, k) => [parameters[place]!, new Tensor(inputs[k]!)]))
      return places.map((place) => {
        const partial = build(derivative(call(name, ...parameters), parameters[place]!), symbols)
        return partial instanceof Tensor ? partial.node : (partial as number)
      })
    },
    batch: ({ op, params }, inputs, batched, size) => [
      apply(
        op,
        inputs.map((input, i) => (batched[i] ? input : broadcastLeading(input, size))),
        params,
      ) as Node,
    ],
  }
}
