import { spend as work } from '../work.ts'

/**
 * Polynomials with integer coefficients in the variables 0, 1, 2, ...: an integer, or a polynomial in its highest
 * variable `v` whose coefficients (from degree 0, the last one not 0, at least two) have lower variables only.
 */
export type Poly = bigint | PolyIn
export interface PolyIn {
  readonly v: number
  readonly c: readonly Poly[]
}

/** Thrown when a computation takes more steps than allowed; the caller goes on without its result. */
export class OutOfSteps extends Error {}

let steps = Number.POSITIVE_INFINITY
/** Runs a computation on polynomials with at most that many coefficient operations; undefined where it takes more. */
export function withSteps<T>(allowed: number, run: () => T): T | undefined {
  const outer = steps
  const inner = Math.min(allowed, outer)
  steps = inner
  try {
    return run()
  } catch (error) {
    if (error instanceof OutOfSteps) return undefined
    throw error
  } finally {
    steps = outer - (inner - Math.max(steps, 0))
  }
}

/** Runs a part of a computation with half of the steps that are left. */
export const withHalfOfSteps = <T>(run: () => T): T | undefined => withSteps(steps / 2, run)

/** Counts so many coefficient operations, as work too. */
export function takeSteps(count: number): void {
  work(count)
  steps -= count
  if (steps < 0) throw new OutOfSteps()
}

function spend(): void {
  if (--steps < 0) throw new OutOfSteps()
}

export const isZero = (p: Poly): boolean => p === 0n
export const isOne = (p: Poly): boolean => p === 1n

export function make(v: number, c: Poly[]): Poly {
  // the zeros of x^5000
  steps -= c.length >> 4
  while (c.length > 0 && c[c.length - 1] === 0n) c.pop()
  return c.length === 0 ? 0n : c.length === 1 ? c[0]! : { v, c }
}

export const variable = (v: number, degree = 1): Poly =>
  degree === 0 ? 1n : { v, c: [...new Array<Poly>(degree).fill(0n), 1n] }

export const mainOf = (p: Poly): number => (typeof p === 'bigint' ? -1 : p.v)
/** The coefficients of p as a polynomial in v. */
export const coefficientsIn = (p: Poly, v: number): readonly Poly[] =>
  typeof p !== 'bigint' && p.v === v ? p.c : [p]
export const degreeIn = (p: Poly, v: number): number => coefficientsIn(p, v).length - 1

export function add(a: Poly, b: Poly): Poly {
  spend()
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b
  const v = Math.max(mainOf(a), mainOf(b))
  const x = coefficientsIn(a, v)
  const y = coefficientsIn(b, v)
  const c: Poly[] = []
  for (let i = 0; i < Math.max(x.length, y.length); i++)
    c.push(i >= x.length ? y[i]! : i >= y.length ? x[i]! : add(x[i]!, y[i]!))
  return make(v, c)
}

export function negate(a: Poly): Poly {
  return typeof a === 'bigint' ? -a : { v: a.v, c: a.c.map(negate) }
}

export const subtract = (a: Poly, b: Poly): Poly => add(a, negate(b))

export function multiply(a: Poly, b: Poly): Poly {
  spend()
  if (a === 0n || b === 0n) return 0n
  if (a === 1n) return b
  if (b === 1n) return a
  if (typeof a === 'bigint' && typeof b === 'bigint') return a * b
  const v = Math.max(mainOf(a), mainOf(b))
  const x = coefficientsIn(a, v)
  const y = coefficientsIn(b, v)
  const c = new Array<Poly>(x.length + y.length - 1).fill(0n)
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 0n) continue
    for (let j = 0; j < y.length; j++) if (y[j] !== 0n) c[i + j] = add(c[i + j]!, multiply(x[i]!, y[j]!))
  }
  return make(v, c)
}

/** a/b where b divides a; undefined where it does not. */
export function divide(a: Poly, b: Poly): Poly | undefined {
  spend()
  if (b === 1n) return a
  if (a === 0n) return 0n
  if (typeof a === 'bigint' && typeof b === 'bigint') return a % b === 0n ? a / b : undefined
  const v = Math.max(mainOf(a), mainOf(b))
  const x = [...coefficientsIn(a, v)]
  const y = coefficientsIn(b, v)
  const q = new Array<Poly>(Math.max(x.length - y.length + 1, 0)).fill(0n)
  for (let i = x.length - y.length; i >= 0; i--) {
    const lead = divide(x[i + y.length - 1]!, y[y.length - 1]!)
    if (lead === undefined) return undefined
    q[i] = lead
    if (lead !== 0n) for (let j = 0; j < y.length; j++) x[i + j] = subtract(x[i + j]!, multiply(lead, y[j]!))
  }
  return x.every((c) => c === 0n) ? make(v, q) : undefined
}

/** The sign of the leading coefficient. */
export const signOf = (p: Poly): number =>
  typeof p === 'bigint' ? (p < 0n ? -1 : 1) : signOf(p.c[p.c.length - 1]!)

export const positive = (p: Poly): Poly => (signOf(p) < 0 ? negate(p) : p)

export function derivativeIn(p: Poly, v: number): Poly {
  const c = coefficientsIn(p, v)
  return make(
    v,
    c.slice(1).map((x, i) => multiply(x, BigInt(i + 1))),
  )
}

/** Visits the terms: coefficient, and exponents of the variables (0 or a hole for others), which hold until the next. */
export function forTerms(p: Poly, visit: (coefficient: bigint, exponents: readonly number[]) => void): void {
  const exponents: number[] = []
  const go = (q: Poly): void => {
    if (typeof q === 'bigint') {
      if (q !== 0n) visit(q, exponents)
      return
    }
    for (let i = 0; i < q.c.length; i++) {
      exponents[q.v] = i
      go(q.c[i]!)
    }
    exponents[q.v] = 0
  }
  go(p)
}

/** The terms as coefficient and exponent of each variable. */
export function termsOf(p: Poly): { coefficient: bigint; exponents: number[] }[] {
  const terms: { coefficient: bigint; exponents: number[] }[] = []
  forTerms(p, (coefficient, exponents) => terms.push({ coefficient, exponents: [...exponents] }))
  return terms
}
