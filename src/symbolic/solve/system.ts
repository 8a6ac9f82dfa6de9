import { requireList } from '../../errors.ts'
import { multiplyAll } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { dependsOn } from '../calculus/depends.ts'
import { DifferentiationError, resolve, type Variable } from '../calculus/derivative.ts'
import { gradient, hessian } from '../calculus/gradient.ts'
import { asZero } from '../calculus/implicit.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { isZero, signOfConstant } from '../series/decide.ts'
import { factorize } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols, nodeCount } from '../traverse.ts'
import { search } from '../work.ts'
import { coefficientsOf } from './coefficients.ts'
import { solutionSet } from './solve.ts'
import { residual } from './verify.ts'

/** A value for each variable, by name. */
export type SystemSolution = Readonly<Record<string, Expr>>

const maxBranches = 200

/**
 * The real solutions of a system of equations: linear ones, and those in which the unknowns can be eliminated one by
 * one by solving for them. Unknowns that stay free are not in a solution.
 *
 * Throws: NotFoundError where an elimination does not succeed.
 *
 * @example
 * solveSystem([parse('x + y == 3'), parse('x - y == 1')], ['x', 'y']) // [{ x: 2, y: 1 }]
 */
export function solveSystem(equations: readonly Expr[], variables: readonly Variable[]): SystemSolution[] {
  return search('solveSystem', () => {
    requireList('solveSystem', equations)
    requireList('solveSystem', variables)
    const zeros = equations.map(asZero)
    zeros.forEach((e) => {
      requireSearchable('solveSystem', e)
    })
    const symbols = variables.map((v) => zeros.map((e) => resolve(e, v)).find((s) => s !== undefined))
    const known = symbols.filter((s): s is Expr => s !== undefined)
    if (known.length === 0) throw new DifferentiationError('solveSystem: no unknown occurs in the equations.')
    const search = { branches: 0 }
    const found = eliminate(zeros, known, search)
    const unique: SystemSolution[] = []
    const seen = new Set<string>()
    for (const values of found) {
      const solution: Record<string, Expr> = {}
      for (const s of known) if (values.has(s)) solution[s.name] = simplify(values.get(s)!)
      const key = known
        .map((s) => (solution[s.name] === undefined ? '' : String(solution[s.name]!.id)))
        .join()
      if (seen.has(key) || !satisfiesAll(zeros, values)) continue
      seen.add(key)
      unique.push(solution)
    }
    const general = unique.filter((s) => !unique.some((other) => isCaseOf(s, other, known)))
    return sorted(general, known)
  })
}

/** Whether a solution is another one, with more unknowns left free, at special values of those. */
function isCaseOf(s: SystemSolution, other: SystemSolution, symbols: readonly Expr[]): boolean {
  if (Object.keys(other).length >= Object.keys(s).length) return false
  const place = new Map(symbols.flatMap((x) => (s[x.name] === undefined ? [] : [[x, s[x.name]!] as const])))
  return Object.entries(other).every(
    ([name, v]) => s[name] !== undefined && simplify(subs(v, place)) === s[name],
  )
}

function sorted(list: SystemSolution[], symbols: readonly Expr[]): SystemSolution[] {
  const at = (s: SystemSolution): number[] =>
    symbols.map((x) => {
      const v = s[x.name]
      return v === undefined || freeSymbols(v).length > 0 ? 0 : evaluate(v)
    })
  return list.sort((a, b) => {
    const [p, q] = [at(a), at(b)]
    const i = p.findIndex((v, k) => Math.abs(v - q[k]!) > 1e-12)
    return i < 0 ? 0 : p[i]! - q[i]!
  })
}

function satisfiesAll(equations: readonly Expr[], values: ReadonlyMap<Expr, Expr>): boolean {
  return equations.every((e) => {
    const at = subs(e, values)
    if (freeSymbols(at).length > 0) return true
    try {
      const y = evaluate(at)
      return Number.isFinite(y) && (e.kind === 'sum' ? residual(e, values) : Math.abs(y)) < 1e-7
    } catch (error) {
      if (error instanceof EvaluationError) return true
      throw error
    }
  })
}

/** Solves one equation for one unknown, puts it into the others, and goes on; one branch for each solution. */
function eliminate(
  equations: readonly Expr[],
  unknowns: readonly Expr[],
  search: { branches: number },
): Map<Expr, Expr>[] {
  if (++search.branches > maxBranches) throw new NotFoundError('solveSystem', 'too many branches')
  const open: Expr[] = []
  for (const e of equations) {
    const short = numeratorOf(e)
    if (isZero(short)) continue
    if (!unknowns.some((u) => dependsOn(short, u))) return []
    open.push(short)
  }
  if (open.length === 0) return [new Map()]
  // a product is 0 where a factor is
  const split = open.findIndex((e) => e.kind === 'product' || e.kind === 'power')
  if (split >= 0) {
    const e = open[split]!
    const factors = e.kind === 'power' ? [e.args[0]!] : e.args
    return factors
      .filter((f) => unknowns.some((u) => dependsOn(f, u)))
      .flatMap((f) => eliminate([...open.slice(0, split), f, ...open.slice(split + 1)], unknowns, search))
  }
  let failure: NotFoundError | undefined
  for (const { equation, unknown } of choices(open, unknowns)) {
    let values: readonly Expr[]
    try {
      const set = solutionSet(equation, unknown)
      if (set.periods.some((p) => p !== undefined))
        throw new NotFoundError('solveSystem', `infinitely many solutions of ${equation} = 0`, equation)
      values = set.solutions
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      failure = error
      continue
    }
    const rest = open.filter((e) => e !== equation)
    const left = unknowns.filter((u) => u !== unknown)
    try {
      return values.flatMap((value) => {
        const place = new Map([[unknown, value]])
        return eliminate(
          rest.map((e) => subs(e, place)),
          left,
          search,
        ).map((more) => new Map([[unknown, subs(value, more)], ...more]))
      })
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      failure = error
    }
  }
  throw failure ?? new NotFoundError('solveSystem', 'no equation can be solved for an unknown', open[0])
}

