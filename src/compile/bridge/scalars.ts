import type { DType } from '../../graph/dtype.ts'
import { is, type Node } from '../../graph/node.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { indexing } from '../../ops/indexing.ts'
import { movement } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import type { Reduction } from '../../wasm/kernel/ir.ts'
import { scalarOperation } from '../../wasm/kernel/operations.ts'
import { isLookup } from '../lookup.ts'
import type { Target } from '../target.ts'
import { isView } from '../view.ts'
import { operandView } from './operand.ts'
import { isProduct } from './product.ts'

/** What the lines of a kernel are written with: the builder of the kernel, or a counter of prices. */
export interface Lines {
  apply(name: string, ...args: readonly number[]): number
  constant(dtype: DType, value: number): number
  dtypeOf(line: number): DType
}

type Emit = (k: Lines, args: readonly number[], node: Node) => number

const named =
  (name: string): Emit =>
  (k, args) =>
    k.apply(name, ...args)

/** Lines for a row whose name is another one there, or that several lines make. */
const others = new Map<object, Emit>([
  [elementwise.exponential, named('exp')],
  [elementwise.exponential_minus_one, named('expm1')],
  [elementwise.log_plus_one, named('log1p')],
  [elementwise.log_2, named('log2')],
  [elementwise.log_10, named('log10')],
  [elementwise.sine, named('sin')],
  [elementwise.cosine, named('cos')],
  [elementwise.equal, named('eq')],
  [elementwise.not_equal, named('ne')],
  [elementwise.less, named('lt')],
  [elementwise.less_equal, named('le')],
  [elementwise.greater, named('gt')],
  [elementwise.greater_equal, named('ge')],
  [elementwise.square, (k, [x]) => k.apply('multiply', x!, x!)],
  // 0 where a is 0, else a*b
  [
    elementwise.guarded_multiply,
    (k, [a, b]) => {
      const zero = k.constant(k.dtypeOf(a!), 0)
      return k.apply('select', k.apply('eq', a!, zero), zero, k.apply('multiply', a!, b!))
    },
  ],
  [
    elementwise.is_finite,
    (k, [x]) => {
      const dtype = k.dtypeOf(x!)
      if (dtype === 'float32' || dtype === 'float64') return k.apply('is_finite', x!)
      return k.apply('eq', x!, x!)
    },
  ],
  [elementwise.exponential_2, (k, [x]) => k.apply('power', k.constant(k.dtypeOf(x!), 2), x!)],
  [elementwise.sech, (k, [x]) => k.apply('divide', k.constant(k.dtypeOf(x!), 1), k.apply('cosh', x!))],
  [elementwise.csch, (k, [x]) => k.apply('divide', k.constant(k.dtypeOf(x!), 1), k.apply('sinh', x!))],
  // max(x, 0) + log1p(exp(-|x|))
  [
    elementwise.softplus,
    (k, [x]) => {
      const above = k.apply('maximum', x!, k.constant(k.dtypeOf(x!), 0))
      return k.apply('add', above, k.apply('log1p', k.apply('exp', k.apply('negate', k.apply('abs', x!)))))
    },
  ],
  // log(x/(1-x)), near 1/2 as log1p((2x-1)/(1-x))
  [
    elementwise.logit,
    (k, [x]) => {
      const number = (value: number): number => k.constant(k.dtypeOf(x!), value)
      const left = k.apply('subtract', number(1), x!)
      const difference = k.apply('subtract', k.apply('add', x!, x!), number(1))
      const near = k.apply('log1p', k.apply('divide', difference, left))
      const far = k.apply('log', k.apply('divide', x!, left))
      return k.apply('select', k.apply('lt', k.apply('abs', difference), number(0.5)), near, far)
    },
  ],
  [
    elementwise.softsign,
    (k, [x]) => k.apply('divide', x!, k.apply('add', k.constant(k.dtypeOf(x!), 1), k.apply('abs', x!))),
  ],
  // x - tanh(x); below 1, where that cancels, by the continued fraction of tanh: x q/(1 + q) with q = x^2/(3 + x^2/(5 + ...))
  [
    elementwise.tanhshrink,
    (k, [x]) => {
      const number = (value: number): number => k.constant(k.dtypeOf(x!), value)
      const square = k.apply('multiply', x!, x!)
      let tail = number(21)
      for (let n = 19; n >= 3; n -= 2) tail = k.apply('add', number(n), k.apply('divide', square, tail))
      const q = k.apply('divide', square, tail)
      const near = k.apply('divide', k.apply('multiply', x!, q), k.apply('add', number(1), q))
      const far = k.apply('subtract', x!, k.apply('tanh', x!))
      return k.apply('select', k.apply('lt', square, number(1)), near, far)
    },
  ],
  // the larger times sqrt(1 + (smaller/larger)^2), so that no square overflows
  [
    elementwise.hypot,
    (k, [a, b]) => {
      const number = (value: number): number => k.constant(k.dtypeOf(a!), value)
      const [p, q] = [k.apply('abs', a!), k.apply('abs', b!)]
      const large = k.apply('maximum', p, q)
      const ratio = k.apply('divide', k.apply('minimum', p, q), large)
      const root = k.apply('sqrt', k.apply('add', number(1), k.apply('multiply', ratio, ratio)))
      const length = k.apply(
        'select',
        k.apply('eq', large, number(0)),
        large,
        k.apply('multiply', large, root),
      )
      const infinity = number(Infinity)
      const infinite = k.apply('or', k.apply('eq', p, infinity), k.apply('eq', q, infinity))
      return k.apply('select', infinite, infinity, length)
    },
  ],
  // sin(pi x)/(pi x), with x less its nearest integer n, where sin(pi x) = (-1)^n sin(pi (x - n))
  [
    elementwise.sinc,
    (k, [x]) => {
      const number = (value: number): number => k.constant(k.dtypeOf(x!), value)
      const nearest = k.apply('round_nearest_even', x!)
      const half = k.apply('multiply', nearest, number(0.5))
      const odd = k.apply('ne', half, k.apply('floor', half))
      const sine = k.apply('sin', k.apply('multiply', k.apply('subtract', x!, nearest), number(Math.PI)))
      const signed = k.apply('select', odd, k.apply('negate', sine), sine)
      const quotient = k.apply('divide', signed, k.apply('multiply', x!, number(Math.PI)))
      return k.apply('select', k.apply('lt', k.apply('abs', x!), number(1e-9)), number(1), quotient)
    },
  ],
  [elementwise.trigamma, named('polygamma1')],
  [elementwise.polygamma, (k, [x], node) => k.apply(`polygamma${orderOf(node)}`, x!)],
  // 0 where a is 0 and b is a number, else a*log(b)
  [elementwise.xlogy, (k, [a, b]) => guardedProduct(k, a!, b!, 'log')],
  [elementwise.xlog1py, (k, [a, b]) => guardedProduct(k, a!, b!, 'log1p')],
  [elementwise.convert, (k, [x], node) => k.apply(`to_${node.dtype}`, x!)],
  [
    elementwise.bitcast_convert,
    (k, [x], node) => (k.dtypeOf(x!) === node.dtype ? x! : k.apply(`bitcast_${node.dtype}`, x!)),
  ],
])

