import '../compile/bridge/subjects/random.ts'
import '../compile/bridge/subjects/slicing.ts'
import { NablaError, requireInteger, requireWithin, shown } from '../errors.ts'
import { checkDType, type DType, isFloat } from '../graph/dtype.ts'
import { constant, dataNode } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { checkShape, type Shape, ShapeError } from '../graph/shape.ts'
import { add, convert, like, maximum, multiply } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { concatenate, narrow, reshape } from '../ops/movement.ts'
import { randomBits } from '../ops/random.ts'
import { reduction } from '../ops/reduction.ts'
import { optionsOf } from '../options.ts'
import { requireNumber } from './creation.ts'
import { less, log, log1p, negative } from './functions/elementwise.ts'
import { erfinv } from './functions/errorInverse.ts'
import { argsort } from './functions/ordering.ts'
import { getDefaultDtype, operands, type TensorLike, toTensor } from './operands.ts'
import { Tensor, Variable } from './tensor.ts'

/** A seed in its finished form: two words of key and two of a counter, uint32. The same key gives the same numbers. */
export type Key = Tensor

const words = (list: readonly number[]): Node =>
  dataNode({ dtype: 'uint32', shape: [list.length] }, Uint32Array.from(list))

/** A key from a whole number. Shapes: uint32[4] */
export function key(seed: number): Key {
  requireInteger('random.key', 'the seed', seed)
  return new Tensor(words([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 0, 0]))
}

/** Independent keys from one. Shapes: uint32[4] -> uint32[count, 4] */
export function split(from: Key, count = 2): Key {
  requireInteger('random.split', 'the count', count, 0)
  const bits = randomBits(checkKey('split', from), [count, 2])
  return new Tensor(concatenate([bits, constant(0, 'uint32', [count, 2])], 1))
}

/** The key of one number among those that belong to a key, as for the step of a loop. */
export function foldIn(from: Key, data: TensorLike): Key {
  const { node, exact = node } = toTensor(data, 'random.foldIn')
  const number = convert(exact, 'uint32')
  const [k0, k1] = [narrow(checkKey('foldIn', from), 0, 0, 1), narrow(from.node, 0, 1, 1)]
  const counter = concatenate([reshape(number, [1]), constant(0x5eed, 'uint32', [1])], 0)
  const bits = randomBits(concatenate([k0, k1, counter], 0), [2])
  return new Tensor(concatenate([bits, constant(0, 'uint32', [2])], 0))
}

function checkKey(operation: string, from: Key): Node {
  const node = from?.node
  if (!node)
    throw new NablaError(`random.${operation}: the key is ${shown(from)}: make one with random.key(seed).`)
  if (node.dtype !== 'uint32' || node.shape.length !== 1 || node.shape[0] !== 4)
    throw new ShapeError(
      `random.${operation}`,
      [node.shape],
      `the key is ${node}: it must be u32[4], of random.key(seed) or a row of random.split(key).`,
    )
  return node
}

/**
 * A source of keys for functions that are not given one. Its state is a variable, so that a compiled step draws new
 * numbers each time it runs.
 */
export class Generator {
  readonly #state: Variable

  constructor(seed = 0) {
    this.#state = new Variable(key(seed).node)
  }
  /** Starts again from a seed. */
  seed(seed: number): this {
    this.#state.rebind(key(seed).node)
    return this
  }
  /** The state, to save and to restore with `setState`. */
  state(): Uint32Array {
    return this.#state.data() as Uint32Array
  }
  setState(state: Uint32Array): this {
    this.#state.rebind(checkKey('setState', new Tensor(words([...state]))))
    return this
  }
  /** A key that was not given before. */
  next(): Key {
    const current = this.#state.node
    const known = current.value as Uint32Array | undefined
    if (known) {
      const [k0, k1, c0, c1] = known as unknown as [number, number, number, number]
      this.#state.assign(new Tensor(words([k0, k1, c0, c1 + 1])))
    } else this.#state.assign(new Tensor(add(current, words([0, 0, 0, 1]))))
    return foldIn(new Tensor(current), new Tensor(reshape(narrow(current, 0, 3, 1), [])))
  }
}

/** What functions draw from that are not given a key or generator. */
export const defaultGenerator = new Generator(0)

/** Makes what follows repeatable: starts the default generator from a seed. */
export function manualSeed(seed: number): void {
  defaultGenerator.seed(seed)
}

export interface RandomOptions {
  readonly dtype?: DType | undefined
  /** Where the numbers come from; the default generator if neither is given. */
  readonly key?: Key | undefined
  readonly generator?: Generator | undefined
}

const keyOf = (operation: string, options: RandomOptions | undefined): Node => {
  const { key: given, generator } = optionsOf(`random.${operation}`, options, {
    dtype: undefined,
    key: undefined,
    generator: defaultGenerator,
  })
  return checkKey(operation, given ?? generator.next())
}

/** Random bits. */
export function bits(shape: Shape, options?: RandomOptions): Tensor {
  return new Tensor(randomBits(keyOf('bits', options), checkShape('random.bits', shape)))
}

