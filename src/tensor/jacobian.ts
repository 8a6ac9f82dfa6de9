import { requireFunction } from '../errors.ts'
import type { TypedArray } from '../graph/dtype.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { convert, equal } from '../ops/arithmetic.ts'
import { broadcastLeading, iota, moveAxis, reshape } from '../ops/movement.ts'
import { optionsOf } from '../options.ts'
import { batch } from '../transform/batch.ts'
import { type ByArgument, differentiated } from './gradient.ts'
import { pull, push, type Run, release, runOn } from './run.ts'
import { Tensor } from './tensor.ts'
import type { Loose } from './tree.ts'

type AnyFunction = (...args: never[]) => unknown
type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Loose<A[K]> }

export interface JacobianOptions<N extends number | readonly number[] = number | readonly number[]> {
  /** Which argument to differentiate by, or several; the first if left out. */
  readonly argnums?: N
}

/** Each tensor of a result by each of an argument: the result's nesting `R` with the argument's, `G`, at its leaves. */
export type Jacobian<R, G> = unknown extends R
  ? unknown
  : R extends Tensor | TypedArray | number
    ? G
    : R extends object
      ? { [K in keyof R]: Jacobian<R[K], G> }
      : R

/** Applies a linear map to all unit vectors of `space` at once: result r is [size, ...r.shape]. */
function onBasis(space: Node, map: (vector: Node) => readonly Node[]): Node[] {
  const vector = parameter(space.type, 0, 'jacobian')
  const results = map(vector)
  const size = sizeOf(space.shape)
  const unit = equal(iota('int32', [size, size], 0), iota('int32', [size, size], 1))
  const units = reshape(convert(unit, space.dtype), [size, ...space.shape])
  return batch(results, [vector], [units], size).map((node, i) => node ?? broadcastLeading(results[i]!, size))
}

/** Nests blocks[result][source] as the result, with the argument's nesting at each leaf. */
function assemble(run: Run, blocks: readonly (readonly Node[])[], single: boolean): unknown {
  const released = release(blocks.flat(), run.sources)
  const count = run.sources.length
  return run.output.rebuild(
    blocks.map((_, r) => {
      const row = run.input.rebuild(
        released.slice(r * count, (r + 1) * count).map((node) => new Tensor(node)),
      ) as unknown[]
      return single ? row[0] : row
    }),
  )
}

/**
 * The Jacobian by forward mode, a column at a time: good where there are more results than arguments.
 * Shapes: f [n] -> [m] gives [m, n]; in general [...result, ...argument]
 */
export function jacfwd<
  A extends unknown[] = Tensor[],
  R = Tensor,
  const N extends number | readonly number[] = 0,
>(
  f: (...args: A) => R,
  options?: JacobianOptions<N>,
): (...args: Arguments<A>) => Jacobian<R, ByArgument<A, N>> {
  return byColumns('jacfwd', f, options as JacobianOptions) as never
}

const byColumns = <A extends unknown[]>(
  operation: string,
  f: (...args: A) => unknown,
  options: JacobianOptions | undefined,
): ((...args: Arguments<A>) => unknown) =>
  byBlocks(operation, f, options, (run) => {
    const { sources, results } = run
    const columns = sources.map((source) => onBasis(source, (vector) => push(run, [source], [vector])))
    return results.map((result, r) =>
      sources.map((source, s) => {
        const column = columns[s]![r]!
        return reshape(moveAxis(column, 0, column.shape.length - 1), [...result.shape, ...source.shape])
      }),
    )
  })

/** The function that runs `f` and nests what `blocksOf` makes of the run: blocks[result][source]. */
function byBlocks<A extends unknown[]>(
  operation: string,
  f: (...args: A) => unknown,
  options: JacobianOptions | undefined,
  blocksOf: (run: Run) => readonly (readonly Node[])[],
): (...args: Arguments<A>) => unknown {
  requireFunction(operation, f)
  const { argnums } = optionsOf(operation, options, { argnums: 0 })
  const single = typeof argnums === 'number'
  return (...args) => {
    const run = runOn(operation, f as AnyFunction, args, argnums)
    return assemble(run, blocksOf(run), single)
  }
}

const byRows = (operation: string, f: unknown, options: unknown): unknown =>
  byBlocks(operation, f as AnyFunction, options as JacobianOptions, (run) =>
    run.results.map((result) =>
      onBasis(result, (vector) => pull(run, [result], [vector])).map((rows, s) =>
        reshape(rows, [...result.shape, ...run.sources[s]!.shape]),
      ),
    ),
  )

/**
 * The Jacobian by reverse mode, a row at a time: good where there are more arguments than results.
 * Shapes: f [n] -> [m] gives [m, n]; in general [...result, ...argument]
 */
export function jacrev<
  A extends unknown[] = Tensor[],
  R = Tensor,
  const N extends number | readonly number[] = 0,
>(
  f: (...args: A) => R,
  options?: JacobianOptions<N>,
): (...args: Arguments<A>) => Jacobian<R, ByArgument<A, N>> {
  return byRows('jacrev', f, options) as never
}

/** The Jacobian of `f`; by reverse mode, as functions to learn have few results. */
export const jacobian: typeof jacrev = (f, options) => byRows('jacobian', f, options) as never

/**
 * The matrix of second derivatives of a function to one number: forward over reverse.
 * Shapes: f [n] -> [] gives [n, n]; for a nesting of arguments a nesting of nestings.
 *
 * @example
 * hessian((x: Tensor) => x.mul(x).sum())(tensor([1, 2])) // [[2, 0], [0, 2]]
 */
export function hessian<A extends unknown[] = Tensor[], const N extends number | readonly number[] = 0>(
  f: (...args: A) => Tensor,
  options?: JacobianOptions<N>,
): (...args: Arguments<A>) => Jacobian<ByArgument<A, N>, ByArgument<A, N>> {
  const gradient = differentiated('hessian', f, options as JacobianOptions, (_, by) => by)
  return byColumns('hessian', gradient as (...args: A) => unknown, options as JacobianOptions) as never
}
