import { copyOf } from '../compile/bridge/copies.ts'
import { NablaError, requireFunction } from '../errors.ts'
import { type DType, DTypeError, isFloat, type TypedArray } from '../graph/dtype.ts'
import { dataNode, TraceError } from '../graph/leaves.ts'
import type { Node, Store } from '../graph/node.ts'
import { type Shape, ShapeError, sameShape, sizeOf } from '../graph/shape.ts'
import { stopGradient, trackedLeaf } from '../ops/arithmetic.ts'
import { type NestedArray, nested } from './nested.ts'
import { printTensor } from './print.ts'
import { computed, elementsOf, limitPending, limitUnfinished, unfinish } from './runtime.ts'
import { type Gradient, gradientOf, readVariable, setGradient, writeVariable } from './trace.ts'

/** Called with the gradient of a tensor during `backward`; what it returns takes the gradient's place. */
export type Hook = (gradient: Tensor) => Tensor | undefined | void

/**
 * An immutable array of numbers with a shape and a dtype, computed when it is read.
 * Most functions on tensors are methods too: `x.exp().sum()` is `sum(exp(x))`.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]])
 * x.matmul(x).toArray() // [[7, 10], [15, 22]]
 */
export class Tensor {
  /** @internal */
  protected held: Node
  /** @internal The gradient outside of any trace. */
  gathered: Gradient = undefined
  /** @internal */
  hooks: Hook[] | undefined = undefined
  /** @internal */
  retains = false
  /** @internal A number's own value, in float64: beside tensors it adapts to them. */
  exact: Node | undefined

  constructor(node: Node, exact?: Node) {
    if (!node?.op) throw new NablaError('Tensor: make tensors with tensor([1, 2]).')
    this.held = node
    this.exact = exact
    limitPending(node)
  }

  /**
   * The gradient that `backward` has added up, for a leaf that requires one. Throws: TraceError for one that was used up by a
   * step under `jit`, which did not return it.
   */
  get grad(): Tensor | undefined {
    const gradient = gradientOf(this)
    if (gradient === 'spent')
      throw new TraceError(
        'grad: a step under jit has used this gradient up: return it from the step, and call zeroGrad() before others are added.',
      )
    return gradient && new Tensor(gradient.node)
  }
  set grad(gradient: Tensor | undefined | null) {
    setGradient(this, gradient ?? undefined)
  }

  /** The node of the graph that computes this tensor. */
  get node(): Node {
    return this.held
  }
  /** The extents of its axes, as a list of the reader's own: `reshape` gives a tensor of another shape. */
  get shape(): Shape {
    // not frozen: loops over lists of two kinds are slower everywhere
    return this.held.shape.slice()
  }
  get dtype(): DType {
    return this.held.dtype
  }
  /** The number of axes. */
  get ndim(): number {
    return this.held.shape.length
  }
  /** The number of elements. */
  get size(): number {
    return sizeOf(this.held.shape)
  }

  /** Whether `backward` goes through this tensor. Setting it makes the tensor a leaf. */
  get requiresGrad(): boolean {
    return this.node.tracked
  }
  set requiresGrad(required: boolean) {
    if (required === this.node.tracked) {
      // what a traced function is given, and what comes of it, is tracked for transformations around
      if (required) this.retainGrad()
      return
    }
    if (required && !isFloat(this.dtype))
      throw new DTypeError(
        'requiresGrad',
        [this.dtype],
        `a tensor of dtype ${this.dtype} cannot require a gradient: use float32 or float64 (astype('float32')).`,
      )
    const { node } = this
    this.exact = undefined
    // under jit a value is not there yet
    if (node.abstract) this.held = required ? trackedLeaf(node) : stopGradient(node)
    else this.held = dataNode(node.type, elementsOf(node), required)
    if (required) this.held.owners = [this]
  }

  /** A leaf was made by the user, not computed from tensors that require gradients. */
  get isLeaf(): boolean {
    return !this.node.tracked || !this.node.inputs.some((input) => input.tracked)
  }

  /** The elements in row-major order, as a new typed array (a `Uint8Array` of 0 and 1 for bool). */
  data(): TypedArray {
    const node = computed(this.node, 'data')
    return node.store?.copy?.() ?? copyOf(node.dtype, node.value as TypedArray)
  }

  /** The one element of a tensor of size 1; 0 or 1 for bool. Throws: ShapeError for another size. */
  item(): number {
    const value = elementsOf(this.node, 'item')
    if (value.length !== 1)
      throw new ShapeError(
        'item',
        [this.shape],
        `the tensor is ${this.node}: item() reads one number. Use data() or toArray(), or index it first.`,
      )
    return value[0]!
  }