/** The factors above the stroke: where the fraction is 0. */
function numeratorOf(e: Expr): Expr {
  const whole = factorize(e)
  if (whole.kind !== 'product') return whole
  const top = whole.args.filter(
    (f) => !(f.kind === 'power' && f.args[1]!.kind === 'number' && f.args[1]!.value.n < 0),
  )
  return multiplyAll(top)
}

/** Equation and unknown, the easiest pair first: linear with a number in front, linear, then by degree and size. */
function choices(
  equations: readonly Expr[],
  unknowns: readonly Expr[],
): { equation: Expr; unknown: Expr; cost: number }[] {
  const list = equations.flatMap((equation) =>
    unknowns
      .filter((u) => dependsOn(equation, u))
      .map((unknown) => {
        const c = coefficientsOf(equation, unknown)
        const alone = unknowns.filter((u) => dependsOn(equation, u)).length === 1
        const degree = c === undefined ? 50 : c.length - 1
        const plain = c !== undefined && c.length === 2 && !unknowns.some((u) => dependsOn(c[1]!, u))
        return {
          equation,
          unknown,
          cost: (plain ? 0 : alone ? 1 : degree * 10) + nodeCount(equation) / 1000,
        }
      }),
  )
  return list.sort((a, b) => a.cost - b.cost)
}

/** A point where all first derivatives are 0. */
export interface CriticalPoint {
  readonly point: SystemSolution
  readonly value: Expr
  /** By the second derivatives; `undecided` where they do not tell. */
  readonly kind: 'minimum' | 'maximum' | 'saddle' | 'undecided'
}

/**
 * The stationary points of a function of several variables, classified by the eigenvalues of the Hessian.
 *
 * Throws: NotFoundError where the gradient = 0 is not solved.
 *
 * @example
 * criticalPoints(parse('x^2 - y^2'), ['x', 'y']) // one saddle, at x = 0, y = 0
 */
export function criticalPoints(e: Expr, variables: readonly Variable[] = freeSymbols(e)): CriticalPoint[] {
  return search('criticalPoints', () => {
    requireList('criticalPoints', variables)
    const symbols = variables.map((v) => resolve(e, v)).filter((s): s is Expr => s !== undefined)
    const second = hessian(e, symbols)
    return solveSystem(gradient(e, symbols), symbols).map((point) => {
      const place = new Map(
        symbols.flatMap((s) => (point[s.name] === undefined ? [] : [[s, point[s.name]!] as const])),
      )
      const H = second.map((row) => row.map((h) => simplify(subs(h, place))))
      return { point, value: simplify(subs(e, place)), kind: kindOf(H) }
    })
  })
}

/** By the signs of the eigenvalues. */
function kindOf(H: readonly (readonly Expr[])[]): CriticalPoint['kind'] {
  const m = H.map((row) =>
    row.map((h) => (freeSymbols(h).length > 0 ? (signOfConstant(h) ?? Number.NaN) : evaluate(h))),
  )
  if (m.some((row) => row.some(Number.isNaN))) return 'undecided'
  // other units for the variables keep the signs
  const units = m.map((row, i) => Math.sqrt(Math.abs(row[i]!)) || 1)
  const eigen = eigenvalues(m.map((row, i) => row.map((h, j) => h / (units[i]! * units[j]!))))
  const size = Math.max(...eigen.map(Math.abs), 0)
  const [up, down] = [eigen.some((v) => v > 1e-9 * size), eigen.some((v) => v < -1e-9 * size)]
  if (up && down) return 'saddle'
  if (eigen.some((v) => Math.abs(v) <= 1e-9 * size)) return 'undecided'
  return up ? 'minimum' : 'maximum'
}

/** The eigenvalues of a small symmetric matrix, by Jacobi's rotations. */
function eigenvalues(matrix: readonly (readonly number[])[]): number[] {
  const a = matrix.map((row) => [...row])
  const n = a.length
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = a[p]![q]!
        off += Math.abs(apq)
        if (apq === 0) continue
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq)
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
        const c = 1 / Math.sqrt(t * t + 1)
        const s = t * c
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!]
          a[k]![p] = c * x - s * y
          a[k]![q] = s * x + c * y
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!]
          a[p]![k] = c * x - s * y
          a[q]![k] = s * x + c * y
        }
      }
    if (off < 1e-300) break
  }
  return a.map((row, i) => row[i]!)
}
