import { admissible, flag } from '../build/assumptions.ts'
import { evaluateComplex, holdsImaginary } from '../evaluate/complex.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { program } from '../evaluate/program.ts'
import { stable } from '../evaluate/stable.ts'
import type { Expr } from '../expr.ts'
import { freeSymbols } from '../traverse.ts'
import { spend } from '../work.ts'

const points = [0.7368, -1.2873, 2.4142, 0.2361, -0.4937, 5.1293, 1.1071, -3.3166]
const imaginary = [0.3713, -0.8147, 1.2113, -2.3911, 0.6173, -0.1529, 1.7321, -0.9043]
interface Complex {
  readonly re: number
  readonly im: number
}
interface Sample {
  readonly at: Readonly<Record<string, Complex>>
  readonly complex: boolean
  readonly value: Complex
  /** The value a little beside the real line, where the point is on it and the value is complex. */
  readonly beside: () => Complex | undefined
}

/**
 * The values of an expression at sample points that satisfy the assumptions: real ones for real symbols, complex ones
 * for symbols declared not to be real. Where there is no real value, the complex one counts.
 */
export class Samples {
  private readonly e: Expr
  private readonly symbols: ReadonlySet<Expr>
  private known: readonly Sample[] | undefined
  private readonly agreed = new Set<Expr>()

  /** Samples at values of these symbols, of those that occur if not given. */
  constructor(e: Expr, symbols: readonly Expr[] = freeSymbols(e)) {
    this.e = e
    this.symbols = new Set(symbols)
  }

  /**
   * Whether another expression, in the sampled symbols alone, has the values of this one wherever that has a value.
   * Undefined functions make it true: there is nothing to compare.
   */
  agree(other: Expr): boolean {
    if (other === this.e || this.agreed.has(other)) return true
    if (!freeSymbols(other).every((s) => this.symbols.has(s))) return false
    try {
      this.known ??= samplesOf(this.e, [...this.symbols])
      // where digits cancel, only the stable form of both tells
      if (!this.agrees(other) && !this.agrees(stable(other))) return false
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
    }
    this.agreed.add(other)
    return true
  }

  private agrees(other: Expr): boolean {
    const valueAt = evaluator(other)
    return this.known!.every((sample) => agreesAt(valueAt, sample))
  }
}

/** Whether two expressions agree at sample points; see `Samples`. */
export const agree = (a: Expr, b: Expr): boolean =>
  new Samples(a, [...new Set([...freeSymbols(a), ...freeSymbols(b)])]).agree(b)

/**
 * On a branch cut the side is a convention: acos(2) is 1.3i or -1.3i. So two expressions agree there too if one is the
 * conjugate of the other, or if they agree a little beside the real line.
 */
function agreesAt(valueAt: Evaluator, { at, complex, value, beside }: Sample): boolean {
  const found = valueAt(at, complex)
  if (isClose(found, value)) return true
  const near = beside()
  if (near === undefined) return false
  return isClose({ re: found.re, im: -found.im }, value) || isClose(besideCuts(valueAt, at)!, near)
}

function isClose(a: Complex, b: Complex): boolean {
  const tolerance = 1e-6 * Math.max(1e-4, Math.hypot(b.re, b.im))
  return Math.abs(a.re - b.re) <= tolerance && Math.abs(a.im - b.im) <= tolerance
}

/** The value at a point moved a little off the real line, or undefined for a point that is not on it. */
function besideCuts(valueAt: Evaluator, at: Sample['at']): Complex | undefined {
  if (Object.values(at).some(({ im }) => im !== 0)) return undefined
  return valueAt(
    Object.fromEntries(Object.entries(at).map(([name, { re }]) => [name, { re, im: 1e-10 }])),
    true,
  )
}

const hasValue = ({ re, im }: Complex): boolean => Number.isFinite(re) && Number.isFinite(im)

function samplesOf(e: Expr, symbols: readonly Expr[]): Sample[] {
  const offAxis = symbols.some((s) => s.flags & flag.complex) || holdsImaginary(e)
  const valueAt = evaluator(e, stable(e))
  const samples: Sample[] = []
  for (let k = 0; k < points.length; k++) {
    const at: Record<string, Complex> = {}
    symbols.forEach((s, i) => {
      const x = admissible(s.flags, points[(k + 3 * i) % points.length]! + 0.0137 * i)
      // every other point stays on the real line, where the branch cuts are
      const off = s.flags & flag.complex && k % 2 === 0
      at[s.name] =
        s.flags & flag.imaginary
          ? { re: 0, im: x }
          : { re: x, im: off ? imaginary[(k + 5 * i) % imaginary.length]! : 0 }
    })
    const real = offAxis ? undefined : valueAt(at, false)
    const complex = real === undefined || Number.isNaN(real.re)
    const value = complex ? valueAt(at, true) : real
    if (hasValue(value))
      samples.push({ at, complex, value, beside: () => (complex ? besideCuts(valueAt, at) : undefined) })
  }
  return samples
}

type Evaluator = (at: Sample['at'], complex: boolean) => Complex

/** The value at any point, a real one by the second form; what is needed for those is prepared once. */
function evaluator(e: Expr, realForm = e): Evaluator {
  let real: ReturnType<typeof program> | undefined
  return (at, complex) => {
    if (complex) return evaluateComplex(e, at)
    real ??= program([realForm])
    const { slots, inputs, outputs } = real
    for (const [symbol, slot] of inputs) {
      const value = at[symbol.name]
      if (value === undefined) throw new EvaluationError(`agree: the symbol ${symbol.name} has no value.`)
      slots[slot] = value.re
    }
    spend(slots.length)
    real.run()
    return { re: slots[outputs[0]!]!, im: 0 }
  }
}
