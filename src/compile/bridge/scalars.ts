import { isFloat } from '../../graph/dtype.ts'
import { is, type Node } from '../../graph/node.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { movement } from '../../ops/movement.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import type { LoopKernel, Reduction } from '../../wasm/kernel/ir.ts'
import { scalarOperation } from '../../wasm/kernel/operations.ts'
import { isLookup } from '../lookup.ts'
import type { Target } from '../target.ts'
import { isView } from '../view.ts'
import { formula, formulas } from './formulas.ts'
import { isProduct } from './product.ts'

const finite = formula('abs(x) < inf')

type Emit = (k: KernelBuilder, args: readonly number[], node: Node) => number

/** Lines for a row whose name is another one there, or that several lines make; who brings more such rows adds them. */
export const others = new Map<object, Emit>([
  ...Object.entries(formulas).map(([name, text]): [object, Emit] => [
    elementwise[name as keyof typeof formulas],
    formula(text),
  ]),
  [
    elementwise.is_finite,
    (k, [x], node) => (isFloat(node.inputs[0]!.dtype) ? finite(k, [x!]) : k.apply('equal', x!, x!)),
  ],
  [elementwise.convert, (k, [x], node) => k.apply(`to_${node.dtype}`, x!)],
  [
    elementwise.bitcast_convert,
    (k, [x], node) => (k.dtypeOf(x!) === node.dtype ? x! : k.apply(`bitcast_${node.dtype}`, x!)),
  ],
])

export const orderOf = (node: Node): number | undefined => (node.params as { order?: number }).order

/** Writes the lines of an elementwise node. Throws: NablaError where there is no code for it. */
export function emitScalar(k: KernelBuilder, node: Node, args: readonly number[]): number {
  return others.get(node.op)?.(k, args, node) ?? k.apply(node.op.name, ...args)
}

const prices = new Map<string, number | undefined>()

const costOf = ({ body }: LoopKernel): number =>
  body.reduce((sum, line) => {
    const dtypes = line.args.map((a) => body[a]!.dtype)
    return line.kind === 'apply' ? sum + scalarOperation(line.name, dtypes).cost : sum
  }, 0)

function priceOf(node: Node): number | undefined {
  const dtypes = node.inputs.map((input) => input.dtype)
  const key = `${node.op.name}${orderOf(node)}(${dtypes.join()})${node.dtype}`
  if (prices.has(key)) return prices.get(key)
  let price: number | undefined
  try {
    const k = new KernelBuilder('price', [])
    const line = emitScalar(
      k,
      node,
      dtypes.map((dtype) => k.input(dtype, [])),
    )
    if (k.dtypeOf(line) === node.dtype) price = costOf(k.finish())
  } catch {
    price = undefined
  }
  prices.set(key, price)
  return price
}

/** Rows that a loop kernel reduces with; who brings more of them adds them. */
export const reductions = new Map<object, Reduction>([[movement.reduce_sum, 'sum']])

export const reductionOf = (node: Node): Reduction | undefined => reductions.get(node.op)

/** The operand that a template writes itself where it is one number. */
export const constantOperands = new Map<object, number>()

/** The tensor that an operation reads in place of an operand that only shows it; who brings such an operation adds it. */
export const sources = new Map<object, (node: Node, operand: Node) => Node>()

/** WebAssembly as the fusing pass sees it. */
export const wasmTarget: Target = {
  takesEpilogue: isProduct,
  source: (node, operand) => sources.get(node.op)?.(node, operand) ?? operand,
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
    if (node.inputs[0]!.dtype === 'bool' && !['and', 'or', 'max', 'min'].includes(kind)) return undefined
    return axes ? (axes.length > 0 ? axes : undefined) : [axis!]
  },
}
