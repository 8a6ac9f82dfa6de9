import { isIntegerNumber } from '../build/atoms.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { foldExpr } from '../traverse.ts'

/** The rational coefficients of a polynomial in one variable, from degree 0; no highest one is 0. */
export type Dense = readonly Q.Rational[]

const largestDegree = 100

export const trim = (p: Q.Rational[]): Q.Rational[] => {
  while (p.length > 0 && Q.isZero(p.at(-1)!)) p.pop()
  return p
}

export const plus = (a: Dense, b: Dense): Q.Rational[] =>
  trim(Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Q.add(a[i] ?? Q.zero, b[i] ?? Q.zero)))

export const scaleDense = (a: Dense, c: Q.Rational): Q.Rational[] => trim(a.map((k) => Q.multiply(k, c)))

export const times = (a: Dense, b: Dense): Q.Rational[] => {
  const c: Q.Rational[] = Array.from({ length: Math.max(a.length + b.length - 1, 0) }, () => Q.zero)
  a.forEach((p, i) => {
    b.forEach((q, j) => {
      c[i + j] = Q.add(c[i + j]!, Q.multiply(p, q))
    })
  })
  return trim(c)
}

export function divideDense(a: Dense, b: Dense): { quotient: Q.Rational[]; rest: Q.Rational[] } {
  const rest = [...a]
  const quotient: Q.Rational[] = Array.from({ length: Math.max(a.length - b.length + 1, 0) }, () => Q.zero)
  for (let i = a.length - b.length; i >= 0; i--) {
    const c = Q.divide(rest[i + b.length - 1]!, b.at(-1)!)
    quotient[i] = c
    b.forEach((q, j) => {
      rest[i + j] = Q.subtract(rest[i + j]!, Q.multiply(c, q))
    })
  }
  return { quotient, rest: trim(rest) }
}

export const modulo = (a: Dense, p: Dense): Q.Rational[] => divideDense(a, p).rest

export const slopeOf = (p: Dense): Q.Rational[] =>
  p.slice(1).map((c, k) => Q.multiply(c, Q.Rational.of(k + 1)))

/** The greatest common factor, led by 1. */
export function gcdDense(a: Dense, b: Dense): Q.Rational[] {
  while (b.length > 0) [a, b] = [b, modulo(a, b)]
  return a.length === 0 ? [] : scaleDense(a, Q.reciprocal(a.at(-1)!))
}

/** Factors without multiple roots, of which each root of p is one of as many as it is of p. */
export function withoutMultiples(p: Dense): Dense[] {
  const parts: Dense[] = []
  while (p.length > 1) {
    const common = gcdDense(p, slopeOf(p))
    parts.push(divideDense(p, common).quotient)
    p = common
  }
  return parts
}

/** The s of s a = 1 modulo p; undefined where they have a factor in common. Euclid's algorithm. */
export function inverseModulo(a: Dense, p: Dense): Q.Rational[] | undefined {
  let [r, s]: [Dense, Dense] = [p, []]
  let [next, t]: [Dense, Dense] = [modulo(a, p), [Q.one]]
  while (next.length > 1) {
    const { quotient, rest } = divideDense(r, next)
    ;[r, s, next, t] = [next, t, rest, plus(s, scaleDense(times(quotient, t), Q.minusOne))]
  }
  return next.length === 0 ? undefined : scaleDense(t, Q.reciprocal(next[0]!))
}

/** The coefficients of an expression that is a polynomial in x with rational coefficients; undefined for any other. */
export function denseOf(e: Expr, x: Expr): Q.Rational[] | undefined {
  return foldExpr<Q.Rational[] | undefined>(e, (node, args) => {
    if (node === x) return [Q.zero, Q.one]
    if (node.kind === 'number') return trim([node.value])
    if (args.some((a) => a === undefined)) return undefined
    const parts = args as Q.Rational[][]
    if (node.kind === 'sum')
      return parts.reduce((sum, a, i) => plus(sum, scaleDense(a, node.weights[i]!)), trim([node.value]))
    const degree = parts.reduce((sum, a) => sum + a.length - 1, 0)
    if (node.kind === 'product' && degree <= largestDegree) return parts.reduce(times, trim([node.value]))
    const n = node.kind === 'power' && isIntegerNumber(node.args[1]!) ? Number(node.args[1]!.value.n) : -1
    if (n < 0 || n * (parts[0]!.length - 1) > largestDegree) return undefined
    return Array.from({ length: n }).reduce<Q.Rational[]>((p) => times(p, parts[0]!), [Q.one])
  })
}
