import { tensor } from '../../tensor/creation.ts'
import * as functions from '../../tensor/functions/index.ts'
import { type TensorLike, toTensor } from '../../tensor/operands.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { realConstants, realFunctions, realPower } from '../evaluate/functions.ts'
import { binderOf, operandsOf, walkOperands } from '../evaluate/operands.ts'
import { realFunctionOf } from '../evaluate/program.ts'
import { stable } from '../evaluate/stable.ts'
import type { Expr } from '../expr.ts'
import { isInteger, toNumber } from '../number/rational.ts'
import { specialFunction } from './special-row.ts'

const { add, multiply, divide, power, negative, where } = functions
type Apply = (...args: readonly TensorLike[]) => Tensor

/** Where tensors call a function by another name. */
const named: Readonly<Record<string, Apply>> = {
  log_ndtr: functions.logNdtr as Apply,
  lbeta: functions.betaln as Apply,
  leaky_relu: functions.leakyRelu as Apply,
  log_logistic: functions.logSigmoid as Apply,
  remainder: functions.fmod as Apply,
  heaviside: (x) => functions.heaviside(x!, 0.5),
  hypot: (...xs) => toTensor(xs.reduce((a, b) => functions.hypot(a, b))),
  factorial: (x) => functions.gamma(add(x!, 1)),
  polygamma: (n, x) => orderAndArgument(n!, x!),
}

function orderAndArgument(n: TensorLike, x: TensorLike): Tensor {
  if (typeof n === 'number') return functions.polygamma(n, x)
  throw new EvaluationError('tensorFunction: the order of polygamma must be a number, not an argument.')
}

const comparisons: Readonly<Record<string, Apply>> = {
  '<': functions.less as Apply,
  '<=': functions.lessEqual as Apply,
  '==': functions.equal as Apply,
  '!=': functions.notEqual as Apply,
}

/**
 * The same expression as a function on tensors: differentiable again (`grad`, `backward`, any order), with broadcasting,
 * under `vmap` and `jit`. Common subexpressions are computed once. Several expressions give a function that returns as
 * many tensors.
 *
 * Throws: EvaluationError for a symbol that is no argument, an undefined function, or a complex constant.
 *
 * @example
 * const f = tensorFunction(parse('x^2*sin(y)'), ['x', 'y'])
 * grad(f)(3, 1)
 */
export function tensorFunction(e: Expr, args: readonly (string | Expr)[]): (...values: TensorLike[]) => Tensor
export function tensorFunction(
  e: readonly Expr[],
  args: readonly (string | Expr)[],
): (...values: TensorLike[]) => Tensor[]
export function tensorFunction(
  e: Expr | readonly Expr[],
  args: readonly (string | Expr)[],
): (...values: TensorLike[]) => Tensor | Tensor[] {
  const single = !Array.isArray(e)
  const roots = (single ? [e as Expr] : [...(e as readonly Expr[])]).map(stable)
  if (!Array.isArray(args))
    throw new EvaluationError(
      `tensorFunction: the arguments are ${String(args)}; list their names: tensorFunction(e, ['x', 'y']).`,
    )
  return (...values) => {
    if (values.length !== args.length)
      throw new EvaluationError(
        `tensorFunction: ${values.length} arguments came, the function has ${args.length} (${args.join(', ')}).`,
      )
    const memo = new Map<Expr, TensorLike>()
    const symbolValue = (symbol: Expr): TensorLike => {
      const index = args.findIndex((a) => (typeof a === 'string' ? a === symbol.name : a === symbol))
      if (index >= 0) return values[index]!
      throw new EvaluationError(
        `tensorFunction: the symbol ${symbol.name} is not among the arguments (${args.join(', ')}); add it.`,
      )
    }
    const wide = values.some((v) => v instanceof Tensor && v.dtype === 'float64')
    const lift = (x: TensorLike): TensorLike =>
      wide && typeof x === 'number' ? tensor(x, { dtype: 'float64' }) : x
    const results = roots.map((root) => toTensor(lift(build(root, symbolValue, lift, memo))))
    return single ? results[0]! : results
  }
}

