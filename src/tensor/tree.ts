import { numberOf } from '../compile/structure.ts'
import { NablaError, requireFunction } from '../errors.ts'
import type { NumericArray } from '../graph/dtype.ts'
import { settled, type TensorLike, toTensor } from './operands.ts'
import { Tensor } from './tensor.ts'

/** Any nesting of arrays and plain objects with tensors (or numbers) at the leaves; other values are kept as they are. */
export type Tree = unknown

/** Any nesting, for what loops carry: an array that is written out, as [h, c], is taken for a tuple. */
export type Written = readonly [] | NonNullable<unknown> | null | undefined

/** T, of which nothing is inferred: before TypeScript 7, `const [, ys] = scan(...)` would make of a carried tuple any array. */
export type Uninferred<T> = [T][T extends unknown ? 0 : never]

/** The same nesting with tensors for numbers: what gradients and traced arguments look like. */
export type Lifted<T> = unknown extends T
  ? T
  : [TensorLike] extends [T]
    ? Tensor
    : T extends Tensor | NumericArray
      ? Tensor
      : T extends number
        ? Tensor
        : T extends (...args: never[]) => unknown
          ? T
          : T extends object
            ? { [K in keyof T]: Lifted<T[K]> }
            : T

/** The same nesting with numbers or nested arrays allowed for tensors: what may be passed in. */
export type Loose<T> = unknown extends T
  ? T
  : [TensorLike] extends [T]
    ? TensorLike
    : T extends Tensor | NumericArray
      ? TensorLike
      : T extends (...args: never[]) => unknown
        ? T
        : T extends object
          ? { [K in keyof T]: Loose<T[K]> }
          : T

/** A nesting taken apart: its leaves in order (fields by name, however they were written), a text that tells nestings apart, and the way back. */
export interface Flat {
  readonly leaves: Tensor[]
  readonly structure: string
  /** An object that is kept as it is, whatever it holds; the first one. */
  readonly opaque: object | undefined
  /** The nesting with other leaves in place of its own. */
  rebuild<L>(leaves: readonly L[]): unknown
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The fields of an object in the order of its leaves: by name, so that { a, b } and { b, a } are one nesting. */
export const fieldsOf = (value: object): string[] => Object.keys(value).sort()

/** How deep a nesting may be: it is walked by recursion. */
const deepest = 1000

type Rebuild = (leaves: readonly unknown[]) => unknown

/**
 * Takes a nesting apart. Throws: NablaError for one that is deeper than 1000 levels (or contains itself), and for a promise
 * in it.
 */
export function flatten(tree: Tree, operation = 'tree'): Flat {
  const leaves: Tensor[] = []
  let opaque: object | undefined
  const walk = (value: unknown, depth: number): { structure: string; rebuild: Rebuild } => {
    if (depth > deepest)
      throw new NablaError(
        `${operation}: nested deeper than ${deepest} levels: does it contain itself? Give a flatter one.`,
      )
    if (value instanceof Tensor || typeof value === 'number' || ArrayBuffer.isView(value)) {
      const at = leaves.length
      leaves.push(toTensor(value as TensorLike, operation))
      return { structure: '*', rebuild: (given) => given[at] }
    }
    if (Array.isArray(value)) {
      const parts = value.map((part) => walk(part, depth + 1))
      return {
        structure: `[${parts.map((part) => part.structure)}]`,
        rebuild: (given) => parts.map((part) => part.rebuild(given)),
      }
    }
    if (value && typeof value === 'object') {
      if (isPlain(value)) {
        const keys = Object.keys(value)
        const fields = fieldsOf(value)
        const parts = Object.fromEntries(
          fields.map((key) => [key, walk((value as Record<string, unknown>)[key], depth + 1)]),
        )
        return {
          structure: `{${fields.map((key) => `${JSON.stringify(key)}:${parts[key]!.structure}`)}}`,
          rebuild: (given) => Object.fromEntries(keys.map((key) => [key, parts[key]!.rebuild(given)])),
        }
      }
      opaque ??= settled(operation, value)
    }
    const text =
      Object(value) === value
        ? `#${numberOf(value as object)}`
        : typeof value === 'string'
          ? JSON.stringify(value)
          : String(value)
    return { structure: text, rebuild: () => value }
  }
  const { structure, rebuild } = walk(tree, 0)
  return { leaves, structure, opaque, rebuild }
}

/** Applies `f` to each leaf of a nesting (and the leaves of others with the same nesting). */
export function treeMap<T>(
  f: (leaf: Tensor, ...others: Tensor[]) => unknown,
  tree: T,
  ...rest: unknown[]
): Lifted<T> {
  requireFunction('treeMap', f)
  const [flat, ...others] = [tree, ...rest].map((part) => flatten(part, 'treeMap')) as [Flat, ...Flat[]]
  for (const other of others)
    if (other.structure !== flat.structure)
      throw new NablaError(`treeMap: the nestings differ: ${flat.structure} and ${other.structure}.`)
  return flat.rebuild(
    flat.leaves.map((leaf, i) => f(leaf, ...others.map((other) => other.leaves[i]!))),
  ) as Lifted<T>
}

/** The leaves of a nesting in order: that of arrays, and fields by name. */
export const treeLeaves = (tree: Tree): Tensor[] => flatten(tree, 'treeLeaves').leaves
