import { type DType, isFloat } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { divide, equal, indicator, like, multiply, select, zeros } from './arithmetic.ts'
import { batchScatter, type Gather, gather, inferScatter, scatterAdd, scattered } from './indexing.ts'
import { iota, reshape } from './movement.ts'
import type { Row } from './row.ts'

export interface Scatter extends Gather {
  readonly combine: Combine
}
export type Combine = 'add' | 'set' | 'multiply' | 'minimum' | 'maximum'

const combineNumbers: Readonly<Record<Exclude<Combine, 'add'>, (a: number, b: number) => number>> = {
  set: (_, b) => b,
  multiply: (a, b) => a * b,
  minimum: Math.min,
  maximum: Math.max,
}

/** Integers wrap, also where their product has more bits than a number. */
const combination = ({ combine }: Scatter, dtype: DType): ((a: number, b: number) => number) =>
  combine === 'multiply' && !isFloat(dtype) ? Math.imul : combineNumbers[combine as Exclude<Combine, 'add'>]

/** Rows that write at places known only at run time. What is added there stands beside its transpose (indexing.ts). */
export const scattering = define({
  /** Operand, updates (shaped as gather's result), indices. The order of duplicates is theirs in `indices`. */
  scatter: {
    infer: inferScatter,
    evaluate: scattered(combination),
    jvp: scatterJvp,
    batch: batchScatter,
  } as Row<Scatter>,
})

function scatterJvp(node: Node<Scatter>, [dx, dUpdates]: readonly (Node | undefined)[]): Node[] {
  const [x, updates, indices] = node.inputs as [Node, Node, Node]
  const { combine, ...places } = node.params
  const tx = dx ?? like(x, 0)
  const tu = dUpdates ?? like(updates, 0)
  if (combine === 'set') return [writeLast(x, updates, indices, places, tx, tu)]
  if (combine === 'multiply') return [productTangent(x, updates, indices, places, tx, tu)]
  // The winners share the derivative evenly.
  const winX = indicator(equal(x, node as Node), x.dtype)
  const winU = indicator(equal(updates, gather(node as Node, indices, places)), x.dtype)
  const count = scatterAdd(winX, winU, indices, places)
  return [divide(scatterAdd(multiply(winX, tx), multiply(winU, tu), indices, places), count)]
}

/** The tangent of `set`: of several updates to one place only the last one counts. */
function writeLast(x: Node, updates: Node, indices: Node, places: Gather, tx: Node, tu: Node): Node {
  const ids = reshape(iota('int32', [sizeOf(updates.shape)], 0), updates.shape)
  const set = { ...places, combine: 'set' as const }
  const last = gather(scatter(zeros('int32', x.shape), ids, indices, set), indices, places)
  const wins = indicator(equal(ids, last), x.dtype)
  const untouched = scatter(like(x, 1), like(updates, 0), indices, set)
  return scatterAdd(multiply(untouched, tx), multiply(wins, tu), indices, places)
}

/** Each factor's tangent times the product of the other factors, zeros counted apart so that nothing is undone. */
function productTangent(x: Node, u: Node, indices: Node, places: Gather, tx: Node, tu: Node): Node {
  const zeroX = equal(x, like(x, 0))
  const zeroU = equal(u, like(u, 0))
  const safe = (value: Node, zero: Node): Node => select(zero, like(value, 1), value)
  const product = scatter(safe(x, zeroX), safe(u, zeroU), indices, { ...places, combine: 'multiply' })
  const zerosAt = scatterAdd(indicator(zeroX, x.dtype), indicator(zeroU, x.dtype), indices, places)
  const others = (value: Node, zero: Node, whole: Node, count: Node): Node => {
    const rest = divide(whole, safe(value, zero))
    const alone = equal(count, indicator(zero, value.dtype))
    return select(alone, rest, like(value, 0))
  }
  const gathered = (source: Node): Node => gather(source, indices, places)
  return scatterAdd(
    multiply(tx, others(x, zeroX, product, zerosAt)),
    multiply(tu, others(u, zeroU, gathered(product), gathered(zerosAt))),
    indices,
    places,
  )
}

export const scatter = (x: Node, updates: Node, indices: Node, { combine, ...places }: Scatter): Node =>
  combine === 'add'
    ? scatterAdd(x, updates, indices, places)
    : (apply(scattering.scatter, [x, updates, indices], { ...places, combine }) as Node)
