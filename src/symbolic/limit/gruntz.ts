import { constant, integer, isConstant, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isPositive } from '../build/known.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { isInteger, Rational, signOf } from '../number/rational.ts'
import { isZero, signOfConstant } from '../series/decide.ts'
import { expandAtZero, expandUntil } from '../series/expand.ts'
import { OscillationError } from '../series/parts.ts'
import { leading } from '../series/puiseux.ts'
import { expand } from '../simplify/rational.ts'
import { freeSymbols, nodeCount, walk } from '../traverse.ts'
import { orderOf } from './irrational.ts'
import { openLogs } from './open-logs.ts'

/*
 * Gruntz, On Computing Limits in a Symbolic Manipulation System (ETH Zurich, 1996): the limit for x to infinity is that
 * of the leading coefficient in powers of w, the exponential that varies most rapidly, taken to tend to 0.
 */

const maxDepth = 40
const maxNodes = 3_000

/** The ends between which something stays, and whether it swings from one to the other without end. */
export interface Bounds {
  readonly low: Expr
  readonly high: Expr
  readonly swings: boolean
}

/** One computation of limits for x to infinity, with what it has found so far. */
export class Gruntz {
  readonly x: Expr
  /** Symbols that stand for what stays between two bounds. */
  readonly bounded = new Map<Expr, Bounds>()
  /** Irrational exponents that were taken by their float64 value. */
  readonly irrational = new Set<Expr>()
  private depth = 0
  private readonly limits = new Map<Expr, Expr>()

  constructor() {
    this.x = symbol(' x', { positive: true })
  }

  private depends(e: Expr): boolean {
    return dependsOn(e, this.x)
  }

  /** The limit for x to infinity: a constant, oo or -oo. */
  limit(e: Expr): Expr {
    if (!this.depends(e)) return e
    if (e === this.x) return constant('oo')
    if (this.isMultipleOfX(e)) return this.limitOfGrowth(e, divide(e, this.x))
    const known = this.limits.get(e)
    if (known !== undefined) return known
    if (++this.depth > maxDepth || nodeCount(e) > maxNodes) {
      this.depth--
      throw new NotFoundError('limit', 'the expression grows too complicated', e)
    }
    try {
      const value = this.limitNow(e)
      this.limits.set(e, value)
      return value
    } finally {
      this.depth--
    }
  }

  private limitNow(e: Expr): Expr {
    const { coefficient, exponent } = this.leadingTerm(e)
    const sign = signOf(exponent)
    if (isZero(coefficient) || sign > 0) return integer(0)
    if (sign === 0) return this.limit(coefficient)
    return this.limitOfGrowth(e, coefficient)
  }

  /** The infinite limit of what grows by a coefficient; where it is linear in a bounded part of that, the limit at both bounds. */
  private limitOfGrowth(e: Expr, coefficient: Expr): Expr {
    const s = freeSymbols(coefficient).find((b) => this.bounded.has(b))
    if (s === undefined || !isLinear(e, s)) {
      // x/cos(x) is beyond every bound on both sides again and again
      if (s !== undefined && this.changesSign(coefficient, s))
        throw new OscillationError('limit', `${e} changes its sign without end`, e)
      return constant(this.sign(coefficient) > 0 ? 'oo' : '-oo')
    }
    const { low, high, swings } = this.bounded.get(s)!
    const [a, b] = [low, high].map((v) => this.limit(subs(e, new Map([[s, v]])))) as [Expr, Expr]
    if (a === b) return a
    const Failure = swings ? OscillationError : NotFoundError
    throw new Failure('limit', `${e} changes its sign or its size without end`, e)
  }

  /** The sign that an expression has for all large x. */
  sign(e: Expr): 1 | -1 {
    if (isPositive(e)) return 1
    if (isPositive(negate(e))) return -1
    if (!this.depends(e)) {
      const sign = signOfConstant(e) ?? this.boundedSign(e)
      if (sign === undefined) throw new NotFoundError('limit', `the sign of ${e} is not known`, e)
      return sign
    }
    if (e.kind === 'product' || isWholePower(e)) return this.signOfFactors(e)
    return this.sign(this.leadingTerm(e).coefficient)
  }

