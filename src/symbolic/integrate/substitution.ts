import { integer, isIntegerNumber, isNumber, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { isInteger, Rational } from '../number/rational.ts'
import { cancel } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { nodeCount, some, walk } from '../traverse.ts'
import { bySquaresOfTangents } from './forms.ts'
import { logLike } from './kinds.ts'
import type { Integrate } from './shapes.ts'
import { linearSlope } from './table.ts'

/** The integral of g(u) u' is that of g by u. */
export function substitution(e: Expr, x: Expr, depth: number, integrate: Integrate): Expr | undefined {
  const u = symbol(` u${depth}`)
  const candidates = new Set<Expr>()
  walk(e, (node) => {
    if (!dependsOn(node, x) || node === x || node === e) return
    if (node.kind === 'call' || node.kind === 'sum') candidates.add(node)
    if (node.kind === 'call' && node.args.length === 1 && node.args[0]!.kind === 'power')
      candidates.add(node.args[0]!)
    if (node.kind === 'power') candidates.add(node)
    if (node.kind === 'product') candidates.add(multiplyAll(node.args))
    // x^4 = (x^2)^2
    if (node.kind === 'power' && node.args[0] === x && isIntegerNumber(node.args[1]!))
      for (const k of [2, 3, 4])
        if (Number(node.args[1]!.value.n) % k === 0) candidates.add(power(x, integer(k)))
    // 2^(3*x) = (2^x)^3
    if (node.kind === 'power' && isNumber(node.args[0]!) && node.args[1]!.kind === 'product')
      candidates.add(power(node.args[0]!, multiplyAll(node.args[1]!.args)))
  })
  if (e.kind === 'product' || e.kind === 'power') candidates.delete(e)
  // atan(1/x) by parts
  if (e.kind === 'call' && logLike.has(e.name)) candidates.delete(power(x, integer(-1)))
  const list = [...candidates].sort((a, b) => nodeCount(b) - nodeCount(a)).slice(0, 24)
  for (const g of list) {
    if (linearSlope(g, x) !== undefined && g.kind !== 'call') continue
    const slope = derivative(g, x)
    if (isNumber(slope)) continue
    const plain = divide(e, slope)
    const tangent = g.kind === 'call' && (g.name === 'tan' || g.name === 'cot')
    const forms = tangent ? [cancel(bySquaresOfTangents(plain)), plain] : [plain, cancel(plain)]
    // log(tan(x))/(sin(x)*cos(x)): what stands beside log(tan(x)) is its slope in another form
    if (ofWave(g, x)) forms.push(simplify(divide(replacePowers(e, g, u), slope), { work: 20_000 }))
    // books take x = sin(u) only within exp
    const inverse = g === logOf(x) || grows(e, g) ? inverseOf(g, x, u) : undefined
    for (const quotient of forms) {
      const written = inverted(replacePowers(quotient, g, u), x, inverse)
      if (dependsOn(written, x)) continue
      if (nodeCount(written) > nodeCount(e) + 5) continue
      const inner = integrate(written, u)
      if (inner !== undefined) return subs(inner, new Map([[u, g]]))
      break
    }
  }
  return undefined
}

/** Whether it is log of a sine, a tangent and so on. */
const ofWave = (g: Expr, x: Expr): boolean => {
  const v = g.kind === 'call' && g.name === 'log' ? g.args[0]! : undefined
  return v?.kind === 'call' && waves.has(v.name) && v.args[0] === x
}
const waves = new Set(['sin', 'cos', 'tan', 'cot', 'sec', 'csc'])

const logOf = (x: Expr): Expr => call('log', x)
/** Whether g stands within exp. */
const grows = (e: Expr, g: Expr): boolean =>
  some(e, (node) => node.kind === 'call' && node.name === 'exp' && some(node, (part) => part === g))

/** x by the inverse of g, and sqrt(1 - x^2) or sqrt(1 + x^2), which are not negative there. */
function inverseOf(g: Expr, x: Expr, u: Expr): Inverse | undefined {
  if (g.kind !== 'call' || g.args[0] !== x) return undefined
  const [sin, cos] = [call('sin', u), call('cos', u)]
  switch (g.name) {
    case 'log':
      return { x: exp(u) }
    case 'asin':
      return { x: sin, root: cos, square: -1 }
    case 'acos':
      return { x: cos, root: sin, square: -1 }
    case 'atan':
      return { x: divide(sin, cos), root: power(cos, integer(-1)), square: 1 }
    default:
      return undefined
  }
}

interface Inverse {
  readonly x: Expr
  readonly root?: Expr
  readonly square?: number
}

/** What is left of x by the inverse of the function that is u: exp(asin(x)) x is exp(u) sin(u). */
function inverted(e: Expr, x: Expr, inverse: Inverse | undefined): Expr {
  if (inverse === undefined || !dependsOn(e, x)) return e
  const { root, square = 0 } = inverse
  const under = sum(integer(1), scale(power(x, integer(2)), Rational.of(square)))
  const roots = mapExpr(e, (node) =>
    root !== undefined && node.kind === 'power' && node.args[0] === under
      ? power(root, scale(node.args[1]!, Rational.of(2)))
      : node,
  )
  return subs(roots, new Map([[x, inverse.x]]))
}

/** Replaces g by u; where g is exp(v) or b^r, its powers exp(k v) and b^(k r) too. */
function replacePowers(e: Expr, g: Expr, u: Expr): Expr {
  const place = new Map<Expr, Expr>([[g, u]])
  walk(e, (node) => {
    if (node === g) return
    if (g.kind === 'call' && g.name === 'exp' && node.kind === 'call' && node.name === 'exp') {
      const k = divide(node.args[0]!, g.args[0]!)
      if (k.kind === 'number' && isInteger(k.value)) place.set(node, power(u, k))
      else {
        // exp(k v + w) = exp(v)^k exp(w)
        const i = node.args[0]!.kind === 'sum' ? node.args[0]!.args.indexOf(g.args[0]!) : -1
        const weight = i < 0 ? undefined : node.args[0]!.weights[i]!
        if (weight !== undefined && isInteger(weight)) {
          const w = subtract(node.args[0]!, scale(g.args[0]!, weight))
          place.set(node, multiplyAll([power(u, rational(weight)), exp(subs(w, new Map([[g, u]])))]))
        }
      }
    }
    if (g.kind === 'power' && node.kind === 'power' && node.args[0] === g.args[0]) {
      const k = divide(node.args[1]!, g.args[1]!)
      if (k.kind === 'number' && isInteger(k.value)) place.set(node, power(u, k))
    }
  })
  return subs(e, place)
}
