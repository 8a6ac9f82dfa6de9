import { NablaError, requireFunction, shown } from '../errors.ts'
import { DTypeError, isFloat } from '../graph/dtype.ts'
import { constant } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { ShapeError, sameShape, typeText } from '../graph/shape.ts'
import { convert } from '../ops/arithmetic.ts'
import { optionsOf } from '../options.ts'
import { pull, push, type Run, release, runOn } from './run.ts'
import { Tensor } from './tensor.ts'
import { around } from './tracing.ts'
import { type Flat, flatten, type Lifted, type Loose } from './tree.ts'

type AnyFunction = (...args: never[]) => unknown

export interface GradOptions<N extends number | readonly number[] = 0, Aux extends boolean = false> {
  /** Which argument to differentiate by, or several; the first if left out. */
  readonly argnums?: N
  /** The function returns [value, anything else]; the rest is handed through. */
  readonly hasAux?: Aux
}

type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Loose<A[K]> }
/** The nesting of the argument that `argnums` names, or of each. */
export type ByArgument<A extends readonly unknown[], N> = N extends readonly number[]
  ? { -readonly [K in keyof N]: Lifted<A[N[K] & keyof A]> }
  : Lifted<A[N & keyof A]>
type Returned<Aux extends boolean, R, G> = Aux extends true
  ? R extends readonly [unknown, infer X]
    ? [G, X]
    : never
  : G
type ReturnedBoth<Aux extends boolean, R, G> = Aux extends true ? [R, G] : [Tensor, G]

function scalarOf(operation: string, returned: unknown, hasAux: boolean): Tensor {
  const value: unknown = hasAux ? (returned as readonly unknown[])?.[0] : returned
  if (!(value instanceof Tensor))
    throw new NablaError(
      `${operation}: the function returned ${shown(value)}: it must return one tensor of one number (grad and valueAndGrad take { hasAux: true }, and [value, aux]).`,
    )
  if (value.size !== 1)
    throw new ShapeError(
      operation,
      [value.shape],
      `the function returned ${value.node}; a gradient needs one number. Reduce it (loss.mean()), or use vjp with a cotangent of shape [${value.shape}].`,
    )
  if (!isFloat(value.dtype))
    throw new DTypeError(
      operation,
      [value.dtype],
      `the function returned ${value.node}, which has no gradient: return a float (astype('float32')).`,
    )
  return value
}

/**
 * Like `grad`, and returns the function's value too: [value, gradient].
 *
 * @example
 * valueAndGrad((x: Tensor) => x.mul(x))(3) // [9, 6]
 */
export function valueAndGrad<
  A extends unknown[] = Tensor[],
  R = Tensor,
  const N extends number | readonly number[] = 0,
  Aux extends boolean = false,
>(
  f: (...args: A) => R,
  options?: GradOptions<N, Aux>,
): (...args: Arguments<A>) => ReturnedBoth<Aux, R, ByArgument<A, N>> {
  return differentiated('valueAndGrad', f, options, (returned, gradient) => [returned, gradient] as never)
}

/** The function that computes value and gradient of `f`, and returns what `give` makes of them. */
export function differentiated<A extends unknown[], R>(
  operation: string,
  f: (...args: A) => unknown,
  options: GradOptions<number | readonly number[], boolean> | undefined,
  give: (returned: unknown, gradient: unknown, hasAux: boolean) => R,
): (...args: Arguments<A>) => R {
  requireFunction(operation, f)
  const { argnums, hasAux } = optionsOf(operation, options, { argnums: 0, hasAux: false })
  return (...args) => {
    const run = runOn(operation, f as AnyFunction, args, argnums)
    const value = scalarOf(operation, run.returned, hasAux)
    const seed = constant(1, value.dtype, value.shape)
    const gradients = pull(run, [value.node], [seed])
    const released = release([...run.results, ...gradients], run.sources)
    const byArgument = around(run.input, released.slice(run.results.length)) as unknown[]
    const returned = around(run.output, released.slice(0, run.results.length))
    return give(returned, typeof argnums === 'number' ? byArgument[0] : byArgument, hasAux)
  }
}

/**
 * The function that computes the gradient of `f`, a function to one number. Arguments may be any nesting of tensors;
 * the gradient has the same. Composes with itself and the other transformations.
 *
 * Throws: ShapeError where `f` returns more than one number; DTypeError for integer arguments.
 *
 * @example
 * const logistic = (x: Tensor) => math`1 / (1 + exp(-${x}))`
 * grad(logistic)(0.5)       // 0.2350
 * grad(grad(logistic))(0.5) // -0.0576
 */
export function grad<
  A extends unknown[] = Tensor[],
  R = Tensor,
  const N extends number | readonly number[] = 0,
  Aux extends boolean = false,
