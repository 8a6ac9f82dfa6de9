import { constant, fraction, integer, isConstant } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import { isInteger, signOf } from '../number/rational.ts'
import { freeSymbols, walk } from '../traverse.ts'
import { coefficientsOf } from './coefficients.ts'
import { decimalOf, nsolve } from './nsolve.ts'
import { period } from './period.ts'
import type { Solutions } from './solution.ts'
import { solutionSet } from './solve.ts'

/** A real number with its float64 value. */
export interface Point {
  readonly value: Expr
  readonly at: number
}

/** The real line, or one period of it from 0, cut at points. */
export interface Line {
  readonly x: Expr
  readonly period: Expr | undefined
  readonly low: Point
  readonly high: Point
}

/** A part of the line that is looked at alone. */
export interface Within {
  readonly from: ExprLike
  readonly to: ExprLike
}

export function lineOf(e: Expr, x: Expr, within?: Within): Line {
  requireSearchable('analysis', e)
  const others = freeSymbols(e).filter((s) => s !== x)
  if (others.length > 0)
    throw new NotFoundError(
      'analysis',
      `${e} has other symbols (${others.join(', ')}); substitute numbers first`,
      e,
    )
  if (within !== undefined) {
    const [low, high] = [within.from, within.to].map((end): Point => {
      const value = end === 'oo' || end === '-oo' ? constant(end) : toExpr(end)
      return { value, at: evaluate(value) }
    }) as [Point, Point]
    if (!(low.at < high.at))
      throw new NotFoundError('analysis', `no part of the line is from ${low.value} to ${high.value}`, e)
    return { x, period: undefined, low, high }
  }
  const T = period(e, x)
  if (T !== undefined)
    return { x, period: T, low: { value: integer(0), at: 0 }, high: { value: T, at: evaluate(T) } }
  return {
    x,
    period: undefined,
    low: { value: constant('-oo'), at: Number.NEGATIVE_INFINITY },
    high: { value: constant('oo'), at: Number.POSITIVE_INFINITY },
  }
}

/** What of infinitely many jumps and poles the caller knows already: jumps of floor and its like, and poles of gamma too. */
export type Known = 'refused' | 'steps are known' | 'poles are known'

/** What is 0 where the function may end, have a pole or a kink. */
export function boundaryEquations(e: Expr, x: Expr, steps: Known = 'refused', line?: Line): Expr[] {
  const found = new Set<Expr>()
  const put = (u: Expr): void => {
    if (dependsOn(u, x)) found.add(u)
  }
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    const [u, v] = node.args
    if (node.kind === 'power') {
      const n = v!
      if (n.kind !== 'number' || !isInteger(n.value) || signOf(n.value) < 0) put(u!)
    } else if (node.kind === 'relation') put(subtract(u!, v!))
    else if (node.kind === 'call') {
      switch (node.name) {
        case 'log':
        case 'abs':
        case 'sign':
        case 'heaviside':
        case 'dirac':
        case 'cbrt':
        case 'Ci':
        case 'Chi':
        case 'Ei':
        case 'E1':
        case 'coth':
        case 'csch':
          put(u!)
          break
        case 'log1p':
          put(sum(u!, integer(1)))
          break
        case 'asin':
        case 'acos':
        case 'atanh':
        case 'asec':
        case 'acsc':
        case 'acoth':
          put(subtract(u!, integer(1)))
          put(sum(u!, integer(1)))
          break
        case 'acosh':
          put(subtract(u!, integer(1)))
          break
        case 'li':
        case 'asech':
        case 'logit':
          put(subtract(u!, integer(1)))
          put(u!)
          break
        case 'tan':
        case 'sec':
          put(call('cos', u!))
          break
        case 'cot':
        case 'csc':
          put(call('sin', u!))
          break
        case 'relu':
        case 'leaky_relu':
        case 'elu':
        case 'selu':
        case 'celu':
          put(u!)
          break
        case 'relu6':
          put(u!)
          put(subtract(u!, integer(6)))
          break
        case 'hardtanh':
          for (const end of [-1, 1]) put(subtract(u!, integer(end)))
          break
        case 'hardswish':
        case 'hardsigmoid':
          for (const end of [-3, 3]) put(subtract(u!, integer(end)))
          break
        case 'softshrink':
        case 'hardshrink':
          for (const end of [-1, 1]) put(subtract(u!, fraction(end, 2)))
          break
        case 'maximum':
        case 'minimum':
          put(subtract(u!, v!))
          break
        case 'floor':
        case 'ceil':
        case 'round':
        case 'trunc':
          if (steps !== 'refused') break
          for (const k of wholesBetween(node, x, line))
            put(subtract(u!, node.name === 'round' ? fraction(2 * k + 1, 2) : integer(k)))
          break
        case 'gamma':
        case 'lgamma':
        case 'digamma':
        case 'trigamma':
        case 'polygamma':
        case 'factorial': {
          if (steps === 'poles are known') break
          const last = node.name === 'factorial' ? -1 : 0
          for (const k of wholesBetween(node, x, line))
            if (k <= last) put(subtract(node.args.at(-1)!, integer(k)))
          break
        }
        case 'remainder':
          throw new NotFoundError('analysis', `${node.name} has infinitely many jumps or poles`, e)
        default:
          if (!smooth.has(node.name))
            throw new NotFoundError('analysis', `nothing is known of ${node.name}`, e)
      }
    }
  })
  return [...found]
}

