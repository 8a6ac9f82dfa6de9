import { integer, isIntegerNumber, isNumber, rational, symbol } from '../build/atoms.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { isInteger } from '../number/rational.ts'
import { cancel } from '../simplify/rational.ts'
import { nodeCount, walk } from '../traverse.ts'
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
    for (const quotient of forms) {
      const isLog = g.kind === 'call' && g.name === 'log' && g.args[0] === x
      const opened = replacePowers(quotient, g, u)
      const written = isLog ? subs(opened, new Map([[x, exp(u)]])) : opened
      if (dependsOn(written, x)) continue
      if (nodeCount(written) > nodeCount(e) + 5) continue
      const inner = integrate(written, u)
      if (inner !== undefined) return subs(inner, new Map([[u, g]]))
      break
    }
  }
  return undefined
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
