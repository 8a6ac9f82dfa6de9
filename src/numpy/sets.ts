import { named } from '../errors.ts'
import { optionsOf } from '../options.ts'
import {
  argsort,
  astype,
  concatenate,
  equal,
  full,
  maskedSelect,
  minimum,
  moveaxis,
  notEqual,
  promote,
  ravel,
  searchsorted,
  sort,
  type Tensor,
  type TensorLike,
  take,
  tensor,
  toTensor,
} from '../tensor/core.ts'
import { concrete } from '../tensor/functions/gathering.ts'
import { beside } from './vector.ts'

export interface UniqueOptions {
  /** Compares whole slices along this axis; without it, all elements in a row. */
  readonly axis?: number | undefined
}
/** What `uniqueAll` gives; all but `values` are int32. */
export interface Unique {
  /** Each element (or slice) once, in rising order, NaN last. */
  readonly values: Tensor
  /** Where each of them stands first. */
  readonly indices: Tensor
  /** Which of them stands at each place: of the shape of x, or [n] along an axis. */
  readonly inverseIndices: Tensor
  /** How often each of them occurs. */
  readonly counts: Tensor
}

/** Below 0 where row i of `width` numbers comes before row j, NaN behind all numbers; 0 where both are the same. */
const order =
  (data: ArrayLike<number>, width: number) =>
  (i: number, j: number): number => {
    for (let k = 0; k < width; k++) {
      const [a, b] = [data[i * width + k]!, data[j * width + k]!]
      if (a < b) return -1
      if (a > b) return 1
      const first = Number(Number.isNaN(a)) - Number(Number.isNaN(b))
      if (first !== 0) return first
    }
    return 0
  }

/**
 * Each element (or slice along an axis) once, in rising order, with where they stand and how often. Needs a concrete value, as the
 * number of them is not known before; `values` have gradients. 0 and -0 are one, and so are all NaN.
 *
 * @example
 * uniqueAll([3, 1, 3]).counts.toArray() // [1, 2]
 */
export const uniqueAll = /* @__PURE__ */ named(
  'uniqueAll',
  (x: TensorLike, options?: UniqueOptions): Unique => {
    const { axis } = optionsOf('uniqueAll', options, { axis: undefined })
    const given = toTensor(x)
    const rows = axis === undefined ? ravel(given) : moveaxis(given, axis, 0)
    const count = rows.shape[0]!
    const width = rows.shape.slice(1).reduce((product, n) => product * n, 1)
    const data = concrete('unique', rows.node, 'Sort instead, which keeps the size')
    const compare = order(data, width)
    const sorted =
      width === 1
        ? argsort(ravel(rows)).data()
        : Int32Array.from({ length: count }, (_, i) => i).sort(compare)
    const inverse = new Int32Array(count)
    const [firsts, counts]: number[][] = [[], []]
    for (let k = 0; k < count; k++) {
      const row = sorted[k]!
      if (k === 0 || compare(sorted[k - 1]!, row) !== 0) {
        firsts!.push(row)
        counts!.push(0)
      }
      // sorting is stable: the first of equal ones comes first
      inverse[row] = counts!.length - 1
      counts![counts!.length - 1]!++
    }
    const int32 = (values: ArrayLike<number>, shape: readonly number[]): Tensor =>
      tensor(Int32Array.from(values), { shape: [...shape] })
    const indices = int32(firsts!, [firsts!.length])
    return {
      values: moveaxis(take(rows, indices, { axis: 0 }), 0, axis ?? 0),
      indices,
      inverseIndices: int32(inverse, axis === undefined ? given.shape : [count]),
      counts: int32(counts!, [counts!.length]),
    }
  },
)

/**
 * Each element (or slice along an axis) once, in rising order, NaN last. Needs a concrete value.
 *
 * @example
 * unique([3, 1, 3]).toArray() // [1, 3]
 */
export const unique = /* @__PURE__ */ named(
  'unique',
  (x: TensorLike, options?: UniqueOptions): Tensor => uniqueAll(x, options).values,
)

/** Two operands in a row each. */
function rowsOf(a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const wanted = beside(b, toTensor(a))
  return [ravel(beside(a, wanted)), ravel(wanted)]
}

/** Which elements of x stand in `test`; NaN never does. Shapes: [...], any -> [...] (bool) */
export const isin = /* @__PURE__ */ named(
  'isin',
  (x: TensorLike, test: TensorLike, options?: { readonly invert?: boolean }): Tensor => {
    const { invert } = optionsOf('isin', options, { invert: false })
    const given = beside(x, toTensor(test))
    const wanted = ravel(beside(test, given))
    if (wanted.size === 0) return full(given.shape, invert, { dtype: 'bool' })
    // of different types both are compared as what holds all values
    const [a, b] =
      given.dtype === wanted.dtype ? [given, wanted] : [astype(given, 'float64'), astype(wanted, 'float64')]
    const table = sort(b)
    const found = take(table, minimum(searchsorted(table, a), wanted.size - 1))
    return invert ? notEqual(found, a) : equal(found, a)
  },
)

/** What stands in a or b, each once, in rising order. Needs concrete values. */
export const union1d = /* @__PURE__ */ named(
  'union1d',
  (a: TensorLike, b: TensorLike): Tensor => unique(concatenate(rowsOf(a, b))),
)
/** What stands in both, each once, in rising order. Needs concrete values. */
export const intersect1d = /* @__PURE__ */ named('intersect1d', (a: TensorLike, b: TensorLike): Tensor => {
  const [x, y] = rowsOf(a, b)
  const once = unique(x)
  return astype(maskedSelect(once, isin(once, y)), promote(x.dtype, y.dtype))
})
/** What stands in a and not in b, each once, in rising order. Needs concrete values. */
export const setdiff1d = /* @__PURE__ */ named('setdiff1d', (a: TensorLike, b: TensorLike): Tensor => {
  const [x, y] = rowsOf(a, b)
  const once = unique(x)
  return maskedSelect(once, isin(once, y, { invert: true }))
})
/** What stands in one of both alone, each once, in rising order. Needs concrete values. */
export const setxor1d = /* @__PURE__ */ named(
  'setxor1d',
  (a: TensorLike, b: TensorLike): Tensor => union1d(setdiff1d(a, b), setdiff1d(b, a)),
)