  private signOfFactors(e: Expr): 1 | -1 {
    if (e.kind === 'product')
      return e.args.reduce<number>((s, a) => s * this.sign(a), signOf(e.value)) < 0 ? -1 : 1
    const even = BigInt(e.args[1]!.value.n) % 2n === 0n
    return even ? 1 : this.sign(e.args[0]!)
  }

  /** Whether a function of nothing but what swings between two bounds has values of both signs there. */
  private changesSign(e: Expr, s: Expr): boolean {
    const { low, high, swings } = this.bounded.get(s)!
    if (!swings || freeSymbols(e).length !== 1) return false
    const [a, b] = [low, high].map((v) => signOfConstant(subs(e, new Map([[s, v]]))))
    return a !== undefined && b !== undefined && a !== b
  }

  /** Whether a + b*s with a bounded s has, for all large x, one sign and a size above some number. */
  private staysAwayFromZero(e: Expr): boolean {
    const [s, ...others] = freeSymbols(e).filter((b) => this.bounded.has(b))
    if (s === undefined || others.length > 0 || !isLinear(e, s)) return false
    const { low, high } = this.bounded.get(s)!
    try {
      const [a, b] = [low, high].map((v) => {
        const end = this.limit(subs(e, new Map([[s, v]])))
        return isZero(end) ? 0 : isConstant(end, 'oo') ? 1 : isConstant(end, '-oo') ? -1 : this.sign(end)
      })
      return a !== 0 && a === b
    } catch (error) {
      if (error instanceof NotFoundError) return false
      throw error
    }
  }

  /** a + b*s with a bounded s: its sign where a outweighs b; no sign where s alone decides. */
  private boundedSign(e: Expr): 1 | -1 | undefined {
    const used = freeSymbols(e).filter((s) => this.bounded.has(s))
    if (used.length === 0) return undefined
    if (e.kind === 'product' || isWholePower(e)) return this.signOfFactors(e)
    const s = used[0]!
    const { low, high } = this.bounded.get(s)!
    if (used.length === 1 && freeSymbols(e).length === 1 && isLinear(e, s)) {
      const ends = [low, high].map((v) => subs(e, new Map([[s, v]])))
      const [a, b] = ends.map((v) => (isZero(v) ? undefined : signOfConstant(v)))
      if (a !== undefined && a === b) return a
    }
    throw new NotFoundError('limit', `the sign of ${e} oscillates`, e)
  }

  /** coefficient * w^exponent, the leading term in the most rapidly varying w. */
  private leadingTerm(e: Expr): { coefficient: Expr; exponent: Rational } {
    if (!this.depends(e)) return { coefficient: e, exponent: Rational.of(0) }
    let fastest = this.mostRapid(e)
    if (fastest.size === 0) return { coefficient: e, exponent: Rational.of(0) }
    for (let moves = 0; fastest.has(this.x); moves++) {
      if (moves > 6) throw new NotFoundError('limit', 'no exponential varies most rapidly', e)
      // x itself is fastest: everything is taken at exp(x) instead
      const up = (a: Expr): Expr => openLogs(subs(a, new Map([[this.x, exp(this.x)]])))
      e = up(e)
      // powers of x are now exp(c*x)
      fastest = new Set([...fastest].filter((f) => f !== this.x).map(up))
      walk(e, (node) => {
        if (node.kind === 'call' && node.name === 'exp' && this.isMultipleOfX(node.args[0]!))
          fastest.add(node)
      })
      if (fastest.size === 0) fastest = this.mostRapid(e)
    }
    const { rewritten, w, logW } = this.rewrite(e, fastest)
    return expandUntil(
      (cut) => {
        const s = expandAtZero(rewritten, w, cut, {
          logW,
          sign: (c) => {
            try {
              return this.sign(c)
            } catch (error) {
              if (error instanceof OscillationError) throw error
              if (error instanceof NotFoundError) return undefined
              throw error
            }
          },
          checkBase: (c) => {
            if ([...this.bounded.keys()].some((b) => dependsOn(c, b)) && !this.staysAwayFromZero(c))
              throw new NotFoundError('limit', `a quotient by ${c}, which oscillates`, c)
          },
        })
        return leading(s) ?? { coefficient: integer(0), exponent: Rational.of(0) }
      },
      2,
      64,
    )
  }