/** Each distinct node once; plain numbers stay numbers, so that they adapt to the dtype of the tensors beside them. */
function build(
  root: Expr,
  symbolValue: (symbol: Expr) => TensorLike,
  lift: (x: TensorLike) => TensorLike,
  memo = new Map<Expr, TensorLike>(),
): TensorLike {
  walkOperands(
    root,
    (e) => {
      memo.set(
        e,
        visit(
          e,
          operandsOf(e).map((operand) => memo.get(operand)!),
          symbolValue,
          lift,
        ),
      )
    },
    memo,
  )
  return memo.get(root)!
}

/** `lift` gives plain numbers the dtype of the arguments, where two of them would make a tensor of the default one. */
function visit(
  e: Expr,
  args: readonly TensorLike[],
  symbolValue: (symbol: Expr) => TensorLike,
  lift: (x: TensorLike) => TensorLike,
): TensorLike {
  switch (e.kind) {
    case 'number':
      return toNumber(e.value)
    case 'constant':
      return constantOf(e)
    case 'symbol':
      return symbolValue(e)
    case 'sum':
      return e.args.reduce<TensorLike>(
        (total, _, i) => plus(total, toNumber(e.weights[i]!), args[i]!),
        toNumber(e.value),
      )
    case 'product':
      return args.reduce<TensorLike>(times, toNumber(e.value))
    case 'power':
      return powerOf(args[0]!, e.args[1]!, args[1]!)
    case 'call':
      return callOf(e, args, lift)
    case 'piecewise': {
      let result: TensorLike = lift(Number.NaN)
      for (let i = args.length - 2; i >= 0; i -= 2)
        result = where(truth(args[i + 1]!), lift(args[i]!), result)
      return result
    }
    case 'relation':
      return comparisons[e.name]!(args[0]!, args[1]!)
    case 'logic': {
      const join = e.name === 'and' ? functions.logicalAnd : functions.logicalOr
      return e.name === 'not'
        ? functions.logicalNot(truth(args[0]!))
        : args.map(truth).reduce((a, b) => join(a, b))
    }
  }
}

// Numbers alone are computed in float64.

/** total + w x */
function plus(total: TensorLike, w: number, x: TensorLike): TensorLike {
  if (typeof total === 'number' && typeof x === 'number') return total + w * x
  if (w === -1 && total !== 0) return functions.subtract(total, x)
  const term = times(w, x)
  return total === 0 ? term : add(total, term)
}

function times(a: TensorLike, b: TensorLike): TensorLike {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  if (a === 1) return b
  return a === -1 ? negative(b) : multiply(a, b)
}

/** The constants true and false are numbers until they meet a tensor. */
const truth = (x: TensorLike): TensorLike => (typeof x === 'number' ? x !== 0 : x)

function constantOf(e: Expr): number {
  if (e.name === 'I' || e.name === 'zoo')
    throw new EvaluationError(
      `tensorFunction: the constant ${e} is complex, and tensors are real. Take the real part first.`,
    )
  return realConstants[e.name]!
}

/** Whole powers stay exact for negative bases; halves are roots. */
function powerOf(base: TensorLike, exponent: Expr, value: TensorLike): TensorLike {
  if (typeof base === 'number' && typeof value === 'number') return realPower(base, value)
  if (exponent.kind !== 'number') return power(base, value)
  const n = toNumber(exponent.value)
  if (n === 0.5) return functions.sqrt(base)
  if (n === -0.5) return functions.rsqrt(base)
  if (n === -1) return divide(1, base)
  if (isInteger(exponent.value) && n < 0) return divide(1, power(base, -n))
  return power(base, n)
}

function callOf(e: Expr, args: readonly TensorLike[], lift: (x: TensorLike) => TensorLike): TensorLike {
  const plain = e.weights.length === 0 && binderOf(e) === undefined
  // refuses what has no value
  const real = realFunctionOf(e)
  if (args.every((arg) => typeof arg === 'number')) return real(...args)
  const known = (named[e.name] ?? (functions as Readonly<Record<string, unknown>>)[e.name]) as
    | Apply
    | undefined
  if (plain && known !== undefined && Object.hasOwn(realFunctions, e.name)) return known(...args)
  return specialFunction(e, args, (part, symbols) => build(part, (symbol) => symbols.get(symbol)!, lift))
}
