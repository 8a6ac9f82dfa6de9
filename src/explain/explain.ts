import { NablaError } from '../errors.ts'
import { derivatives } from '../formula/derivatives.ts'
import { formulaText } from '../formula/text.ts'
import { dependents } from '../graph/graph.ts'
import { constant, constantValue, isPick } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { runOn } from '../tensor/gradient.ts'
import { compute, elementsOf } from '../tensor/runtime.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Loose } from '../tensor/tree.ts'
import { vjp } from '../transform/vjp.ts'
import { rename } from './rename.ts'
import { type Renderers, renderers } from './render.ts'

/** One number, or the shape and Euclidean norm of several. */
export type Quantity = number | { readonly shape: Shape; readonly norm: number }

export interface LocalPartial {
  /** The operand by which the row is differentiated. */
  readonly by: string
  readonly formula: string
  /** Absent where the operation is not elementwise, and its derivative a linear map rather than a number. */
  readonly value?: Quantity
}

/** One intermediate of a computation. */
export interface ExplainedRow {
  readonly name: string
  /** The operation on the names of its operands, as `1 + b`. */
  readonly formula: string
  readonly operation: string
  readonly operands: readonly string[]
  readonly value: Quantity
  readonly partials: readonly LocalPartial[]
  /** The derivative of the result by this row. */
  readonly adjoint: Quantity
}

/** The computation of a value and its gradient, step by step. */
export interface Explanation extends Renderers {
  readonly rows: readonly ExplainedRow[]
  /** The name of the last row. */
  readonly result: string
}

/** Infix operators and how tightly they bind. */
const infix: Readonly<Record<string, readonly [sign: string, power: number]>> = {
  add: ['+', 1],
  subtract: ['-', 1],
  multiply: ['*', 2],
  divide: ['/', 2],
  power: ['^', 3],
}

function quantity(node: Node): Quantity {
  const value = elementsOf(node)
  if (sizeOf(node.shape) === 1) return value[0]!
  let squares = 0
  for (const x of value) squares += x * x
  return { shape: node.shape, norm: Math.sqrt(squares) }
}

/** x, y, z for few arguments; a, b, ... for intermediates, and v27 when the letters are used up. */
function names(sources: readonly Node[], inside: readonly Node[]): Map<Node, string> {
  const letters = 'abcdghklmnpqrstuvw'
  const result = new Map<Node, string>()
  sources.forEach((node, i) => {
    result.set(node, sources.length === 1 ? 'x' : sources.length <= 3 ? 'xyz'[i]! : `x${i + 1}`)
  })
  inside.forEach((node, i) => {
    result.set(node, letters[i] ?? `v${i + 1}`)
  })
  return result
}

function formulaOf(node: Node, nameOf: (operand: Node) => string): string {
  const operands = node.inputs.map(nameOf)
  const name = node.op.elementwise?.formula
  if (name === 'negative') return `-${operands[0]}`
  const sign = name === undefined ? undefined : infix[name]
  if (sign) return `${operands[0]} ${sign[0]} ${operands[1]}`
  return `${name ?? node.op.name}(${operands.join(', ')})`
}

/** The page's partial derivatives in the names of this computation. */
function partialFormulas(node: Node, nameOf: (operand: Node) => string): (string | undefined)[] {
  const line = node.op.elementwise?.formula ? derivatives.get(node.op.elementwise.formula) : undefined
  if (!line) return node.inputs.map(() => undefined)
  const symbols = new Map<string, string>([['y', nameOf(node)]])
  node.inputs.forEach((input, i) => {
    symbols.set(`x${i + 1}`, nameOf(input))
    if (i === 0) symbols.set('x', nameOf(input))
  })
  return line.partials.map((partial) => formulaText(rename(partial, symbols)))
}

/**
 * The lecture's table for any function of tensors or numbers: every intermediate with its formula, value, local partial
 * derivatives and adjoint, and the chain rule multiplied out. Tensors show their shape and norm.
 *
 * Throws: ShapeError where `f` returns more than one number.
 *
 * @example
 * console.log(explain((x: Tensor) => math`1 / (1 + exp(-${x}))`, 0.5).text())
 */
export function explain<A extends unknown[]>(
  f: (...args: A) => Tensor,
  ...args: { [K in keyof A]: Loose<A[K]> }
): Explanation {
  const run = runOn('explain', f as never, args, [...args.keys()])
  const [root] = run.results
  if (run.results.length !== 1 || sizeOf(root!.shape) !== 1)
    throw new NablaError(
      `explain: the function returned ${run.results.length === 1 ? `a tensor of shape [${root!.shape.join(',')}]` : `${run.results.length} tensors`}; it explains one number. Reduce it (y.sum()).`,
    )
  const order = dependents([root!], run.sources)
  const inside = order.filter((node) => !run.sources.includes(node) && !node.op.multiple)
  const named = names(run.sources, inside)
  const nameOf = (node: Node): string => {
    const name = named.get(node)
    if (name) return name
    const number = constantValue(node)
    if (number !== undefined) return String(number)
    if (isPick(node)) return nameOf(node.inputs[0]!)
    return sizeOf(node.shape) === 1 ? String(elementsOf(node)[0]) : `[${node.shape.join('×')}]`
  }
  const adjoints = new Map<Node, Node>()
  vjp([root!], [constant(1, root!.dtype, root!.shape)], run.sources, (node, cotangent) => {
    adjoints.set(node, cotangent)
    return cotangent
  })
  const locals = new Map(inside.map((node) => [node, node.op.partials?.(node) ?? []]))
  compute([
    ...inside,
    ...adjoints.values(),
    ...[...locals.values()].flat().filter((partial): partial is Node => typeof partial === 'object'),
  ])
  const rows = [...run.sources, ...inside].map((node): ExplainedRow => {
    const source = run.sources.includes(node)
    const formulas = source ? [] : partialFormulas(node, nameOf)
    const values = locals.get(node) ?? []
    const partials = source
      ? []
      : node.inputs.flatMap((input, i): LocalPartial[] => {
          if (!named.has(input)) return []
          const partial = values[i]
          const value = typeof partial === 'object' ? quantity(partial) : partial
          return [
            {
              by: nameOf(input),
              formula: formulas[i] ?? 'linear',
              ...(value === undefined ? {} : { value }),
            },
          ]
        })
    const adjoint = adjoints.get(node)
    return {
      name: named.get(node)!,
      formula: source ? '' : formulaOf(node, nameOf),
      operation: source ? 'argument' : node.op.name,
      operands: source ? [] : node.inputs.filter((input) => named.has(input)).map(nameOf),
      value: quantity(node),
      partials,
      adjoint: adjoint ? quantity(adjoint) : 0,
    }
  })
  const data = { rows, result: named.get(root!) ?? 'x' }
  return { ...data, ...renderers(data) }
}
