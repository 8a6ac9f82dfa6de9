import { NablaError } from '../errors.ts'
import { derivatives } from '../formula/derivatives.ts'
import { specialDerivatives } from '../formula/special-derivatives.ts'
import { formulaText } from '../formula/text.ts'
import type { Formula } from '../formula/tree.ts'
import { isFloat } from '../graph/dtype.ts'
import { dependents, rebuild, substitute } from '../graph/graph.ts'
import { constant, constantValue, isPick, parameter, pick } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { runOn } from '../tensor/run.ts'
import { compute, elementsOf } from '../tensor/runtime.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Loose } from '../tensor/tree.ts'
import { vjp } from '../transform/vjp.ts'
import { branchesAt, rename } from './rename.ts'
import { number, type Renderers, renderers } from './render.ts'

/** One number, or the shape and Euclidean norm of several. */
export type Quantity = number | { readonly shape: Shape; readonly norm: number }

export interface LocalPartial {
  /** The operand by which the row is differentiated. */
  readonly by: string
  /** By the branches that are taken at this point. `linear` where the derivative is a linear map rather than a number. */
  readonly formula: string
  /** Absent where the derivative is a linear map. */
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

const infix: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  power: '^',
  equal: '==',
  not_equal: '!=',
  less: '<',
  less_equal: '<=',
  greater: '>',
  greater_equal: '>=',
}

/** How formulas call what graphs call otherwise. */
const spoken: Readonly<Record<string, string>> = { select: 'where' }

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

/** The node that computes this one: the one with several results of which it is a pick, or itself. */
const computing = (node: Node): Node => (isPick(node) ? node.inputs[0]! : node)

function formulaOf(node: Node, nameOf: (operand: Node) => string): string {
  const { op, inputs, types } = computing(node)
  if (inputs.length === 0) return 'constant'
  const operands = inputs.map(nameOf)
  const name = op.elementwise?.formula ?? spoken[op.name] ?? op.name
  if (name === 'negative') return `-${operands[0]}`
  const sign = infix[name]
  if (sign) return `${operands[0]} ${sign} ${operands[1]}`
  const which = isPick(node) && types.length > 1 ? `[${node.params.index}]` : ''
  return `${name}(${operands.join(', ')})${which}`
}

/** The page's partial derivatives in the names of this computation. */
function partialFormulas(node: Node, nameOf: (operand: Node) => string): (Formula | undefined)[] {
  const name = node.op.elementwise?.formula ?? ''
  const line = derivatives.get(name) ?? specialDerivatives.get(name)
  if (!line) return node.inputs.map(() => undefined)
  const symbols = new Map<string, string>([['y', nameOf(node)]])
  node.inputs.forEach((input, i) => {
    symbols.set(`x${i + 1}`, nameOf(input))
    if (i === 0) symbols.set('x', nameOf(input))
  })
  return line.partials.map((partial) => rename(partial, symbols))
}

/**
 * The local partial derivatives of a node without a line on the page, where result and operand are one number: by its rule,
 * on parameters in the place of its operands, which may depend on each other.
 */
function localDerivatives(node: Node): (Node | undefined)[] {
  const { op, inputs } = computing(node)
  if (op.constant || sizeOf(node.shape) !== 1) return []
  const fresh = inputs.map((input, i) => parameter(input.type, i, 'explain'))
  const copy = rebuild(computing(node), fresh)
  const result = isPick(node) ? pick(copy, node.params.index) : copy
  const found = vjp([result], [constant(1, node.dtype, node.shape)], fresh)
  const back = new Map(fresh.map((leaf, i) => [leaf, inputs[i]!]))
  return found.map((d, i) =>
    sizeOf(inputs[i]!.shape) !== 1 || !isFloat(inputs[i]!.dtype)
      ? undefined
      : d
        ? substitute([d], back)[0]
        : constant(0, node.dtype),
  )
}

