import { allocate } from '../../graph/dtype.ts'
import { apply, type Node, type Op } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { broadcastLeading } from '../../ops/movement.ts'
import { operands, type TensorLike, toTensor } from '../../tensor/operands.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { symbol } from '../build/atoms.ts'
import { rebuild } from '../build/rebuild.ts'
import { toExpr } from '../build/subs.ts'
import { derivative } from '../calculus/derivative.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import { binderOf } from '../evaluate/operands.ts'
import type { Expr } from '../expr.ts'

type None = Record<string, never>

/** Builds the tensor of an expression from tensors for its symbols. */
export type Build = (e: Expr, symbols: ReadonlyMap<Expr, TensorLike>) => TensorLike

/** The operation of each expression in its own symbols that was met. */
const rows = new WeakMap<Expr, Op<None>>()

/**
 * An expression that tensors have no operation for (a Bessel function, an integral, a kept derivative ...) as an operation
 * on its operands: values are computed by the symbolic side, element by element, and the partial derivatives are graphs of
 * the symbolic ones, so any order exists. Operands that are plain numbers (the order of a Bessel function) belong to it.
 */
export function specialFunction(e: Expr, args: readonly TensorLike[], build: Build): Tensor {
  const { template, parameters, tensors } = opened(e, args)
  let row = rows.get(template)
  if (row === undefined) {
    row = rowOf(template, parameters, build)
    rows.set(template, row)
  }
  return new Tensor(apply(row, operands(e.name, tensors, true), {}) as Node)
}

interface Opened {
  readonly template: Expr
  readonly parameters: readonly Expr[]
  readonly tensors: readonly TensorLike[]
}

/** The expression over a symbol for each operand that is a tensor. `args` are the operands of evaluate/operands.ts. */
function opened(e: Expr, args: readonly TensorLike[]): Opened {
  const fixed = args.some((arg) => typeof arg !== 'number')
  // Numbers alone are computed as a tensor of one number.
  const given = fixed ? args : args.map((arg) => toTensor(arg))
  const stand = given.map((arg, i) => (typeof arg === 'number' ? toExpr(arg) : symbol(` ${i}`)))
  const binder = binderOf(e)
  if (binder === undefined) return filled(rebuild(e, stand), stand, given)
  // What stands in the body keeps its name; a limit gets one, and a kept derivative is taken where its variable is.
  const { kind, limits, outer, variable } = binder
  const own = kind === 'Derivative' ? [variable] : stand.slice(0, limits.length)
  const template =
    kind === 'Derivative' || kind === 'RootSum' ? e : rebuild(e, [binder.body, variable, ...own])
  return filled(template, [...own, ...outer], given)
}

function filled(template: Expr, symbols: readonly Expr[], given: readonly TensorLike[]): Opened {
  const places = symbols.flatMap((s, i) => (s.kind === 'symbol' ? [i] : []))
  return {
    template,
    parameters: places.map((i) => symbols[i]!),
    tensors: places.map((i) => given[i]!),
  }
}

function rowOf(template: Expr, parameters: readonly Expr[], build: Build): Op<None> {
  const f = lambdify(template, parameters)
  return {
    name: template.name,
    infer: ([first]) => first!.type,
    evaluate(inputs, node) {
      const out = allocate(node.dtype, sizeOf(node.shape))
      for (let i = 0; i < out.length; i++) out[i] = f(...inputs.map((input) => input[i]!))
      return out
    },
    partials: ({ inputs }) => {
      const symbols = new Map(parameters.map((p, k) => [p, new Tensor(inputs[k]!)]))
      return parameters.map((p) => {
        const partial = build(derivative(template, p), symbols)
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
