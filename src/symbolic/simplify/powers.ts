import { rational } from '../build/atoms.ts'
import { isNonnegative, isPositive, isReal } from '../build/known.ts'
import { multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import type { Expr } from '../expr.ts'

/**
 * Powers of products as products of powers, where all factors but one are known to be nonnegative: (x y)^a = x^a y^a.
 *
 * @example
 * expandPowers(parse('(2*x)^a')) // 2^a*x^a
 */
export function expandPowers(e: Expr): Expr {
  return mapExpr(e, (x) => {
    const [b, n] = x.args as [Expr, Expr]
    if (x.kind !== 'power' || b.kind !== 'product') return x
    const inside = b.args.filter((a) => !isNonnegative(a))
    const outside = b.args.filter((a) => isNonnegative(a))
    const negative = b.value.n < 0
    const number = rational(b.value)
    const kept =
      negative || inside.length > 1 ? [multiplyAll([...inside, ...(negative ? [number] : [])])] : inside
    const parts = [...outside, ...kept, ...(negative ? [] : [number])]
    return parts.length < 2 ? x : multiplyAll(parts.map((part) => power(part, n)))
  })
}

/**
 * Powers with the same exponent as one, where one of two bases is known to be nonnegative: x^a y^a = (x y)^a.
 *
 * @example
 * combinePowers(parse('2^x*3^x')) // 6^x
 */
export function combinePowers(e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind !== 'product') return x
    const groups = new Map<Expr, Expr[]>()
    const rest: Expr[] = [rational(x.value)]
    for (const factor of x.args) {
      const n = factor.kind === 'power' && factor.args[1]!.kind !== 'number' ? factor.args[1]! : undefined
      const list = n === undefined ? rest : (groups.get(n) ?? [])
      list.push(n === undefined ? factor : factor.args[0]!)
      if (n !== undefined) groups.set(n, list)
    }
    for (const [n, bases] of groups) {
      const free = bases.filter((b) => !isNonnegative(b))
      if (free.length > 1) rest.push(...bases.map((b) => power(b, n)))
      else rest.push(power(multiplyAll(bases), n))
    }
    return multiplyAll(rest)
  })
}

/**
 * Powers of powers as one, where that holds: (x^a)^b = x^(a b) for positive x and real a.
 *
 * @example
 * denestPowers(parse('(x^a)^b', { symbols: { x: { positive: true } } })) // x^(a*b)
 */
export function denestPowers(e: Expr): Expr {
  return mapExpr(e, (x) => {
    const [b, n] = x.args as [Expr, Expr]
    if (x.kind !== 'power' || b.kind !== 'power') return x
    return isPositive(b.args[0]!) && isReal(b.args[1]!) ? power(b.args[0]!, multiplyAll([b.args[1]!, n])) : x
  })
}
