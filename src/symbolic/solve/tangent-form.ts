import { integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { commonMeasure, Rational } from '../number/rational.ts'
import { walk } from '../traverse.ts'

/** Sines, cosines and tangents of multiples of one u as rational functions of t = tan(u/2); undefined where there are others. */
export function tangentForm(e: Expr, x: Expr): { u: Expr; t: Expr; written: Expr } | undefined {
  const inner = new Set<Expr>()
  let others = false
  walk(e, (node) => {
    if (node.kind === 'call' && dependsOn(node, x)) {
      if (node.name === 'sin' || node.name === 'cos') inner.add(node.args[0]!)
      else if (node.name === 'tan') inner.add(node.args[0]!)
      else others = true
    }
  })
  if (others || inner.size === 0) return undefined
  const first = [...inner][0]!
  const ratios = [...inner].map((v) => divide(v, first))
  if (!ratios.every((k) => k.kind === 'number')) return undefined
  const u = scale(first, ratios.map((k) => k.value).reduce(commonMeasure))
  const multiples = new Map<Expr, number>()
  for (const v of inner) {
    const k = Number(divide(v, u).value.n)
    if (Math.abs(k) > 8) return undefined
    multiples.set(v, k)
  }
  const t = symbol(' t')
  const square = sum(integer(1), power(t, integer(2)))
  const sine = divide(scale(t, Rational.of(2)), square)
  const cosine = divide(subtract(integer(1), power(t, integer(2))), square)
  const place = new Map<Expr, Expr>()
  for (const [v, k] of multiples) {
    // sin and cos of k u by adding angles
    let [s, c]: [Expr, Expr] = [integer(0), integer(1)]
    for (let i = 0; i < Math.abs(k); i++)
      [s, c] = [
        sum(multiplyAll([s, cosine]), multiplyAll([c, sine])),
        subtract(multiplyAll([c, cosine]), multiplyAll([s, sine])),
      ]
    if (k < 0) s = negate(s)
    place.set(call('sin', v), s).set(call('cos', v), c).set(call('tan', v), divide(s, c))
  }
  const written = subs(e, place)
  return dependsOn(written, x) ? undefined : { u, t, written }
}
