import { TraceError } from '../../graph/leaves.ts'
import { grad, hvp, jacfwd, jacrev, jit, Tensor, tensor, valueAndGrad } from '../../tensor/index.ts'
import { NumericArgumentError, showGiven } from '../errors.ts'

/** A function of tensors as plain functions of numbers, with its exact derivatives, in float64. */
export interface PlainDerivatives {
  value(x: number[]): number
  gradient(x: number[]): number[]
  valueAndGradient(x: number[]): readonly [number, number[]]
  hessianVectorProduct(x: number[], v: number[]): number[]
}

/** Residuals over tensors as plain functions of numbers, with their exact Jacobian, in float64. */
export interface PlainResiduals {
  residuals(x: number[]): number[]
  jacobian(x: number[]): number[][]
}

/**
 * The value and derivatives of a tensor function of one tensor with the given shape, for anything in this module that
 * takes a plain function and its gradient.
 *
 * @example
 * const f = automatic((x: Tensor) => x.square().sum(), [2])
 * minimize(f.value, [3, 4], f)
 */
export function automatic(f: (x: Tensor) => Tensor, shape: readonly number[]): PlainDerivatives {
  const lift = lifter(shape)
  const value = compiled((x: Tensor) => f(x))
  const both = compiled((x: Tensor) => valueAndGrad(f)(x) as [Tensor, Tensor])
  const gradient = compiled((x: Tensor) => grad(f)(x) as Tensor)
  const product = compiled((x: Tensor, v: Tensor) => hvp(f as (x: Tensor) => Tensor, x, v) as Tensor)
  return {
    value: (x) => value(lift(x)).item(),
    gradient: (x) => numbers(gradient(lift(x))),
    valueAndGradient: (x) => {
      const [y, g] = both(lift(x))
      return [y.item(), numbers(g)]
    },
    hessianVectorProduct: (x, v) => numbers(product(lift(x), lift(v))),
  }
}

/** The same for residuals: forward mode where there are at least as many residuals as parameters. */
export function automaticResiduals(f: (x: Tensor) => Tensor, shape: readonly number[]): PlainResiduals {
  const lift = lifter(shape)
  const residuals = compiled((x: Tensor) => f(x))
  const forward = compiled((x: Tensor) => jacfwd(f)(x))
  const reverse = compiled((x: Tensor) => jacrev(f)(x))
  return {
    residuals: (x) => numbers(residuals(lift(x))),
    jacobian: (x) => {
      const m = residuals(lift(x)).size
      const flat = (m >= x.length ? forward : reverse)(lift(x)).data()
      return Array.from({ length: m }, (_, i) => numbersOf(flat.subarray(i * x.length, (i + 1) * x.length)))
    },
  }
}

/** Compiled once for its shape; a function whose JavaScript looks at values runs as it is. */
function compiled<A extends Tensor[], R>(f: (...args: A) => R): (...args: A) => R {
  const fast = jit(f) as unknown as (...args: A) => R
  let plain = false
  return (...args) => {
    if (plain) return f(...args)
    try {
      return fast(...args)
    } catch (error) {
      if (!(error instanceof TraceError)) throw error
      plain = true
      return f(...args)
    }
  }
}

function lifter(shape: readonly number[]): (x: ArrayLike<number>) => Tensor {
  if (!Array.isArray(shape))
    throw new NumericArgumentError(
      'automatic',
      'shape',
      `shape is ${showGiven(shape)}; it must be the array of the extents of x.`,
    )
  const size = shape.reduce((product, extent) => product * extent, 1)
  return (x) => {
    if (x.length !== size) {
      throw new NumericArgumentError(
        'automatic',
        'x',
        `x has ${x.length} numbers, but the shape [${shape}] has ${size}.`,
      )
    }
    return tensor(Float64Array.from(x), { dtype: 'float64', shape })
  }
}

function numbers(t: Tensor): number[] {
  return numbersOf(t.data())
}

function numbersOf(data: ArrayLike<number>): number[] {
  return Array.from(data)
}

/** Whether a start is a tensor, and so the function one of tensors. */
export function isTensor(x: unknown): x is Tensor {
  return x instanceof Tensor
}
