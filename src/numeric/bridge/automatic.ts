import { shown } from '../../errors.ts'
import { TraceError } from '../../graph/leaves.ts'
import { grad, hvp, jacfwd, jacrev, jit, Tensor, tensor, valueAndGrad } from '../../tensor/index.ts'
import { FunctionValueError, NumericArgumentError, showGiven, showReturned } from '../errors.ts'
import { checkedFunction, checkedPoint } from '../evaluate.ts'

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
export const automatic = (f: (x: Tensor) => Tensor, shape: readonly number[]): PlainDerivatives =>
  derivativesOf('automatic', f, shape)

/** As `automatic`; errors tell the operation. */
export function derivativesOf(
  operation: string,
  given: (x: Tensor) => Tensor,
  shape: readonly number[],
): PlainDerivatives {
  const f = checked(operation, given, true)
  const lift = lifter(operation, shape)
  const value = compiled(f)
  const both = compiled((x: Tensor) => valueAndGrad(f)(x) as [Tensor, Tensor])
  const gradient = compiled((x: Tensor) => grad(f)(x) as Tensor)
  const product = compiled((x: Tensor, v: Tensor) => hvp(f, x, v) as Tensor)
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
export const automaticResiduals = (f: (x: Tensor) => Tensor, shape: readonly number[]): PlainResiduals =>
  residualsOf('automaticResiduals', f, shape)

/** As `automaticResiduals`; errors tell the operation. */
export function residualsOf(
  operation: string,
  given: (x: Tensor) => Tensor,
  shape: readonly number[],
): PlainResiduals {
  const f = checked(operation, given, false)
  const lift = lifter(operation, shape)
  const residuals = compiled(f)
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

/** The function, which is refused where it does not make a tensor, or one of one number where that is wanted. */
function checked(operation: string, given: (x: Tensor) => Tensor, isScalar: boolean): typeof given {
  checkedFunction(operation, 'f', given)
  return (x) => {
    const made: unknown = given(x)
    if (made instanceof Tensor && !(isScalar && made.size !== 1)) return made
    throw new FunctionValueError(
      operation,
      [],
      made,
      `the function returned ${made instanceof Tensor ? `a tensor of shape [${made.shape}]` : showReturned(made)}; it must return a tensor${isScalar ? ' of one number: sum() or mean() makes one' : ''}.`,
    )
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

function lifter(operation: string, shape: readonly number[]): (x: ArrayLike<number>) => Tensor {
  if (!Array.isArray(shape) || !shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0))
    throw new NumericArgumentError(
      operation,
      'shape',
      `shape is ${Array.isArray(shape) ? shown(shape) : showGiven(shape)}; it must be the array of the extents of x.`,
    )
  const size = shape.reduce((product, extent) => product * extent, 1)
  return (x) => {
    const data = checkedPoint(operation, 'x', x)
    if (data.length !== size) {
      throw new NumericArgumentError(
        operation,
        'x',
        `x has ${data.length} numbers, but the shape [${shape}] has ${size}.`,
      )
    }
    return tensor(data, { dtype: 'float64', shape })
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
