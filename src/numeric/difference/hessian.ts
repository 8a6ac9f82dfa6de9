import { checkedVector } from '../evaluate.ts'
import { mixedDerivative } from './mixedDerivative.ts'
import { Neighbourhood, unit } from './neighbourhood.ts'
import type { DifferenceOptions } from './options.ts'
import type { GradientResult, MatrixResult } from './result.ts'
import type { Extrapolation } from './richardson.ts'

/** Options of `hessian` and `hessianVectorProduct`. */
export interface HessianOptions<A extends readonly unknown[] = []> extends DifferenceOptions<A> {
  /** The gradient of f where one is known: then its first differences are taken, which is cheaper and more accurate. */
  readonly gradient?: ((x: number[], ...args: A) => ArrayLike<number>) | undefined
}

/**
 * The matrix of second derivatives of a function of several numbers, with an error estimate of each entry.
 * Without a gradient, a diagonal entry is a second difference and a mixed one the difference of two of them.
 *
 * Shapes: [n] -> value [n][n], error [n][n]
 * Throws: as `derivative`.
 *
 * @example hessian(([x, y]) => x! ** 2 * y!, [1, 3]).value // [[6, 2], [2, 0]]
 */
export function hessian<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  options: HessianOptions<A> = {},
): MatrixResult {
  const { gradient } = options ?? {}
  return gradient === undefined
    ? fromValues(new Neighbourhood('hessian', f, x, options, { own, scalar: true }))
    : fromGradient(new Neighbourhood('hessian', gradient, x, options, { own, gradient: true }))
}

const own = ['gradient']

/** A diagonal entry is a second difference, another one the difference of two of them. */
function fromValues(place: Neighbourhood): MatrixResult {
  const n = place.x.length
  const diagonal = Array.from(place.x, (_, i) => place.alongAxis(i, 2))
  const mixed = diagonal.map((_, i) =>
    diagonal.slice(0, i).map((_, j) => mixedDerivative(place, unit(n, i), unit(n, j))),
  )
  const entry = (i: number, j: number) => (i === j ? diagonal[i]! : mixed[Math.max(i, j)]![Math.min(i, j)]!)
  const all = [...diagonal, ...mixed.flat()]
  return {
    value: diagonal.map((_, i) => diagonal.map((_, j) => entry(i, j).value[0]!)),
    error: diagonal.map((_, i) => diagonal.map((_, j) => entry(i, j).error[0]!)),
    ...report(place, diagonal, all),
  }
}

/** Both halves estimate the same numbers; their disagreement is part of the error. */
function fromGradient(place: Neighbourhood): MatrixResult {
  const found = Array.from(place.x, (_, j) => place.alongAxis(j))
  const halves = (i: number, j: number) => [found[j]!.value[i]!, found[i]!.value[j]!] as const
  const value = found.map((_, i) =>
    found.map((_, j) => {
      const [a, b] = halves(i, j)
      return (a + b) / 2
    }),
  )
  const error = found.map((_, i) =>
    found.map((_, j) => {
      const [a, b] = halves(i, j)
      return Math.max(found[j]!.error[i]!, found[i]!.error[j]!, Math.abs(a - b) / 2)
    }),
  )
  return { value, error, ...report(place, found, found) }
}

/**
 * The Hessian of f at x times a vector v, without forming the Hessian.
 * Given a gradient it takes one directional derivative of it; otherwise each entry is a mixed second derivative of f.
 *
 * Throws: as `derivative`.
 *
 * @example hessianVectorProduct(([x, y]) => x! ** 2 * y!, [1, 3], [1, 0]).value // [6, 2]
 */
export function hessianVectorProduct<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options: HessianOptions<A> = {},
): GradientResult {
  const operation = 'hessianVectorProduct'
  const { gradient } = options ?? {}
  const reading = gradient === undefined ? { own, scalar: true } : { own, gradient: true }
  const place = new Neighbourhood(operation, gradient ?? f, x, options, reading)
  const n = place.x.length
  const along = checkedVector(operation, 'v', v, n)
  if (gradient !== undefined) {
    const found = place.along(along)
    return {
      value: Array.from(found.value),
      error: Array.from(found.error),
      ...report(
        place,
        Array.from(place.x, () => found),
        [found],
      ),
    }
  }
  const found = Array.from(place.x, (_, i) => mixedDerivative(place, unit(n, i), along))
  return {
    value: found.map((entry) => entry.value[0]!),
    error: found.map((entry) => entry.error[0]!),
    ...report(place, found, found),
  }
}

/** What is said of many differences: the steps of some, and what all of them cost. */
function report(place: Neighbourhood, steps: readonly Extrapolation[], all: readonly Extrapolation[]) {
  return {
    step: steps.map(({ step }) => step),
    evaluations: all.reduce((sum, { evaluations }) => sum + evaluations, 1),
    converged: all.every(({ converged }) => converged),
    method: place.chosen.method,
  }
}