>(
  f: (...args: A) => R,
  options?: GradOptions<N, Aux>,
): (...args: Arguments<A>) => Returned<Aux, R, ByArgument<A, N>> {
  return differentiated(
    'grad',
    f,
    options,
    (returned, gradient, hasAux) => (hasAux ? [gradient, (returned as unknown[])[1]] : gradient) as never,
  )
}

/** The tangent or cotangent leaves that go with `wanted`, checked. */
export function matching(
  operation: string,
  what: string,
  given: unknown,
  wanted: readonly Node[],
  flat: Flat,
): Node[] {
  const other = flatten(given, operation)
  if (other.structure !== flat.structure)
    throw new NablaError(
      `${operation}: the ${what} is nested as ${other.structure}, and must be as ${flat.structure}.`,
    )
  return other.leaves.map(({ node }, i) => {
    const { type } = wanted[i]!
    if (!sameShape(node.shape, type.shape))
      throw new ShapeError(
        operation,
        [node.shape, type.shape],
        `the ${what} is ${node}, and must be ${typeText(type)}.`,
      )
    return node.dtype === type.dtype ? node : convert(node, type.dtype)
  })
}

/**
 * Reverse mode: the value of `f`, and a function from a cotangent of the value to cotangents of all the arguments.
 *
 * @example
 * const [y, pullback] = vjp((x: Tensor) => x.sin(), tensor([0, 1]))
 * pullback(tensor([1, 1])) // [[1, 0.5403]]
 */
export function vjp<A extends unknown[] = Tensor[], R = Tensor>(
  f: (...args: A) => R,
  ...primals: Arguments<A>
): [value: R, pullback: (cotangent: Loose<R>) => Lifted<A>] {
  const run = runOn('vjp', f as AnyFunction, primals, [...primals.keys()])
  const pullback = (cotangent: Loose<R>): Lifted<A> => {
    const given = matching('vjp', 'cotangent', cotangent, run.results, run.output)
    return around(run.input, release(pull(run, run.results, given), run.sources)) as Lifted<A>
  }
  return [returnedBy(run) as R, pullback]
}

/**
 * The value of `f`, and its linear approximation there: a function from tangents of the arguments to the tangent of the
 * value, which can be applied many times.
 */
export function linearize<A extends unknown[] = Tensor[], R = Tensor>(
  f: (...args: A) => R,
  ...primals: Arguments<A>
): [value: R, pushforward: (...tangents: Arguments<A>) => R] {
  return linearized('linearize', f, primals)
}

function linearized<A extends unknown[] = Tensor[], R = Tensor>(
  operation: string,
  f: (...args: A) => R,
  primals: Arguments<A>,
): [value: R, pushforward: (...tangents: Arguments<A>) => R] {
  const run = runOn(operation, f as AnyFunction, primals, [...primals.keys()])
  const pushforward = (...tangents: Arguments<A>): R => {
    const given = matching(operation, 'tangent', tangents, run.sources, run.input)
    return around(run.output, release(push(run, run.sources, given), run.sources)) as R
  }
  return [returnedBy(run) as R, pushforward]
}

/** What the function of a run returned. */
const returnedBy = ({ output, results, sources }: Run): unknown => around(output, release(results, sources))

/**
 * Forward mode: the value of `f` and its directional derivative along `tangents`.
 *
 * @example
 * jvp((x: Tensor) => x.sin(), [0], [1]) // [0, 1]
 */
export function jvp<A extends unknown[] = Tensor[], R = Tensor>(
  f: (...args: A) => R,
  primals: Arguments<A>,
  tangents: Arguments<A>,
): [value: R, tangent: R] {
  if (!Array.isArray(primals) || !Array.isArray(tangents))
    throw new NablaError('jvp: the arguments and their tangents are lists: jvp((x) => x.sin(), [x], [dx]).')
  const [value, pushforward] = linearized('jvp', f, primals)
  return [value, pushforward(...tangents)]
}

/**
 * Hessian-vector product, forward over reverse: the derivative of the gradient by the first argument along `vector`,
 * at about the cost of two gradients and without the matrix. What else `f` takes follows the vector.
 *
 * @example
 * hvp((x: Tensor) => x.mul(x).mul(x).sum(), tensor([1, 2]), tensor([1, 0])) // [6, 0]
 */
export function hvp<T = Tensor, A extends unknown[] = []>(
  f: (x: T, ...others: A) => Tensor,
  x: Loose<T>,
  vector: Loose<T>,
  ...others: Arguments<A>
): Lifted<T> {
  const gradient = differentiated('hvp', f as AnyFunction, undefined, (_, by) => by) as (
    ...args: unknown[]
  ) => unknown
  return linearized('hvp', (x) => gradient(x, ...others), [x])[1](vector as never) as Lifted<T>
}
