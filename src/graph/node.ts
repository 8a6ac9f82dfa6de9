import { type DType, isFloat, type NumericArray, type TypedArray } from './dtype.ts'
import type { Graph } from './graph.ts'
import { type Shape, type TensorType, typeText } from './shape.ts'

/**
 * One row of the table of operations: everything that any pass needs to know of an operation.
 *
 * An **elementwise** row gives `partials`; a **linear** row gives `linear` and `transpose`; a **custom** row gives `jvp`
 * or `vjp` or both (what is missing is derived: see transform/). Rules return graph, so any order of derivative works.
 */
export interface Op<P = unknown> {
  /** The row's key in its table, stamped by `define`. */
  readonly name: string
  /** The results go through `pick`, even where there is one. */
  readonly multiple?: boolean
  /** Checks the operands and says what comes out. */
  infer(inputs: readonly Node[], params: P): TensorType | readonly TensorType[]
  /** The reference implementation, on dense row-major arrays. */
  evaluate(inputs: readonly TypedArray[], node: Node<P>): TypedArray | readonly TypedArray[]
  /** The result's element depends on the operands' elements at the same place only. */
  readonly elementwise?: ElementwiseFacts
  /**
   * Partial derivative by each operand that is wanted; a number where it is constant; undefined where there is none.
   */
  partials?(node: Node<P>, wanted?: (input: Node) => boolean): readonly (Node | number | undefined)[]
  /** Linear in all its floating operands together, or in each of them alone (a product). */
  readonly linear?: 'jointly' | 'each'
  /** The cotangent of operand `argument`, given the result's. */
  transpose?(node: Node<P>, cotangent: Node, argument: number): Node | undefined
  /** The transpose writes zeros that stand for "this element was not used". */
  readonly masks?: boolean
  /** Tangents of the results from tangents of the operands (undefined means zero). */
  jvp?(node: Node<P>, tangents: readonly (Node | undefined)[]): readonly (Node | undefined)[]
  /** Cotangents of the operands from cotangents of the results (undefined means zero). */
  vjp?(node: Node<P>, cotangents: readonly (Node | undefined)[]): readonly (Node | undefined)[]
  /** The same operation on operands of which some have an extra leading axis of `size`; the results all have it. */
  batch?(node: Node<P>, inputs: readonly Node[], batched: readonly boolean[], size: number): readonly Node[]
  /** The results written with other operations, for whoever has no rule for this one. */
  expand?(node: Node<P>): readonly Node[]
  /** The result does not depend on the operands in the sense of derivatives (sign, compare, stop_gradient). */
  readonly constant?: boolean
  /** The graphs that the operation runs, and itself with others in their place. */
  subgraphs?(params: P): readonly Graph[]
}

/** What code generators need of an elementwise row. */
export interface ElementwiseFacts {
  readonly arity: number
  /** Its name in formulas, and its line on the page of derivatives. */
  readonly formula?: string
}

let marks = 0

/** A number that no node is marked with yet, for one walk over a graph. */
export const nextMark = (): number => ++marks

/** The elements of a node, or of each of its results. */
export type Value = TypedArray | readonly TypedArray[]

/** A value that stands outside of plain arrays, in the memory of an engine. */
export interface Store {
  /** The elements in a plain array, which nobody changes. */
  read(): TypedArray
  /** The elements in a new array, where none is kept of them. */
  copy?(): TypedArray | undefined
  /** Others than the variable whose value it is may read it from now on. */
  share(): void
  /** The variable lets go of it. */
  drop(): void
  /** Puts the elements together where a program reads them, if they stand nowhere yet. */
  writeTo?(room: TypedArray, copy: Copy): void
}

/** A way to copy elements that suits the memory that they go to. */
export type Copy = (to: NumericArray, elements: NumericArray) => void

/** Elements that stand nowhere yet. */
export interface Parts extends Store {
  readonly byteLength: number
  /** Theirs alone, and does not lead to them: what is put together already is known by it. */
  readonly key: TypedArray
  writeTo(room: TypedArray, copy: Copy): void
}

/** An error that was made where a node was: its stack tells the line. */
interface Source {
  readonly stack?: string
}

let created = 0

/** Nodes made so far; what is made from here on has at least this id. */
export const nodesMade = (): number => created

