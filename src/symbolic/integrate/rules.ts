import { integer, isIntegerNumber, isValue, rational, symbol } from '../build/atoms.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { Rational, signOf } from '../number/rational.ts'
import { expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { harmonics, toSineCosine } from '../simplify/trig.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { nodeCount, walk } from '../traverse.ts'
import { type Decomposition, decompose } from './apart.ts'
import { decomposeWithParameters } from './apart-parameters.ts'
import { integrateBessel } from './bessel.ts'
import { isBeyondNames } from './beyond.ts'
import { overBiquadratic } from './biquadratic.ts'
import { byReciprocal } from './by-reciprocal.ts'
import { integrateCubic } from './cubic.ts'
import { integrateCyclotomic } from './cyclotomic.ts'
import { integrateImpulse } from './dirac.ts'
import {
  bySquaresOfTangents,
  conjugated,
  distributed,
  exponentials,
  halvedSquares,
  joinedRoots,
  oddPower,
  openAngles,
  overSquaresOfWaves,
  simplifyLightly,
} from './forms.ts'
import { growingWave, pureGrowth } from './growing-wave.ts'
import { halfAngle, wholeTangent } from './half-angle.ts'
import { incomplete } from './incomplete.ts'
import { constantFor, isMonomial, isPolynomialSum, isSpecial, logLike } from './kinds.ts'
import { integratePieces, joinedPieces } from './kinks.ts'
import { overLinearWave } from './linear-wave.ts'
import { parallelRisch } from './norman.ts'
import { overBinomial } from './over-binomial.ts'
import { overExponential, overLinearFactors } from './over-fractions.ts'
import { integrateOverRoots } from './over-roots.ts'
import { integrateFraction, overQuadratic, withRoot } from './quadratic.ts'
import { besideRoot, evenAndOdd } from './quadratic-root.ts'
import { withRadical } from './radicals.ts'
import { rationalising } from './rationalising.ts'
import { integrateRepeating } from './repeating.ts'
import { integrateByRoots } from './roots.ts'
import { type Integrate, isRational } from './shapes.ts'
import { fromSpecialTable } from './special.ts'
import { integrateStaircase } from './staircase.ts'
import { substitution } from './substitution.ts'
import { fromTable, linearSlope } from './table.ts'

const maxDepth = 7
const maxNodes = 400
const anyVariable = symbol(' x')

/** One search for an antiderivative; it remembers what it has tried, so that it ends. */
export class Integrator {
  private readonly known = new Map<Expr, Expr | undefined>()
  /** What is being tried, whatever the name of its variable: exp(x) as u and log(u) as x lead back to it. */
  private readonly open = new Set<Expr>()
  private depth = 0

  /** An antiderivative of e by x, or undefined. */
  integrate(e: Expr, x: Expr): Expr | undefined {
    if (!dependsOn(e, x)) return multiplyAll([e, x])
    if (this.known.has(e)) return this.known.get(e)
    if (this.depth >= maxDepth || nodeCount(e) > maxNodes) return undefined
    const nameless = subs(e, new Map([[x, anyVariable]]))
    // a second visit from within finds nothing, rather than go round in circles
    if (this.open.has(nameless)) return undefined
    this.open.add(nameless)
    this.depth++
    const found = this.attempt(e, x)
    this.depth--
    this.open.delete(nameless)
    if (found === undefined && this.depth > 0) this.known.delete(e)
    else this.known.set(e, found)
    return found
  }

  private attempt(e: Expr, x: Expr): Expr | undefined {
    const deeper: Integrate = (part, t) => this.integrate(part, t)
    const direct =
      integrateStaircase(e, x, deeper) ??
      integrateRepeating(e, x, deeper) ??
      fromTable(e, x) ??
      fromSpecialTable(e, x) ??
      integrateImpulse(e, x)
    if (direct !== undefined || isBeyondNames(e, x)) return direct
    if (e.kind === 'sum') {
      this.depth--
      const parts = this.termwise(e, x)
      this.depth++
      if (parts !== undefined) return parts
    }
    if (e.kind === 'product') {
      const fixed = e.args.filter((a) => !dependsOn(a, x))
      if (fixed.length > 0 || !isValue(rational(e.value), 1)) {
        this.depth--
        const inner = this.integrate(multiplyAll(e.args.filter((a) => dependsOn(a, x))), x)
        this.depth++
        return inner === undefined ? undefined : multiplyAll([rational(e.value), ...fixed, inner])
      }
    }
    const growth = pureGrowth(e, x)
    if (growth !== undefined) return divide(e, growth)
    if (e.kind === 'piecewise') return joinedPieces(e, x, deeper) ?? this.kinks(e, x)
    const last = this.depth <= 1 ? overSquaresOfWaves(e) : e
    return (
      this.rationalFunction(e, x) ??
      this.radical(e, x) ??
      overLinearWave(e, x) ??
      wholeTangent(e, x, this.depth, (f, t) => this.rationalFunction(f, t)) ??
      substitution(e, x, this.depth, deeper) ??
      integrateBessel(e, x) ??
      overLinearFactors(e, x, deeper) ??
      overExponential(e, x, this.depth, deeper) ??
      byReciprocal(e, x, this.depth, deeper) ??
      this.parts(e, x) ??
      growingWave(e, x) ??
      (this.depth <= 2 ? parallelRisch(bySquaresOfTangents(e), x) : undefined) ??
      rationalising(e, x, this.depth, deeper) ??
      this.rewritten(e, x) ??
      halfAngle(e, x, this.depth, (f, t) => this.rationalFunction(f, t)) ??
      this.shifted(e, x) ??
      this.kinks(e, x) ??
      incomplete(e, x) ??
      (last === e ? undefined : this.integrate(last, x))
    )
  }

  private termwise(e: Expr, x: Expr): Expr | undefined {
    const terms: Expr[] = []
    for (const a of e.args) {
      const inner = this.integrate(a, x)
      if (inner === undefined) return undefined
      terms.push(inner)
    }
    return linear([...terms, x], [...e.weights, e.value])
  }

  private rationalFunction(e: Expr, x: Expr): Expr | undefined {
    const parts = isRational(e, x) ? decompose(e, x) : undefined
    if (parts === undefined) {
      const apart = isRational(e, x) && this.depth <= 4 ? decomposeWithParameters(e, x) : undefined
      const one = apart && isWhole(apart) ? integrateFraction(apart.fractions[0]!, x) : undefined
      if (one !== undefined) return one
      if (apart !== undefined && !isWhole(apart)) return this.fractionwise(apart, x)
      const binomial =
        overBiquadratic(e, x) ??
        (this.depth <= 6 ? overBinomial(e, x, (f, t) => this.rationalFunction(f, t)) : undefined)
      if (binomial !== undefined) return binomial
      const [below, ...more] = e.kind === 'product' ? e.args.filter((a) => dependsOn(a, x)) : [e]
      if (more.length > 0 || below?.kind !== 'power' || !isValue(below.args[1]!, -1)) return undefined
      const found = overQuadratic(below.args[0]!, x)
      return found && multiplyAll([divide(e, below), found])
    }
    const c = coefficientsOf(parts.polynomial, x)!
    const terms = c.map((k, n) => multiplyAll([k, power(x, integer(n + 1)), rational(Rational.of(1, n + 1))]))
    for (const f of parts.fractions) {
      const inner =
        integrateFraction(f, x) ??
        integrateCyclotomic(f, x) ??
        integrateByRoots(f, x) ??
        // beside other fractions Cardano's radicals are more than anyone reads
        (parts.fractions.length === 1 ? integrateCubic(f, x) : undefined) ??
        integrateOverRoots(f, x)
      if (inner === undefined) return undefined
      terms.push(inner)
    }
    return linear(terms, undefined)
  }

  private fractionwise({ polynomial, fractions }: Decomposition, x: Expr): Expr | undefined {
    const terms = fractions.map((f) =>
      f.power > 1 ? integrateFraction(f, x) : this.integrate(divide(f.numerator, f.factor), x),
    )
    const all = [...terms, this.integrate(polynomial, x)]
    return all.includes(undefined) ? undefined : linear(all as Expr[], undefined)
  }

  /** P(x) q(x)^(n/2) for a quadratic q. */
  private radical(e: Expr, x: Expr): Expr | undefined {
    const factors = e.kind === 'product' ? e.args : [e]
    const root = factors.find(
      (f) =>
        f.kind === 'power' &&
        f.args[1]!.kind === 'number' &&
        f.args[1]!.value.d === 2 &&
        coefficientsOf(f.args[0]!, x)?.length === 3,
    )
    const rest = multiplyAll(factors.filter((f) => f !== root))
    if (root === undefined || !isRational(rest, x)) {
      const other = joinedRoots(e, x) ?? besideRoot(e, x)
      return other && this.integrate(other, x)
    }
    const n = Number(root.args[1]!.value.n)
    const q = root.args[0]!
    const fraction: Integrate = (f, t) => this.rationalFunction(f, t)
    return (
      withRoot(rest, q, n, x) ??
      withRadical(rest, q, n, x) ??
      evenAndOdd(rest, q, n, x, fraction, (f, t) => this.integrate(f, t))
    )
  }

  private kinks(e: Expr, x: Expr): Expr | undefined {
    return this.depth > 3 ? undefined : integratePieces(e, x, (part) => this.integrate(part, x))
  }

  /** u for a linear a x + b with symbols: x/(a x + b), x (a + b x)^n. */
  private shifted(e: Expr, x: Expr, chosen?: Expr): Expr | undefined {
    const sums = new Set<Expr>()
    walk(e, (node) => {
      if (node.kind === 'sum' && linearSlope(node, x) !== undefined) sums.add(node)
    })
    const s = chosen ?? (sums.size === 1 ? [...sums][0] : undefined)
    if (s === undefined) return undefined
    const [b, a] = coefficientsOf(s, x) as [Expr, Expr]
    const u = symbol(` v${this.depth}`)
    const written = expand(
      divide(
        subs(
          e,
          new Map([
            [s, u],
            [x, divide(subtract(u, b), a)],
          ]),
        ),
        a,
      ),
    )
    const inner = this.integrate(written, u)
    return inner && subs(inner, new Map([[u, s]]))
  }

  /** The integral of u v' = u v - the integral of u' v, with u chosen as books do: log, inverse, algebraic, ... */
  private parts(e: Expr, x: Expr): Expr | undefined {
    const factors = e.kind === 'product' ? e.args : [e]
    const isLogLike = (f: Expr): boolean => {
      const b =
        f.kind === 'power' && isIntegerNumber(f.args[1]!) && signOf(f.args[1]!.value) > 0 ? f.args[0]! : f
      return b.kind === 'call' && b.weights.length === 0 && logLike.has(b.name)
    }
    const chosen =
      factors.find(isLogLike) ??
      (factors.length > 1 ? factors.find((f) => isMonomial(f, x) || isPolynomialSum(f, x)) : undefined)
    if (chosen === undefined) return undefined
    const base = chosen.kind === 'power' ? chosen.args[0]! : undefined
    // powers of log(a x + b): of log(u)
    if (base?.name === 'log' && base.args[0] !== x && linearSlope(base.args[0]!, x) !== undefined) {
      const moved = this.shifted(e, x, base.args[0]!)
      if (moved !== undefined) return moved
    }
    const rest = multiplyAll(factors.filter((f) => f !== chosen))
    const found = this.integrate(rest, x)
    if (found === undefined || (isSpecial(found) && !isSpecial(e))) return undefined
    // of x^n, the case n != -1
    const free = found.kind === 'piecewise' && !dependsOn(found.args[1]!, x) ? found.args[0]! : found
    const v = sum(free, constantFor(chosen, free, x))
    const left = simplifyLightly(multiplyAll([v, derivative(chosen, x)]))
    const inner = this.integrate(left, x)
    return inner === undefined ? undefined : subtract(multiplyAll([chosen, v]), inner)
  }

  /** Other forms of the integrand: multiplied out, products of waves as sums, hyperbolic functions as exponentials. */
  private rewritten(e: Expr, x: Expr): Expr | undefined {
    const forms: (Expr | undefined)[] = [expand(e), distributed(e)]
    let [waves, hyperbolic] = [false, false]
    walk(e, (node) => {
      if (node.kind !== 'call' || !dependsOn(node, x)) return
      waves ||= ['sin', 'cos', 'tan', 'cot', 'sec', 'csc'].includes(node.name)
      hyperbolic ||= ['sinh', 'cosh', 'tanh', 'sech', 'coth', 'csch'].includes(node.name)
    })
    if (waves) {
      const plain = toSineCosine(e)
      const opened = openAngles(plain, x)
      forms.push(plain, oddPower(plain, x), opened, oddPower(opened, x), harmonics(expand(plain)))
      forms.push(bySquaresOfTangents(e), halvedSquares(e))
    }
    forms.push(conjugated(e))
    if (hyperbolic) forms.push(expand(exponentials(e)))
    forms.push(simplify(e, { work: 90_000 }))
    for (const form of new Set(forms)) {
      const inner = form === undefined || form === e ? undefined : this.integrate(form, x)
      if (inner !== undefined) return inner
    }
    return undefined
  }
}

/** Whether there is one part only, which is what was taken apart. */
const isWhole = ({ polynomial, fractions }: Decomposition): boolean =>
  isValue(polynomial, 0) && fractions.length === 1 && fractions[0]!.power === 1
