import { integer } from '../build/atoms.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { linear, negate, subtract } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { minusOne, one, type Rational } from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { measure } from '../simplify/measure.ts'
import { cancel, factorize } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols, some } from '../traverse.ts'
import { type ExprMatrix, type MatrixLike, squareMatrix } from './dense.ts'
import { MatrixShapeError } from './node.ts'

/** Work for all entries of a result together: how short they get depends on it, not what they are. */
const simplifyWork = 400_000

/** The determinant, exact. */
export function determinant(matrix: MatrixLike): Expr {
  const m = squareMatrix('determinant', matrix)
  return shortened(minorsOf(m)?.whole ?? byElimination(m), simplifyWork)
}

/** Simplified, or its factors where they are shorter: those of Vandermonde's determinant are found so. */
function shortened(e: Expr, work: number): Expr {
  const [short, factors] = [simplify(e, { work }), factorize(e)]
  return measure(factors) < measure(short) ? factors : short
}

/**
 * The inverse: cofactors over the determinant, or elimination beside the identity.
 *
 * Throws: MatrixShapeError for a matrix that is not square or whose determinant is 0.
 */
export function matrixInverse(matrix: MatrixLike): ExprMatrix {
  const m = squareMatrix('matrixInverse', matrix)
  const work = simplifyWork / (m.length * m.length)
  const minors = minorsOf(m)
  const whole = minors === undefined ? undefined : shortened(minors.whole, work)
  const isSingular = whole !== undefined && isZero(whole)
  const inverse = isSingular ? undefined : (minors?.inverse(whole!) ?? besideIdentity(m))
  if (inverse === undefined)
    throw new MatrixShapeError('matrixInverse: the determinant is 0; the matrix has no inverse.')
  return inverse.map((row) => row.map((e) => simplify(e, { work })))
}

// Entries in several symbols: without a division, so that the result holds for all of their values.

/** More minors than these are not expanded; a matrix of 10 x 10 has 1023 below its first row. */
const mostMinors = 4_000

/** The minors of a matrix: those of the rows and columns in two sets of bits. Each is expanded along its first row, once. */
class Minors {
  /** The determinant. */
  readonly whole: Expr
  isTooLarge = false
  private readonly m: ExprMatrix
  private readonly all: number
  private readonly known = new Map<number, Expr>()

  constructor(m: ExprMatrix) {
    this.m = m
    this.all = 2 ** m.length - 1
    this.whole = this.of(this.all, this.all)
  }

  /** The cofactors, transposed, over the determinant; undefined where they are too many. */
  inverse(whole: Expr): ExprMatrix | undefined {
    const inverse = this.m.map((_, i) =>
      this.m.map((_, j) => {
        const minor = this.of(this.all - 2 ** j, this.all - 2 ** i)
        return divide((i + j) % 2 === 0 ? minor : negate(minor), whole)
      }),
    )
    return this.isTooLarge ? undefined : inverse
  }

  private of(rows: number, columns: number): Expr {
    if (rows === 0) return integer(1)
    const key = rows * (this.all + 1) + columns
    const known = this.known.get(key)
    if (known !== undefined || this.isTooLarge) return known ?? integer(0)
    const first = Math.log2(rows & -rows)
    const terms: Expr[] = []
    const signs: Rational[] = []
    let sign = one
    for (let j = 0; j < this.m.length; j++) {
      if ((columns & (2 ** j)) === 0) continue
      const e = this.m[first]![j]!
      if (e !== integer(0)) {
        terms.push(multiplyAll([e, this.of(rows - 2 ** first, columns - 2 ** j)]))
        signs.push(sign)
      }
      sign = sign === one ? minusOne : one
    }
    const minor = linear(terms, signs)
    this.known.set(key, minor)
    this.isTooLarge = this.known.size > mostMinors
    return minor
  }
}

/** Undefined where elimination does better: entries in one symbol at most, or too many minors. */
function minorsOf(m: ExprMatrix): Minors | undefined {
  const symbols = new Set(m.flatMap((row) => row.flatMap(freeSymbols)))
  if ((symbols.size < 2 && m.every((row) => row.every(isRational))) || m.length > 25) return undefined
  const minors = new Minors(m)
  return minors.isTooLarge ? undefined : minors
}

const isRational = (e: Expr): boolean => !some(e, (part) => part.kind === 'call' || part.kind === 'piecewise')

// Entries in one symbol at most, and large matrices: by elimination.

/** What is left of a matrix, and of columns beside it, once it is a multiple of the identity or triangular. */
interface Eliminated {
  readonly rows: readonly (readonly Expr[])[]
  /** Whether an odd number of rows was exchanged. */
  readonly odd: boolean
}

/**
 * Elimination without fractions (Bareiss), each entry cancelled: below the diagonal, or on both sides of it. The last
 * diagonal entry is the determinant up to its sign; undefined for a singular matrix.
 */
function eliminate(matrix: ExprMatrix, sides: 'below' | 'both'): Eliminated | undefined {
  const m = matrix.map((row) => [...row])
  let previous: Expr = integer(1)
  let odd = false
  for (let k = 0; k < m.length; k++) {
    const pivot = m.findIndex((row, i) => i >= k && !isZero(row[k]!))
    if (pivot < 0) return undefined
    if (pivot !== k) {
      ;[m[k], m[pivot]] = [m[pivot]!, m[k]!]
      odd = !odd
    }
    const lead = m[k]![k]!
    for (let i = sides === 'both' ? 0 : k + 1; i < m.length; i++) {
      if (i === k) continue
      const head = m[i]![k]!
      m[i] = m[i]!.map((e, j) => {
        const top = subtract(multiplyAll([e, lead]), multiplyAll([head, m[k]![j]!]))
        return cancel(divide(top, previous))
      })
    }
    previous = lead
  }
  return { rows: m, odd }
}

function byElimination(m: ExprMatrix): Expr {
  const done = eliminate(m, 'below')
  if (done === undefined) return integer(0)
  const value = done.rows.at(-1)!.at(-1)!
  return done.odd ? negate(value) : value
}

function besideIdentity(m: ExprMatrix): ExprMatrix | undefined {
  const beside = m.map((row, i) => [...row, ...m.map((_, j) => integer(i === j ? 1 : 0))])
  return eliminate(beside, 'both')?.rows.map((row, i) =>
    row.slice(m.length).map((e) => cancel(divide(e, row[i]!))),
  )
}
