import { call } from '../build/call.ts'
import type { Expr } from '../expr.ts'
import { one, type Rational, zero } from '../number/rational.ts'
import { entry, type Mat, matNodes } from './node.ts'

/** The exponent of entry^k, or undefined. */
export const exponentOf = (body: Expr): Rational | undefined =>
  body.kind === 'power' && body.args[0] === entry() && body.args[1]!.kind === 'number'
    ? body.args[1]!.value
    : undefined

/** The number that all entries are, or undefined. */
export function entriesOf(e: Mat): Rational | undefined {
  if (e.kind === 'ones') return one
  if (e.kind !== 'sum' || e.args.length > 1) return undefined
  return e.args.length === 0 ? zero : e.args[0]!.kind === 'ones' ? e.weights[0] : undefined
}

const transposesIn = (e: Mat): number => matNodes(e).filter((n) => n.kind === 'transpose').length

/** Every entry is an exponential. */
export const isExponential = (e: Mat): boolean => e.kind === 'map' && e.body === call('exp', entry())

/** A sum of exponentials, or a power of one. */
export const isPositive = (e: Mat): boolean =>
  e.kind === 'total'
    ? isExponential(e.args[0]!)
    : isExponential(e) || (e.kind === 'map' && exponentOf(e.body!) !== undefined && isPositive(e.args[0]!))

/** Of two ways to write a product, the one with fewer transposes. */
export function fewerTransposes(a: readonly Mat[], b: readonly Mat[]): readonly Mat[] {
  const cost = (l: readonly Mat[]): string =>
    `${String(l.reduce((n, m) => n + transposesIn(m), 0)).padStart(6)} ${l.map((m) => m.key).join(';')}`
  return cost(b) < cost(a) ? b : a
}
