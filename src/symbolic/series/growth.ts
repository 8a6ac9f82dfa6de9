import { constant, fraction, integer, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { linear, negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { openLogs } from '../limit/open-logs.ts'
import { half, Rational } from '../number/rational.ts'
import { expandLog } from '../simplify/logs.ts'
import { expand } from '../simplify/rational.ts'
import { walk } from '../traverse.ts'
import { signOfConstant } from './decide.ts'
import { expandAtZero } from './expand.ts'
import { exponentialName, leading, NeedsMoreTerms, type Puiseux } from './puiseux.ts'
import { integralTail } from './tails.ts'

/*
 * Expansions at infinity: functions whose argument grows, by exponentials and waves times functions that have
 * expansions in powers; the exponentials and waves stand aside as symbols.
 */

/** 1 or -1 where u grows without bound as w tends to 0 from above, by its leading term; else undefined. */
function growsTo(u: Expr, w: Expr, options: { logW: Expr }): 1 | -1 | undefined {
  for (const cut of [2, 8])
    try {
      const first = leading(expandAtZero(u, w, cut, { ...options, sign: signOfConstant }))
      if (first === undefined || !(Number(first.exponent.n) < 0)) return undefined
      const sign = signOfConstant(first.coefficient)
      // log(w) is negative
      return sign ?? (first.coefficient === negate(options.logW) ? 1 : undefined)
    } catch (error) {
      if (error instanceof NeedsMoreTerms) continue
      if (error instanceof NotFoundError) return undefined
      throw error
    }
  return undefined
}

/** The expression with functions of growing arguments in that form. */
export function byGrowth(e: Expr, w: Expr): Expr {
  const logW = symbol(' logw')
  return mapExpr(e, (node) => {
    if (node.kind !== 'call' || node.weights.length > 0 || !dependsOn(node, w)) return node
    const u = node.args.at(-1)!
    if (!dependsOn(u, w) || node.args.slice(0, -1).some((a) => dependsOn(a, w))) return node
    if (node.name === 'LambertW' && node.args.length === 1) {
      // W(u) by the logarithm of what grows exponentially
      const log = openLogs(expandLog(call('log', u)))
      return isFreeOf(log, constant('I')) && growsTo(log, w, { logW }) === 1 ? call(' wright', log) : node
    }
    if (!candidates.has(node.name)) return node
    const side = growsTo(u, w, { logW })
    if (side === undefined) return node
    const up = side === 1
    return (
      (node.args.length === 1 ? integralTail(node.name, up ? u : negate(u), up) : undefined) ??
      (up
        ? growingUp(node, u)
        : node.name.startsWith('airy')
          ? airyWaves(node.name, negate(u))
          : undefined) ??
      node
    )
  })
}

function isFreeOf(e: Expr, part: Expr): boolean {
  let free = true
  walk(e, (node) => {
    free &&= node !== part
  })
  return free
}

const candidates = new Set(
  'Si Ci Ei E1 Shi Chi erf erfi dawson fresnels fresnelc gamma besselj bessely besseli besselk airyai airybi uppergamma lowergamma expint'.split(
    ' ',
  ),
)
const pi = (): Expr => constant('pi')

/** By Stirling's and Hankel's expansions. Source: DLMF 5.11.1, 10.17, 10.40, 9.7. */
function growingUp(e: Expr, u: Expr): Expr | undefined {
  const nu = e.args[0]!
  switch (e.name) {
    case 'gamma':
      return exp(call('lgamma', u))
    case 'uppergamma':
    case 'lowergamma': {
      const rest = multiplyAll([
        power(u, subtract(nu, integer(1))),
        exp(negate(u)),
        call(' uppergamma', nu, u),
      ])
      return e.name === 'uppergamma' ? rest : subtract(call('gamma', nu), rest)
    }
    case 'expint':
      return multiplyAll([
        power(u, integer(-1)),
        exp(negate(u)),
        call(' uppergamma', subtract(integer(1), nu), u),
      ])
    case 'besselk':
      return multiplyAll([
        sqrt(divide(pi(), scale(u, Rational.of(2)))),
        exp(negate(u)),
        call(' besselk', nu, u),
      ])
    case 'besseli':
      return divide(
        multiplyAll([exp(u), call(' besseli', nu, u)]),
        sqrt(scale(multiplyAll([pi(), u]), Rational.of(2))),
      )
    case 'besselj':
    case 'bessely': {
      const [P, Q] = [call(' hankelp', nu, u), call(' hankelq', nu, u)]
      const shift = scale(multiplyAll([pi(), sum(nu, fraction(1, 2))]), half)
      const phase = subtract(u, shift)
      const [cos, sin] = [call('cos', phase), call('sin', phase)]
      const wave =
        e.name === 'besselj'
          ? subtract(multiplyAll([P, cos]), multiplyAll([Q, sin]))
          : sum(multiplyAll([P, sin]), multiplyAll([Q, cos]))
      return multiplyAll([sqrt(divide(integer(2), multiplyAll([pi(), u]))), wave])
    }
    case 'airyai':
    case 'airybi': {
      // with z = 2 u^(3/2)/3 and the expansions of K_1/3 and I_1/3
      const z = scale(power(u, fraction(3, 2)), Rational.of(2, 3))
      const front = divide(power(u, fraction(-1, 4)), sqrt(pi()))
      return e.name === 'airyai'
        ? multiplyAll([scale(front, half), exp(negate(z)), call(' besselk', fraction(1, 3), z)])
        : multiplyAll([front, exp(z), call(' besseli', fraction(1, 3), z)])
    }
    default:
      return undefined
  }
}

/** Ai(-v) and Bi(-v) for large v: waves of z - pi/4 with z = 2 v^(3/2)/3. */
function airyWaves(name: string, v: Expr): Expr | undefined {
  const z = scale(power(v, fraction(3, 2)), Rational.of(2, 3))
  const phase = subtract(z, scale(pi(), Rational.of(1, 4)))
  const [P, Q] = [call(' hankelp', fraction(1, 3), z), call(' hankelq', fraction(1, 3), z)]
  const [cos, sin] = [call('cos', phase), call('sin', phase)]
  const wave =
    name === 'airyai'
      ? subtract(multiplyAll([P, cos]), multiplyAll([Q, sin]))
      : negate(sum(multiplyAll([P, sin]), multiplyAll([Q, cos])))
  return multiplyAll([power(v, fraction(-1, 4)), power(pi(), fraction(-1, 2)), wave])
}

/** Exponentials and waves of what grows, each with the symbol that stands for it. */
export class Growth {
  private readonly known = new Map<Expr, { name: string; argument: Expr }>()
  private readonly symbols = new Map<Expr, Expr>()
  private readonly w: Expr
  private readonly logW: Expr

  constructor(w: Expr, logW: Expr) {
    this.w = w
    this.logW = logW
  }

  symbolOf(name: 'exp' | 'sin' | 'cos', argument: Expr): Expr {
    // exp(-g) is one over exp(g), and sin(-g) is -sin(g)
    const mirrored = negate(argument)
    const key = call(` ${name}`, argument)
    if (this.symbols.has(call(` ${name}`, mirrored))) {
      const other = this.symbols.get(call(` ${name}`, mirrored))!
      return name === 'exp' ? power(other, integer(-1)) : name === 'sin' ? negate(other) : other
    }
    let s = this.symbols.get(key)
    if (s === undefined) {
      s =
        name === 'exp'
          ? symbol(`${exponentialName}${this.symbols.size}`, { positive: true })
          : symbol(` wave${this.symbols.size}`)
      this.symbols.set(key, s)
      this.known.set(s, { name, argument })
    }
    return s
  }

  /** Whether the symbols stand in sums, products and whole powers of themselves only, and log(w) in no other function. */
  isPolynomial(s: Puiseux): boolean {
    let fits = s.terms.every((t) => isLogarithmic(t.coefficient, this.logW))
    for (const { coefficient } of s.terms)
      walk(expand(coefficient), (node) => {
        if (!node.args.some((a) => [...this.known.keys()].some((g) => dependsOn(a, g)))) return
        if (node.kind === 'power') fits &&= this.known.has(node.args[0]!)
        else fits &&= node.kind === 'sum' || node.kind === 'product'
      })
    return fits
  }

  /**
   * The expansion with the exponentials and waves put back, w being that power, 1 or -1, of a base; and which exponentials
   * stand in its terms.
   */
  restored(s: Puiseux, base: Expr, up: 1 | -1): { series: Puiseux; growths: readonly Expr[] } {
    if (this.known.size === 0) return { series: s, growths: [] }
    const raised = (e: Expr): Expr => (up === 1 ? e : negate(e))
    const log = raised(call('log', base))
    const grown = (e: Expr): Expr =>
      mapExpr(e, (node) =>
        node.kind === 'power' && node.args[0] === this.w
          ? power(base, raised(node.args[1]!))
          : node === this.logW
            ? log
            : node,
      )
    const values = new Map<Expr, Expr>()
    // (x exp(x))^x: the exponent of one holds another that is known by then
    for (const [symbol, { name, argument }] of this.known) {
      const g = expand(subs(grown(argument), values))
      values.set(symbol, name === 'exp' ? powersOf(g) : call(name, g))
    }
    const plain = (e: Expr): Expr =>
      mapExpr(e, (node) => (node.kind === 'call' && node.name === 'exp' ? powersOf(node.args[0]!) : node))
    const back = (e: Expr): Expr => subs(e, values)
    const growths = new Set<Expr>()
    const terms = s.terms.map((t) => {
      const monomials = termsOf(expand(t.coefficient))
      for (const m of monomials) growths.add(back(multiplyAll(factorsOf(m).filter((f) => this.isGrowth(f)))))
      return { ...t, coefficient: sum(...monomials.map((m) => back(plain(m)))) }
    })
    return { series: { ...s, terms }, growths: [...growths] }
  }

  /** Whether it is a power of an exponential's symbol. */
  private isGrowth(e: Expr): boolean {
    return this.known.get(e.kind === 'power' ? e.args[0]! : e)?.name === 'exp'
  }
}

const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.args : [e])

/** The terms of a sum, or of a sum over one denominator. */
function termsOf(e: Expr): Expr[] {
  if (e.kind === 'sum')
    return [...e.args.map((a, i) => scale(a, e.weights[i]!)), rational(e.value)].filter(
      (t) => t !== integer(0),
    )
  const sums = e.kind === 'product' ? e.args.filter((f) => f.kind === 'sum') : []
  if (sums.length !== 1) return [e]
  const rest = multiplyAll([rational(e.value), ...e.args.filter((f) => f !== sums[0])])
  return termsOf(sums[0]!).map((t) => multiplyAll([rest, t]))
}

/** Whether the logarithm stands in sums, products, powers and logarithms only. */
export function isLogarithmic(e: Expr, logW: Expr): boolean {
  let fits = true
  walk(e, (node) => {
    if (node === logW || !dependsOn(node, logW)) return
    fits &&=
      node.kind === 'sum' ||
      node.kind === 'product' ||
      (node.kind === 'power' && !dependsOn(node.args[1]!, logW)) ||
      (node.kind === 'call' && node.name === 'log')
  })
  return fits
}

/** exp(x log(x) + 2 x log(2) - x) as x^x 2^(2 x) exp(-x) */
function powersOf(g: Expr): Expr {
  const terms = g.kind === 'sum' ? g.args.map((a, i) => scale(a, g.weights[i]!)) : [g]
  const rest: Expr[] = []
  const factors: Expr[] = []
  for (const t of terms) {
    const log = t.kind === 'product' ? t.args.find((f) => f.kind === 'call' && f.name === 'log') : undefined
    if (log === undefined) rest.push(t)
    else factors.push(power(log.args[0]!, divide(t, log)))
  }
  return multiplyAll([...factors, exp(linear(rest, undefined))])
}
