import { type Expr, trait } from '../expr.ts'
import { isGenerator, regionOf } from '../polynomial/fraction.ts'

/** What a rational function is before it is multiplied out. */
export interface Extent {
  /** About how many terms it will have at most, as far as it is a polynomial. */
  readonly terms: number
  /** The highest power that occurs. */
  readonly degree: number
  /** Whether there is a product or a power of a sum. */
  readonly isClosed: boolean
}

/** How many terms a rational function will have: those of its sums, multiplied, but no more than its degree leaves room for. */
export function extentOf(root: Expr): Extent {
  const region = regionOf(root)
  const generators = region.filter(isGenerator)
  // roots of numbers vanish again
  const [variables, numbers] = [
    generators.filter((g) => g.mask !== 0).length,
    generators.filter((g) => g.mask === 0).length,
  ]
  const extents = new Map<Expr, { terms: number; degree: number }>()
  let isClosed = false
  for (const e of region) {
    const parts = isGenerator(e) ? [] : e.args.slice(0, e.kind === 'power' ? 1 : undefined)
    const of = parts.map((part) => extents.get(part)!)
    const [terms, degrees] = [of.map((x) => x.terms), of.map((x) => x.degree)]
    const hasSum = parts.some((part) => part.kind === 'sum')
    if (e.kind === 'sum')
      extents.set(e, { terms: total(terms) + (e.value.n === 0 ? 0 : 1), degree: Math.max(...degrees) })
    else if (e.kind === 'product')
      extents.set(e, { terms: terms.reduce((a, b) => a * b, 1), degree: total(degrees) })
    else if (e.kind === 'power' && parts.length > 0) {
      const n = Math.abs(Number(e.args[1]!.value.n))
      extents.set(e, {
        terms: chosen(n + terms[0]! - 1, Math.min(n, terms[0]! - 1)),
        degree: n * degrees[0]!,
      })
    } else extents.set(e, { terms: 1, degree: e.kind === 'number' ? 0 : 1 })
    isClosed ||= hasSum && e.kind !== 'sum'
  }
  const { terms, degree } = extents.get(root)!
  // infinity and undefined are not multiplied out
  isClosed &&= region.every((e) => e.trait !== trait.absorbing)
  const room = 2 ** numbers * chosen(degree + variables, Math.min(variables, degree))
  return { terms: Math.min(terms, room), degree, isClosed }
}

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The binomial coefficient n over k, where k is the smaller part. */
function chosen(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k && ways < Number.MAX_VALUE; i++) ways *= (n - k + i) / i
  return Math.round(ways)
}