  /** The elements as nested arrays; a number (or boolean) for a scalar. */
  toArray(): NestedArray {
    return nested(elementsOf(this.node, 'toArray'), this.shape, this.dtype)
  }

  /** Computes the value now. */
  eval(): this {
    computed(this.node, 'eval')
    return this
  }

  /** The same value without its history. */
  detach(): Tensor {
    return new Tensor(stopGradient(this.node))
  }

  /** Keeps the gradient of this non-leaf tensor in `.grad` at `backward`. */
  retainGrad(): this {
    this.retains = true
    this.own()
    return this
  }

  /** Calls `hook` with this tensor's gradient at each `backward`; returns a function that removes it. */
  registerHook(hook: Hook): () => void {
    requireFunction('registerHook', hook, 'the hook')
    this.hooks = [...(this.hooks ?? []), hook]
    this.own()
    return () => {
      this.hooks = this.hooks?.filter((other) => other !== hook)
    }
  }

  /** Has `backward` come by this tensor; others may share its node. */
  private own(): void {
    const { node } = this
    if (!node.owners?.includes(this)) node.owners = [...(node.owners ?? []), this]
  }

  /** What `JSON.stringify` writes: nested arrays of numbers, which `tensor` and `loadStateDict` take. NaN and infinities become null. */
  toJSON(): NestedArray {
    return this.toArray()
  }
  toString(): string {
    return printTensor(this)
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return printTensor(this)
  }
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': printTensor(this) }
  }
  /** A tensor is not a number: use item(). */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return printTensor(this)
    throw new ShapeError(
      'tensor',
      [this.shape],
      `a tensor was used with a JavaScript operator (+, *, <, ==): use x.add(y), the math tag, \`\${x}\` in text, or ${this.node.abstract ? 'a number from outside' : 'x.item()'}.`,
    )
  }
}

/** A tensor that can be given another value; who read the old value keeps it. Parameters of models are variables. */
export class Variable extends Tensor {
  override get node(): Node {
    return readVariable(this)
  }
  /** @internal The node that holds the value outside of any trace. */
  get current(): Node {
    return this.held
  }

  override get requiresGrad(): boolean {
    return this.node.tracked
  }
  /** Freezes the variable (false) or thaws it: a step under `jit` may do so for a part of itself. */
  override set requiresGrad(required: boolean) {
    if (required === this.node.tracked) return
    const { node } = this
    if (!writeVariable(this, () => this.asHeld(stopGradient(node), required))) super.requiresGrad = required
  }

  /** Gives the variable a new value of the same shape and dtype. Inside `jit` it becomes part of the compiled step. */
  assign(value: Tensor): this {
    if (!(value instanceof Tensor))
      throw new NablaError(`assign: the value is ${value}: give a tensor, as tensor([1, 2]).`)
    const node = stopGradient(value.node)
    if (node.dtype !== this.held.dtype || !sameShape(node.shape, this.held.shape))
      throw new ShapeError(
        'assign',
        [this.held.shape, node.shape],
        `the variable is ${this.held}, the value ${node}: they must be equal. Reshape or convert the value.`,
      )
    if (!writeVariable(this, () => this.asHeld(node))) {
      limitUnfinished(this.held)
      this.rebind(node)
    }
    return this
  }

  /** @internal Sets the value outside of any trace. */
  rebind(node: Node): void {
    const before = this.held
    this.held = this.asHeld(node)
    // what it had may be asked for again if the new value cannot be computed
    if (!this.held.computed) before.store?.share()
    else if (before.store !== this.held.store) before.store?.drop()
    unfinish(this, before, this.held)
  }

  /** @internal Whether this node holds the value now. */
  holds(node: Node): boolean {
    return this.held === node
  }

  /** @internal Back to a value that it had: the one that it was given cannot be computed. */
  takeBack(node: Node): void {
    this.held = node
  }

  /** @internal Sets a value that only this variable holds. */
  settleTo(value: TypedArray | Store, tracked: boolean): void {
    const leaf = dataNode(this.held.type, value, tracked)
    if (leaf.tracked) leaf.owners = [this]
    this.held = leaf
  }

  /** The node of a value as this variable holds it: a leaf of its own if gradients are wanted. */
  private asHeld(node: Node, tracked = this.node.tracked): Node {
    if (!tracked) return node
    const leaf = node.computed
      ? dataNode(node.type, node.store ?? (node.value as TypedArray), true)
      : trackedLeaf(node)
    leaf.owners = [this]
    return leaf
  }
}
