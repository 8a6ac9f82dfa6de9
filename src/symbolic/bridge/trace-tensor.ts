import { NablaError } from '../../errors.ts'
import { derivativesOf } from '../../formula/all-derivatives.ts'
import { isFloat, type TypedArray } from '../../graph/dtype.ts'
import { topological } from '../../graph/graph.ts'
import { constantValue, isPick } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { type Shape, sizeOf } from '../../graph/shape.ts'
import { zeros } from '../../tensor/creation.ts'
import { compute, elementsOf } from '../../tensor/runtime.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { traceBody } from '../../tensor/tracing.ts'
import { constant, integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { and, not, or, relation, where } from '../build/logic.ts'
import { multiplyAll } from '../build/product.ts'
import { linear, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { toNumber } from '../number/rational.ts'
import { bilinearTerms, linearTerms } from './linear-map.ts'
import type { Names, Traced } from './names.ts'
import { decimalOf, numberExpr } from './number.ts'

/** The elements of a value, row by row; of several values where an operation has several results. */
type Elements = readonly Expr[]

/**
 * What a function on tensors computes, as expressions: `traceTensor(f, ['x'])` for a function of one number, and nested
 * names for arrays (`['x', ['w0', 'w1']]` is a number and a vector of two). The result has the nesting of what `f` returns;
 * a tensor becomes nested arrays.
 *
 * Throws: NablaError for operations that have no formula (sorting, random numbers, loops), LimitError for large shapes.
 *
 * @example
 * traceTensor((x: Tensor) => x.mul(x).add(1).log(), ['x']) // log(x^2 + 1)
 */
export function traceTensor(f: (...args: never[]) => unknown, names: readonly Names[]): Traced {
  if (typeof f !== 'function' || !Array.isArray(names))
    throw new NablaError(
      "traceTensor: it takes a function and a list of names, one for each of its arguments: traceTensor(f, ['x', 'y']).",
    )
  const symbols = names.map((name) => flatNames(name))
  const args = symbols.map(({ shape }) => zeros(shape, { dtype: 'float64' }))
  const { graph, captured, output } = traceBody(f, args as Tensor[], 'traceTensor')
  compute(captured)
  const images = new Map<Node, Elements | readonly Elements[]>()
  graph.parameters.forEach((parameter, i) => {
    const given = symbols[i]
    const outside = captured[i - symbols.length]
    images.set(parameter, given ? given.names.map((name) => symbol(name)) : numbersOf(outside!))
  })
  evaluateNodes(graph.results, images)
  return output.rebuild(
    graph.results.map((node) => nested(images.get(node) as Elements, node.shape) as never),
  ) as Traced
}

function flatNames(names: Names): { names: readonly string[]; shape: Shape } {
  if (typeof names === 'string') return { names: [names], shape: [] }
  if (!Array.isArray(names))
    throw new NablaError(
      `traceTensor: ${String(names)} is no name; an argument is a name, or nested lists of them for a tensor.`,
    )
  const parts = names.map(flatNames)
  const inner = parts[0]?.shape ?? []
  for (const part of parts)
    if (part.shape.join() !== inner.join())
      throw new NablaError(
        `traceTensor: the names ${JSON.stringify(names)} are ragged: all arrays of one level must have one shape.`,
      )
  return { names: parts.flatMap((part) => part.names), shape: [parts.length, ...inner] }
}

function nested(elements: Elements, shape: Shape): Traced {
  if (shape.length === 0) return elements[0]!
  const [first, ...rest] = shape
  const step = sizeOf(rest)
  return Array.from({ length: first! }, (_, i) => nested(elements.slice(i * step, (i + 1) * step), rest))
}

function numbersOf(node: Node): Elements {
  return Array.from(elementsOf(node), (value) => truthOrNumber(node, value))
}

const truthOrNumber = (node: Node, value: number): Expr =>
  node.dtype === 'bool' ? constant(value ? 'true' : 'false') : numberExpr(value, node.dtype === 'float32')

function evaluateNodes(wanted: readonly Node[], images: Map<Node, Elements | readonly Elements[]>): void {
  for (const node of topological(wanted, (n) => images.has(n))) images.set(node, imageOf(node, images))
}

function imageOf(
  node: Node,
  images: Map<Node, Elements | readonly Elements[]>,
): Elements | readonly Elements[] {
  const number = constantValue(node)
  if (number !== undefined) return Array<Expr>(sizeOf(node.shape)).fill(truthOrNumber(node, number))
  if (node.value !== undefined || node.inputs.length === 0) {
    if (node.value === undefined) compute([node])
    return numbersOf(node)
  }
  if (isPick(node)) return (images.get(node.inputs[0]!) as readonly Elements[])[node.params.index]!
  const inputs = node.inputs.map((input) => images.get(input) as Elements)
  const { op } = node
  const rule = rules[op.name]
  if (rule !== undefined)
    return Array.from({ length: sizeOf(node.shape) }, (_, i) => rule(inputs.map((x) => x[i]!)))
  const name = op.elementwise?.formula
  if (name !== undefined && derivativesOf(name) !== undefined)
    return Array.from({ length: sizeOf(node.shape) }, (_, i) => call(name, ...inputs.map((x) => x[i]!)))
  if (op.name === 'polygamma') {
    const { order } = node.params as { order: number }
    return inputs[0]!.map((x) => call('polygamma', integer(order), x))
  }
  const reduced = extremes[op.name]
  if (reduced !== undefined) return extremeOf(node, inputs[0]!, reduced)
  if (op.linear === 'each') return products(node, inputs as [Elements, Elements])
  if (op.linear === 'jointly') return combinations(node, inputs)
  if (op.expand !== undefined) {
    const results = op.expand(node)
    evaluateNodes(results, images)
    return op.multiple
      ? results.map((result) => images.get(result) as Elements)
      : (images.get(results[0]!) as Elements)
  }
  throw new NablaError(
    `traceTensor: ${op.name} has no formula element by element. Trace the part before or behind it.`,
  )
}

/** Operations on elements whose meaning is not a function of the page. */
const rules: Readonly<Record<string, (args: readonly Expr[]) => Expr>> = {
  select: ([c, a, b]) => where(c!, a!, b!),
  alias: ([x]) => x!,
  barrier: ([x]) => x!,
  // The value alone: who differentiates the formula differentiates through it.
  stop_gradient: ([x]) => x!,
  convert: ([x]) => (x!.kind === 'relation' || x!.kind === 'logic' ? where(x!, integer(1), integer(0)) : x!),
  guarded_multiply: (args) => multiplyAll([...args]),
  less: ([a, b]) => relation('<', a!, b!),
  less_equal: ([a, b]) => relation('<=', a!, b!),
  greater: ([a, b]) => relation('>', a!, b!),
  greater_equal: ([a, b]) => relation('>=', a!, b!),
  equal: ([a, b]) => relation('==', a!, b!),
  not_equal: ([a, b]) => relation('!=', a!, b!),
  and: (args) => and(...args),
  or: (args) => or(...args),
  not: ([x]) => not(x!),
  is_finite: () => constant('true'),
}

const extremes: Readonly<Record<string, string>> = { reduce_max: 'maximum', reduce_min: 'minimum' }

/** The largest or smallest over some axes, as one function of two arguments after another. */
function extremeOf(node: Node, x: Elements, name: string): Elements {
  const shape = node.inputs[0]!.shape
  const { axes } = node.params as { axes: readonly number[] }
  const results = new Map<number, Expr>()
  x.forEach((element, i) => {
    let rest = i
    let to = 0
    let stride = 1
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = rest % shape[axis]!
      rest = Math.floor(rest / shape[axis]!)
      if (axes.includes(axis)) continue
      to += at * stride
      stride *= shape[axis]!
    }
    const before = results.get(to)
    results.set(to, before === undefined ? element : call(name, before, element))
  })
  return [...results].sort(([a], [b]) => a - b).map(([, e]) => e)
}

function combinations(node: Node, inputs: readonly Elements[]): Elements {
  const concrete = node.inputs.map((input, i) =>
    isFloat(input.dtype) ? undefined : concreteOf(node, inputs[i]!),
  )
  return linearTerms(node, concrete).map((terms) =>
    linear(
      terms.map(({ argument, element }) => inputs[argument]![element]!),
      terms.map(({ coefficient }) => decimalOf(coefficient, node.dtype === 'float32')),
    ),
  )
}

function products(node: Node, [a, b]: readonly [Elements, Elements]): Elements {
  return bilinearTerms(node).map((terms) =>
    sum(
      ...terms.map(({ left, right, coefficient }) =>
        multiplyAll([numberExpr(coefficient), a[left]!, b[right]!]),
      ),
    ),
  )
}

/** Integers and truth values that a linear operation is told, such as indices: they must be numbers by now. */
function concreteOf(node: Node, elements: Elements): TypedArray {
  return Float64Array.from(elements, (e) => {
    if (e.kind === 'number') return toNumber(e.value)
    if (e.kind === 'constant' && (e.name === 'true' || e.name === 'false')) return +(e.name === 'true')
    throw new NablaError(
      `traceTensor: ${node.op.name} is told ${e} which elements to take; a formula needs to know them beforehand.`,
    )
  })
}
