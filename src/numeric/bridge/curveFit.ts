import { type Tensor, tensor } from '../../tensor/index.ts'
import { checkedFunction } from '../evaluate.ts'
import {
  type CurveFitOptions,
  type CurveFitResult,
  curveFit as curveFitOfNumbers,
  fittedCurve,
  observations,
} from '../fit/curveFit.ts'
import { isTensor, residualsOf } from './automatic.ts'

/** Options of `curveFit` for a curve over tensors; its derivatives are automatic. */
export type TensorCurveFitOptions = Omit<CurveFitOptions<Tensor>, 'jacobian'>

/**
 * Fits the parameters of a curve y = f(x, a, b, ...) to observations, as SciPy's curve_fit. Where xdata is a tensor, f is
 * a function of tensors that takes all of xdata (its first axis counts the observations) and one scalar for each
 * parameter; its derivatives are automatic, exact and in float64. Otherwise f is a plain function of one x, which may be
 * anything, and the parameters.
 *
 * Throws, Accuracy: see `curveFit` for plain functions in fit/curveFit.ts.
 *
 * @example
 * const [t, y] = [[0, 1, 2, 3], [5.1, 2.9, 1.9, 1.1]]
 * const fit = curveFit((t, a, k) => a * Math.exp(-k * t), t, y)
 * fit.parameters // [5.0603..., 0.5140...]
 * curveFit((t, a, k) => math`${a} * exp(-${k} * ${t})`, tensor(t), y).standardErrors // the same, by exact derivatives
 */
export function curveFit(
  f: (x: Tensor, ...parameters: Tensor[]) => Tensor,
  xdata: Tensor,
  ydata: Tensor | ArrayLike<number>,
  options?: TensorCurveFitOptions,
): CurveFitResult
export function curveFit<X>(
  f: (x: X, ...parameters: number[]) => number,
  xdata: ArrayLike<X>,
  ydata: ArrayLike<number>,
  options?: CurveFitOptions<X>,
): CurveFitResult
export function curveFit(
  f: (x: never, ...parameters: never[]) => unknown,
  xdata: Tensor | ArrayLike<unknown>,
  ydata: Tensor | ArrayLike<number>,
  options: CurveFitOptions<never> & TensorCurveFitOptions = {},
): CurveFitResult {
  const observed = isTensor(ydata) ? (ydata.data() as ArrayLike<number>) : ydata
  if (!isTensor(xdata))
    return curveFitOfNumbers(f as (x: unknown, ...p: number[]) => number, xdata, observed, options as never)
  checkedFunction('curveFit', 'f', f)
  const y = observations({ length: xdata.shape[0] ?? 1 }, observed)
  const x = tensor(Float64Array.from(xdata.data() as ArrayLike<number>), {
    dtype: 'float64',
    shape: xdata.shape,
  })
  const curve = (p: Tensor): Tensor =>
    (f as (x: Tensor, ...parameters: Tensor[]) => Tensor)(
      x,
      ...Array.from({ length: p.size }, (_, j) => p.index(j)),
    )
  let plain: ReturnType<typeof residualsOf> | undefined
  const of = (p: number[]) => (plain ??= residualsOf('curveFit', curve, [p.length]))
  return fittedCurve((p) => of(p as number[]).residuals(p as number[]), y, f.length - 1, {
    ...options,
    jacobian: (p) => of(p as number[]).jacobian(p as number[]),
  })
}