const orderOf = (node: Node): number | undefined => (node.params as { order?: number }).order

function guardedProduct(k: Lines, a: number, b: number, log: string): number {
  const zero = k.constant(k.dtypeOf(a), 0)
  const nothing = k.apply('and', k.apply('eq', a, zero), k.apply('eq', b, b))
  return k.apply('select', nothing, zero, k.apply('multiply', a, k.apply(log, b)))
}

/** Writes the lines of an elementwise node. Throws: KernelError where there is no code for it. */
export function emitScalar(k: Lines, node: Node, args: readonly number[]): number {
  return (others.get(node.op) ?? named(node.op.name))(k, args, node)
}

/** Adds up what lines would cost. */
class Prices implements Lines {
  total = 0
  private readonly dtypes: DType[]
  constructor(dtypes: readonly DType[]) {
    this.dtypes = [...dtypes]
  }
  apply(name: string, ...args: readonly number[]): number {
    const found = scalarOperation(
      name,
      args.map((a) => this.dtypes[a]!),
    )
    this.total += found.cost
    return this.dtypes.push(found.result) - 1
  }
  constant(dtype: DType): number {
    return this.dtypes.push(dtype) - 1
  }
  dtypeOf(line: number): DType {
    return this.dtypes[line]!
  }
}

const prices = new Map<string, number | undefined>()

function priceOf(node: Node): number | undefined {
  const dtypes = node.inputs.map((input) => input.dtype)
  const key = `${node.op.name}${orderOf(node)}(${dtypes.join()})${node.dtype}`
  if (prices.has(key)) return prices.get(key)
  let price: number | undefined
  try {
    const counter = new Prices(dtypes)
    const line = emitScalar(
      counter,
      node,
      dtypes.map((_, i) => i),
    )
    price = counter.dtypeOf(line) === node.dtype ? counter.total : undefined
  } catch {
    price = undefined
  }
  prices.set(key, price)
  return price
}

/** Rows that a loop kernel reduces with. */
const reductions = new Map<object, Reduction>([
  [movement.reduce_sum, 'sum'],
  [reduction.reduce_prod, 'prod'],
  [reduction.reduce_max, 'max'],
  [reduction.reduce_min, 'min'],
  [reduction.reduce_and, 'and'],
  [reduction.reduce_or, 'or'],
  [reduction.argmax, 'argmax'],
  [reduction.argmin, 'argmin'],
])

export const reductionOf = (node: Node): Reduction | undefined => reductions.get(node.op)

/** The operand that a template writes itself where it is one number. */
const constantOperands = new Map<object, number>([
  [movement.pad, 1],
  [indexing.scatter, 0],
  [indexing.scatter_add, 0],
])

/** WebAssembly as the fusing pass sees it. */
export const wasmTarget: Target = {
  takesEpilogue: isProduct,
  source: (node, operand) => (isProduct(node) ? operandView(operand).source : operand),
  writesConstant: (node, operand) => constantOperands.get(node.op) === operand,
  readsPlace: (node) => is(node, movement.iota) || isLookup(node),
  cost(node) {
    if (is(node, movement.iota)) return 1
    if (isLookup(node)) return 6
    return node.op.elementwise && !isView(node) ? priceOf(node) : undefined
  },
  reducedAxes(node) {
    const kind = reductionOf(node)
    if (!kind) return undefined
    const { axes, axis } = node.params as { axes?: readonly number[]; axis?: number }
    if (
      node.inputs[0]!.dtype === 'bool' &&
      kind !== 'and' &&
      kind !== 'or' &&
      kind !== 'max' &&
      kind !== 'min'
    )
      return undefined
    return axes ? (axes.length > 0 ? axes : undefined) : [axis!]
  },
}