/** What is said of an intermediate before values are computed, which takes the history of what no derivative goes through. */
interface Step {
  readonly formula: string
  readonly operation: string
  readonly inputs: readonly Node[]
  /** For each operand: undefined where there is no derivative by it. */
  readonly partials: readonly (
    | { formula: Formula | undefined; value: Node | number | undefined }
    | undefined
  )[]
}

function stepOf(node: Node, nameOf: (operand: Node) => string): Step {
  const { op, inputs } = computing(node)
  const formulas = partialFormulas(node, nameOf)
  const values = op.partials?.(node) ?? localDerivatives(node)
  return {
    formula: formulaOf(node, nameOf),
    operation: op.name,
    inputs,
    partials: inputs.map((input, i) =>
      op.constant || !isFloat(input.dtype) ? undefined : { formula: formulas[i], value: values[i] },
    ),
  }
}

/** The step of an argument. */
const given: Step = { formula: '', operation: 'argument', inputs: [], partials: [] }

/** An operand that stands at several places of an operation has one derivative, their sum. */
function summed(partials: readonly LocalPartial[]): LocalPartial[] {
  const found: LocalPartial[] = []
  for (const partial of partials) {
    const at = found.findIndex(({ by }) => by === partial.by)
    const { formula, value } = found[at] ?? {}
    if (typeof value === 'number' && typeof partial.value === 'number')
      found[at] = { by: partial.by, formula: `${formula} + ${partial.formula}`, value: value + partial.value }
    else found.push(partial)
  }
  return found
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
export function explain<A extends unknown[] = Tensor[]>(
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
  // a function that returns what does not depend on its arguments
  if (!order.includes(root!)) inside.push(root!)
  const named = names(run.sources, inside)
  const nameOf = (node: Node): string => {
    const name = named.get(node)
    if (name) return name
    const number = constantValue(node)
    if (number !== undefined) return String(number)
    if (isPick(node)) return nameOf(node.inputs[0]!)
    return sizeOf(node.shape) === 1 ? String(elementsOf(node)[0]) : `[${node.shape.join('×')}]`
  }
  const steps = new Map(inside.map((node) => [node, stepOf(node, nameOf)]))
  const seed = constant(1, root!.dtype, root!.shape)
  const adjoints = new Map<Node, Node>([[root!, seed]])
  vjp([root!], [seed], run.sources, (node, cotangent) => {
    adjoints.set(node, cotangent)
    return cotangent
  })
  const locals = [...steps.values()].flatMap((step) => step.partials.map((partial) => partial?.value))
  compute([
    ...inside,
    ...adjoints.values(),
    ...locals.filter((partial): partial is Node => typeof partial === 'object'),
  ])
  const values = new Map(
    [...named].flatMap(([node, name]): [string, string][] => {
      const value = quantity(node)
      return Number.isFinite(value) ? [[name, String(value)]] : []
    }),
  )
  const rows = [...run.sources, ...inside].map((node): ExplainedRow => {
    const { formula, operation, inputs, partials } = steps.get(node) ?? given
    const adjoint = adjoints.get(node)
    return {
      name: named.get(node)!,
      formula,
      operation,
      operands: inputs.filter((input) => named.has(input)).map(nameOf),
      value: quantity(node),
      partials: summed(
        inputs.flatMap((input, i): LocalPartial[] => {
          const partial = partials[i]
          if (!partial || !named.has(input)) return []
          const value = typeof partial.value === 'object' ? quantity(partial.value) : partial.value
          const formula = partial.formula
            ? formulaText(branchesAt(partial.formula, values))
            : typeof value === 'number'
              ? number(value)
              : 'linear'
          return [{ by: nameOf(input), formula, ...(value === undefined ? {} : { value }) }]
        }),
      ),
      adjoint: adjoint ? quantity(adjoint) : 0,
    }
  })
  const data = { rows, result: named.get(root!)! }
  return { ...data, ...renderers(data) }
}