/** A value in a graph: an operation, its operands, and the type of what it gives. Immutable but for `settle`. */
export class Node<P = unknown> {
  /** Grows with creation, so operands have smaller ids than what uses them. */
  readonly id: number
  op: Op<P>
  inputs: readonly Node[]
  params: P
  readonly types: readonly TensorType[]
  /** The elements in plain arrays, once computed and asked for. */
  private plain: Value | undefined = undefined
  /** Where else the elements stand, once computed. */
  store: Store | undefined = undefined
  /** A derivative may be asked for through this node, so evaluation must not cut its history. */
  readonly tracked: boolean
  /** Depends on a parameter that has no value yet. */
  readonly abstract: boolean
  /** The id of the first node below that is not computed yet and that a derivative may be taken through; -1 for none. */
  open: number
  /** How many steps deep the not yet computed part is. */
  depth: number
  /** Bytes of the leaves that the not yet computed part holds (shared ones may count twice). */
  pendingBytes: number
  /** Where the program made it, in its stack, which is written out when it is read; kept while `recordSources(true)`. */
  source: Source | undefined = undefined
  /** The tensors of this node that gather a gradient (the one that made a leaf comes first) or have hooks. */
  owners: readonly object[] | undefined = undefined
  /** The walk over a graph that came by last. */
  mark = 0
  /** Of a variable's value: the graphs that have brought the variable on so far, by their hashes. */
  lineage: Map<number, number> | undefined = undefined
  /** backward() went through and was not told to keep the graph. */
  released = false

  constructor(op: Op<P>, inputs: readonly Node[], params: P, types: readonly TensorType[], leaf?: LeafFlags) {
    this.id = created++
    this.op = op
    this.inputs = inputs
    this.params = params
    this.types = types
    let tracked = leaf?.tracked === true
    let abstract = leaf?.abstract === true
    let open = -1
    let depth = 0
    let bytes = 0
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!
      if (input.tracked) tracked = true
      const first = input.open < 0 && input.tracked && !input.computed ? input.id : input.open
      if (open < 0 || (first >= 0 && first < open)) open = first
      if (input.abstract) abstract = true
      if (input.depth > depth) depth = input.depth
      bytes += input.pendingBytes
    }
    // what stands between floats and whole numbers or truths has no slope
    this.tracked = tracked && op.constant !== true && (types.length !== 1 || isFloat(types[0]!.dtype))
    this.abstract = abstract
    this.open = open
    this.depth = inputs.length === 0 ? 0 : depth + 1
    this.pendingBytes = bytes
    if (recording) this.source = recording === true ? new Error() : recording
  }

  /** Is the value known? Asking for `value` may copy it. */
  get computed(): boolean {
    return this.plain !== undefined || this.store !== undefined
  }
  /** What puts the elements together where they are read. */
  get parts(): Parts | undefined {
    return this.store?.writeTo && (this.store as Parts)
  }
  /** The elements, if they stand in a plain array, or in none. */
  get atHand(): Value | undefined {
    return this.parts ? this.value : this.plain
  }
  /** The elements, once computed. */
  get value(): Value | undefined {
    if (this.plain === undefined && this.store !== undefined) this.plain = this.store.read()
    return this.plain
  }
  set value(value: Value | undefined) {
    this.plain = value
  }

  get dtype(): DType {
    return this.types[0]!.dtype
  }
  get shape(): Shape {
    return this.types[0]!.shape
  }
  get type(): TensorType {
    return this.types[0]!
  }
  /** Its type, as errors tell it: `f32[3,4]`. */
  toString(): string {
    return typeText(this.type)
  }
}

export interface LeafFlags {
  tracked?: boolean
  abstract?: boolean
}

/** Whether new nodes keep where they are made, or the place that all of them are given. */
let recording: boolean | Source = false
/** How much of a stack an error keeps where no sources are recorded. */
let usualLimit: number | undefined

/** Keeps the place in the user's program on each new node (slow; `anomaly` mode and the profiler use it). */
export function recordSources(on: boolean): boolean {
  const before = recording !== false
  recording = on
  if (on === before) return before
  // Rules stand many calls below the user's line.
  const errors = Error as { stackTraceLimit?: number | undefined }
  if (on) usualLimit = errors.stackTraceLimit
  errors.stackTraceLimit = on ? 60 : usualLimit
  return before
}

/** Whether new nodes keep their places. */
export const recordsSources = (): boolean => recording !== false

/** What `f` makes was written where `node` was: it is a derivative of it, or what it is written with. */
export function madeFrom<T>({ source }: Node, f: () => T): T {
  if (source === undefined) return f()
  const before = recording
  recording = source
  try {
    return f()
  } finally {
    recording = before
  }
}

/** The parameters of operations that have none: one object, so that two of them are seen to be the same at once. */
export const none: Record<string, never> = Object.freeze({})

/** Applies an operation: checks the operands and returns the node of its result. */
export function apply<P>(op: Op<P>, inputs: readonly Node[], params: P): Node<P> {
  const types = op.infer(inputs, params)
  const alike = inputs.length > 0 && inputs[0]!.types.length === 1 && types === inputs[0]!.type
  return new Node(
    op,
    inputs,
    params,
    alike ? inputs[0]!.types : Array.isArray(types) ? types : [types as TensorType],
  )
}

/** Whether a node's operation is this row. */
export const is = (node: Node, row: object): boolean => (node.op as object) === row

/** Turns an object of rows into a table: each row's key is its name. */
export function define<T extends Record<string, object>>(
  rows: T,
): { [K in keyof T]: T[K] & { readonly name: string } } {
  for (const [name, row] of Object.entries(rows)) Object.assign(row, { name })
  return rows as { [K in keyof T]: T[K] & { readonly name: string } }
}