const mostWholes = 100

/** The whole numbers that the argument of a function with jumps or poles passes on a part of the line. */
function wholesBetween(node: Expr, x: Expr, line: Line | undefined): number[] {
  const u = node.args.at(-1)!
  const c = coefficientsOf(u, x)
  if (
    line === undefined ||
    !Number.isFinite(line.low.at) ||
    !Number.isFinite(line.high.at) ||
    c?.length !== 2
  )
    throw new NotFoundError('analysis', `${node.name} has infinitely many jumps or poles`, node)
  const [b, a] = c.map((k) => evaluate(k)) as [number, number]
  const ends = [a * line.low.at + b, a * line.high.at + b].sort((p, q) => p - q) as [number, number]
  const first = Math.ceil(ends[0] - 1)
  const count = Math.floor(ends[1] + 1) - first + 1
  if (count > mostWholes)
    throw new NotFoundError('analysis', `${node.name} has ${count} jumps or poles there`, node)
  return Array.from({ length: count }, (_, i) => first + i)
}

const gammas = new Set(['gamma', 'lgamma', 'digamma', 'trigamma', 'polygamma', 'factorial'])

/** Calls of the gamma family in it, with poles at all whole numbers up to 0 (-1 for the factorial). */
export function gammaFunctions(e: Expr, x: Expr): Expr[] {
  const found: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'call' && gammas.has(node.name) && dependsOn(node, x)) found.push(node)
  })
  return found
}

/** The functions in it that jump at whole numbers or halves. */
export function stepFunctions(e: Expr, x: Expr): Expr[] {
  const found: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'call' && jumping.has(node.name) && dependsOn(node, x)) found.push(node)
  })
  return found
}
const jumping = new Set(['floor', 'ceil', 'round', 'trunc'])

const smooth = new Set(
  'besselj airyai airybi exp sin cos sinh cosh tanh sech asinh atan acot erf erfc expm1 logistic softplus sinc ndtr tanhshrink Si Shi erfi fresnels fresnelc gelu silu mish softsign log_logistic dawson'.split(
    ' ',
  ),
)