  private isMultipleOfX(u: Expr): boolean {
    return (
      u === this.x ||
      (u.kind === 'product' &&
        u.args.includes(this.x) &&
        !this.depends(multiplyAll(u.args.filter((a) => a !== this.x))))
    )
  }

  /** The subexpressions, x or exponentials, that vary most rapidly: all of one order of growth. */
  private mostRapid(root: Expr): Set<Expr> {
    const found = new Map<Expr, Set<Expr>>()
    const none = new Set<Expr>()
    const of = (e: Expr): Set<Expr> => found.get(e) ?? none
    walk(
      root,
      (e) => {
        found.set(e, this.rapidOf(e, of))
      },
      { has: (e) => found.has(e) || (e.mask & this.x.mask) === 0 },
    )
    return of(root)
  }

  private rapidOf(e: Expr, of: (e: Expr) => Set<Expr>): Set<Expr> {
    if (e === this.x) return new Set([e])
    const inner = e.args.reduce<Set<Expr>>((a, arg) => this.faster(a, of(arg)), new Set())
    if (e.kind !== 'call' || e.name !== 'exp' || inner.size === 0) return inner
    const limit = this.limit(e.args[0]!)
    return isConstant(limit, 'oo') || isConstant(limit, '-oo') ? this.faster(new Set([e]), inner) : inner
  }

  private faster(a: Set<Expr>, b: Set<Expr>): Set<Expr> {
    if (a.size === 0) return b
    if (b.size === 0) return a
    for (const e of a) if (b.has(e)) return new Set([...a, ...b])
    const ratio = this.limit(multiplyAll([logOf([...a][0]!), power(logOf([...b][0]!), integer(-1))]))
    if (isZero(ratio)) return b
    if (isConstant(ratio, 'oo') || isConstant(ratio, '-oo')) return a
    return new Set([...a, ...b])
  }

  /** Each of the fastest exponentials as a power of one of them, w, times what varies more slowly. */
  private rewrite(e: Expr, fastest: Set<Expr>): { rewritten: Expr; w: Expr; logW: Expr } {
    const order: Expr[] = []
    walk(e, (node) => {
      if (fastest.has(node)) order.push(node)
    })
    const exponentOf = (f: Expr): Expr => f.args[0]!
    if (order.length === 0 || order.some((f) => f.kind !== 'call' || f.name !== 'exp'))
      throw new NotFoundError('limit', 'no exponential varies most rapidly', e)
    const chosen = order.reduce((a, b) => (nodeCount(b) < nodeCount(a) ? b : a))
    const down = isConstant(this.limit(exponentOf(chosen)), '-oo')
    const logW = down ? exponentOf(chosen) : negate(exponentOf(chosen))
    const w = symbol(' w', { positive: true })
    const replaced = new Map<Expr, Expr>()
    for (const f of order) {
      const c =
        f === chosen ? integer(down ? 1 : -1) : expand(openLogs(this.limit(divide(exponentOf(f), logW))))
      const rest = expand(subtract(exponentOf(f), multiplyAll([logW, c])))
      replaced.set(
        f,
        multiplyAll([power(w, rational(orderOf(c, f, this.irrational))), exp(subs(rest, replaced))]),
      )
    }
    return { rewritten: subs(e, replaced), w, logW }
  }
}

const isWholePower = (e: Expr): boolean =>
  e.kind === 'power' && e.args[1]!.kind === 'number' && isInteger(e.args[1]!.value)

const logOf = (e: Expr): Expr => (e.kind === 'call' && e.name === 'exp' ? e.args[0]! : call('log', e))

export const isLinear = (e: Expr, s: Expr): boolean => !dependsOn(expand(derivative(e, s)), s)
