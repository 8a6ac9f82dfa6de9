import { cofactors, multiply as multiplyResidues, type Residues } from './modulo-prime.ts'

/** A polynomial with whole coefficients, from degree 0; modulo m they are from 0 to m - 1. */
export type Whole = readonly bigint[]

const reduced = (a: bigint[], m: bigint): bigint[] => {
  for (let i = 0; i < a.length; i++) {
    const r = a[i]! % m
    a[i] = r < 0n ? r + m : r
  }
  while (a.length > 0 && a[a.length - 1] === 0n) a.pop()
  return a
}

export function times(a: Whole, b: Whole, m: bigint): bigint[] {
  if (a.length === 0 || b.length === 0) return []
  const c = new Array<bigint>(a.length + b.length - 1).fill(0n)
  for (let i = 0; i < a.length; i++) {
    const k = a[i]!
    if (k !== 0n) for (let j = 0; j < b.length; j++) c[i + j]! += k * b[j]!
  }
  return reduced(c, m)
}

const plus = (a: Whole, b: Whole, m: bigint): bigint[] =>
  reduced(
    Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0n) + (b[i] ?? 0n)),
    m,
  )

const minus = (a: Whole, b: Whole, m: bigint): bigint[] =>
  reduced(
    Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0n) - (b[i] ?? 0n)),
    m,
  )

/** By a divisor that is led by 1. */
function divide(a: Whole, b: Whole, m: bigint): { quotient: bigint[]; rest: bigint[] } {
  const rest = [...a]
  const quotient = new Array<bigint>(Math.max(a.length - b.length + 1, 0)).fill(0n)
  for (let i = quotient.length - 1; i >= 0; i--) {
    const k = rest[i + b.length - 1]! % m
    quotient[i] = k
    if (k !== 0n) for (let j = 0; j < b.length - 1; j++) rest[i + j]! -= k * b[j]!
  }
  return { quotient: reduced(quotient, m), rest: reduced(rest.slice(0, b.length - 1), m) }
}

export function inverseModulo(a: bigint, m: bigint): bigint {
  let [x, s, y, t] = [a % m, 1n, m, 0n]
  while (y !== 0n) {
    const q = x / y
    ;[x, s, y, t] = [y, t, x - q * y, s - q * t]
  }
  // x is 1 or -1
  return (((x * s) % m) + m) % m
}

const big = (a: Residues): bigint[] => a.map((k) => BigInt(k))

/**
 * The factors modulo p^exponent of a polynomial that are the given ones modulo p, all led by 1, by a tree of factors in which each
 * pair is lifted with its cofactors, quadratically.
 *
 * Source: von zur Gathen and Gerhard, Modern Computer Algebra, algorithms 15.10 and 15.17.
 */
export function lift(f: Whole, factors: readonly Residues[], p: number, exponent: number): Whole[] {
  // ..., exponent/2, exponent: each at most twice the one before
  const exponents = [exponent]
  while (exponents[0]! > 1) exponents.unshift(Math.ceil(exponents[0]! / 2))
  const moduli = exponents.slice(1).map((e) => BigInt(p) ** BigInt(e))
  const m = BigInt(p) ** BigInt(exponent)
  const lead = inverseModulo(f[f.length - 1]!, m)
  const lifted: Whole[] = []
  const open = [
    {
      f: reduced(
        f.map((k) => k * lead),
        m,
      ) as Whole,
      factors,
    },
  ]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.factors.length === 1) {
      lifted.push(node.f)
      continue
    }
    const middle = node.factors.length >> 1
    const [left, right] = [node.factors.slice(0, middle), node.factors.slice(middle)]
    const product = (of: readonly Residues[]): Residues => of.reduce((a, b) => multiplyResidues(a, b, p))
    const [g, h] = liftPair(node.f, product(left), product(right), p, moduli)
    open.push({ f: g, factors: left }, { f: h, factors: right })
  }
  return lifted
}

function liftPair(f: Whole, a: Residues, b: Residues, p: number, moduli: readonly bigint[]): [Whole, Whole] {
  const start = cofactors(a, b, p)
  let [g, h, s, t]: Whole[] = [big(a), big(b), big(start.s), big(start.t)] as const
  moduli.forEach((m, i) => {
    // what is missing, divided among both
    const e = minus(f, times(g!, h!, m), m)
    const { quotient, rest } = divide(times(s!, e, m), h!, m)
    g = plus(g!, plus(times(t!, e, m), times(quotient, g!, m), m), m)
    h = plus(h!, rest, m)
    if (i === moduli.length - 1) return
    const error = minus(plus(times(s!, g, m), times(t!, h, m), m), [1n], m)
    const step = divide(times(s!, error, m), h, m)
    s = minus(s!, step.rest, m)
    t = minus(t!, plus(times(t!, error, m), times(step.quotient, g, m), m), m)
  })
  return [g!, h!]
}