/** Floats in [0, 1): 24 random bits in float32, 53 in float64. */
function unit(
  operation: string,
  given: Shape,
  dtype: 'float32' | 'float64',
  options: RandomOptions | undefined,
): Node {
  // the shape first: randn(3, 4) lacks the brackets, and no options are meant
  const shape = checkShape(`random.${operation}`, given)
  const from = keyOf(operation, options)
  const scale = (x: Node, shift: number, by: number): Node => {
    const shifted =
      shift === 0 ? x : (apply(elementwise.shift_right_logical, [x, like(x, shift)], {}) as Node)
    const float = convert(shifted, dtype)
    return multiply(float, like(float, by))
  }
  if (dtype === 'float32') return scale(randomBits(from, shape), 8, 2 ** -24)
  const both = randomBits(from, [...shape, 2])
  const rank = shape.length
  const high = reshape(narrow(both, rank, 0, 1), shape)
  const low = reshape(narrow(both, rank, 1, 1), shape)
  return add(scale(high, 5, 2 ** -27), scale(low, 6, 2 ** -53))
}

const floatOf = (operation: string, dtype: DType | undefined): 'float32' | 'float64' => {
  const own = checkDType(`random.${operation}`, dtype ?? getDefaultDtype())
  if (!isFloat(own))
    throw new NablaError(`random.${operation}: dtype ${own} is not a float: use float32 or float64.`)
  return own as 'float32' | 'float64'
}

/** x*by + to */
const moved = (x: Node, by: number, to: number): Node => add(multiply(x, like(x, by)), like(x, to))

/** Uniform numbers in [low, high). */
export function uniform(shape: Shape, low: number, high: number, options?: RandomOptions): Tensor {
  requireNumber('random.uniform', low, high)
  requireWithin('random.uniform', 'high - low', high - low, Number.MAX_VALUE)
  return uniformly('uniform', shape, low, high, options)
}

function uniformly(operation: string, shape: Shape, from: number, to: number, own?: RandomOptions): Tensor {
  const x = unit(operation, shape, floatOf(operation, own?.dtype), own)
  return new Tensor(moved(x, to - from, from))
}

/** Normal numbers. By the inverse of the distribution function, so each takes one draw. */
export function normal(shape: Shape, mean: number, std: number, options?: RandomOptions): Tensor {
  requireNumber('random.normal', mean)
  requireWithin('random.normal', 'std', std, Number.MAX_VALUE)
  return normally('normal', shape, mean, std, options)
}

function normally(
  operation: string,
  shape: Shape,
  centre: number,
  spread: number,
  own?: RandomOptions,
): Tensor {
  const dtype = floatOf(operation, own?.dtype)
  const u = unit(operation, shape, dtype, own)
  // In (-1, 1), away from the ends, where erfinv is infinite.
  const inside = maximum(moved(u, 2, -1), like(u, dtype === 'float32' ? -1 + 2 ** -24 : -1 + 2 ** -53))
  const z = multiply(erfinv(new Tensor(inside)).node, like(u, Math.SQRT2))
  return new Tensor(moved(z, spread, centre))
}

/** Uniform in [0, 1). */
export const rand = (shape: Shape, options?: RandomOptions): Tensor => uniformly('rand', shape, 0, 1, options)
/** Standard normal. */
export const randn = (shape: Shape, options?: RandomOptions): Tensor =>
  normally('randn', shape, 0, 1, options)

/** Whole numbers from `low` to `high` - 1. */
export function randint(low: number, high: number, shape: Shape, options?: RandomOptions): Tensor {
  const call = 'random.randint(low, high, shape)'
  requireInteger(call, 'low', low)
  requireInteger(call, 'high', high, low + 1)
  const u = unit('randint', shape, 'float64', options)
  const scaled = apply(elementwise.floor, [multiply(u, like(u, high - low))], {}) as Node
  return new Tensor(convert(add(scaled, like(scaled, low)), options?.dtype ?? 'int32'))
}

/** true with probability `p`, from 0 to 1; of tensors this is not checked. */
export function bernoulli(p: TensorLike, shape: Shape, options?: RandomOptions): Tensor {
  if (typeof p === 'number') requireWithin('random.bernoulli', 'p', p)
  return less(uniformly('bernoulli', shape, 0, 1, options), p)
}

/** The numbers 0 to n - 1 in random order. */
export function permutation(n: number, options?: RandomOptions): Tensor {
  checkShape('random.permutation', [n])
  return argsort(new Tensor(randomBits(keyOf('permutation', options), [n])))
}

/** Indices drawn with probabilities proportional to exp(logits), along the last axis. By the Gumbel maximum. */
export function categorical(logits: TensorLike, options?: RandomOptions): Tensor {
  const [x] = operands('categorical', [logits], true) as [Node]
  const u = new Tensor(unit('categorical', x.shape, x.dtype as 'float32', options))
  // u may be 0, and then the score is -Infinity: it is never 1, where it would be Infinity and win always
  const gumbel = negative(log(negative(log(u))))
  const scores = operands('categorical', [new Tensor(x), gumbel])
  return new Tensor(
    apply(reduction.argmax, [add(scores[0]!, scores[1]!)], { axis: x.shape.length - 1 }) as Node,
  )
}

/** Independent exponential numbers with mean 1. */
export const exponential = (shape: Shape, options?: RandomOptions): Tensor =>
  negative(log1p(negative(uniformly('exponential', shape, 0, 1, options))))