/** The solutions of equations on a line, rising, as decimal numbers where no method gives them exactly; periodic families are written out over one period of the line. */
export function zerosOn(line: Line, equations: readonly Expr[]): Point[] {
  const points: Point[] = []
  const put = (value: Expr): void => {
    const at = evaluate(value)
    if (!(at >= line.low.at && at <= line.high.at)) return
    if (!points.some((p) => Math.abs(p.at - at) <= 1e-9 * Math.max(1, Math.abs(at))))
      points.push({ value, at })
  }
  for (const equation of equations) {
    if (!dependsOn(equation, line.x)) continue
    const exact = exactSolutions(equation, line.x)
    if (exact === undefined) {
      for (const root of nsolve(equation, line.x, { from: line.low.value, to: line.high.value })) put(root)
      continue
    }
    const { solutions, periods } = exact
    solutions.forEach((s, i) => {
      const T = periods[i]
      if (T === undefined) {
        put(s)
        return
      }
      if (line.period === undefined && !(Number.isFinite(line.low.at) && Number.isFinite(line.high.at)))
        throw new NotFoundError(
          'analysis',
          `${equation} = 0 has infinitely many solutions, such as ${line.x} = ${sum(s, T)}; solutionSet gives them as families`,
          equation,
        )
      const [start, step] = [evaluate(s), evaluate(T)]
      const first = Math.ceil((line.low.at - start) / step - 1e-9)
      const last = Math.floor((line.high.at - start) / step + 1e-9)
      if (last - first > 1000) throw new NotFoundError('analysis', 'too many points in one period', equation)
      for (let k = first; k <= last; k++) put(sum(s, scale(T, integer(k).value)))
    })
  }
  return points.sort((a, b) => a.at - b.at)
}

/** The solutions of an equation; undefined where no method gives them. */
export function exactSolutions(equation: Expr, x: Expr): Solutions | undefined {
  try {
    return solutionSet(equation, x)
  } catch (error) {
    if (error instanceof NotFoundError && /^(no method|infinitely many)/.test(error.reason)) return undefined
    throw error
  }
}

/** An open stretch between neighbouring points, with numbers inside it. */
export interface Stretch {
  readonly from: Point
  readonly to: Point
  readonly samples: readonly number[]
}

export function stretches(line: Line, points: readonly Point[]): Stretch[] {
  const marks = [line.low, ...points.filter((p) => p.at !== line.low.at && p.at !== line.high.at), line.high]
  return marks.slice(1).map((to, i) => {
    const from = marks[i]!
    const [a, b] = [from.at, to.at]
    const samples =
      a === Number.NEGATIVE_INFINITY && b === Number.POSITIVE_INFINITY
        ? [-7.3, -0.61, 0.37, 1.9, 11.7]
        : a === Number.NEGATIVE_INFINITY
          ? [0.0137, 0.7171, 3.137, 17.137].map((d) => b - d)
          : b === Number.POSITIVE_INFINITY
            ? [0.0137, 0.7171, 3.137, 17.137].map((d) => a + d)
            : [0.07, 0.31, 0.57, 0.93].map((t) => a + t * (b - a))
    return { from, to, samples }
  })
}

/** The function in float64. */
export const numeric = (e: Expr, x: Expr): ((t: number) => number) =>
  lambdify(e, [x]) as (t: number) => number

/** Whether a number is known as a decimal only, such as a root that was searched for. */
export const isNumeric = (e: Expr): boolean => e.kind === 'number' && e.value.decimal

/** The value at a point where it is defined and real, or undefined. */
export function valueAtPoint(e: Expr, x: Expr, p: Point): Expr | undefined {
  // a whole number is exact
  if (isNumeric(p.value) && !Number.isSafeInteger(p.at)) {
    const y = numeric(e, x)(p.at)
    return Number.isFinite(y) ? decimalOf(String(y)) : undefined
  }
  const value = subs(e, new Map([[x, Number.isSafeInteger(p.at) ? integer(p.at) : p.value]]))
  if (value.kind === 'constant' && ['zoo', 'oo', '-oo', 'undefined'].includes(value.name)) return undefined
  return Number.isFinite(evaluate(value)) ? value : undefined
}

export const isEndless = (p: Point): boolean => isConstant(p.value, 'oo') || isConstant(p.value, '-oo')
