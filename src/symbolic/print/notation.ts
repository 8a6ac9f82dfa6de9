import type { Expr } from '../expr.ts'
import { requireExprs } from '../not-an-expression.ts'
import { isOne, one, Rational, signOf } from '../number/rational.ts'
import { walk } from '../traverse.ts'
import { type Factor, orderedTerms, type Quotient, quotientOf, termOf, type View } from './order.ts'

/*
 * What all printers share: the walk over the graph, the order of terms and factors, what goes below the bar of a
 * fraction, and when parentheses are needed. A printer is a Notation: its own rules, over text or boxes of characters.
 */

/** What a part is shown as, and how tightly its outermost operator binds. */
export interface Piece<T> {
  readonly shown: T
  readonly power: number
  /** Whether this is the name of a part that stands elsewhere. */
  readonly named?: true
  /** Whether it reaches to the right as far as it can, as a sum over an index does: last in a product it needs no parentheses. */
  readonly open?: true
}

export const tight = { or: 1, and: 2, not: 3, relation: 4, sum: 5, product: 6, power: 8, atom: 10 } as const

export const atom = <T>(shown: T): Piece<T> => ({ shown, power: tight.atom })

/** What reaches to the right as far as it can. */
export const open = <T>(shown: T): Piece<T> => ({ shown, power: tight.product, open: true })

/** A piece as it stands where an operator binds it that tightly: in parentheses if its own is looser. */
export type Within<T> = (piece: Piece<T>, least: number) => T

export const within =
  <T>(bracketed: (inside: T) => T): Within<T> =>
  (piece, least) =>
    piece.power < least ? bracketed(piece.shown) : piece.shown

/** What a part is written as. */
export type Of<T> = (e: Expr) => Piece<T>

/** How a printer writes each kind of expression, from its parts as they are written. */
export interface Notation<T> {
  readonly within: Within<T>
  number(value: Rational): Piece<T>
  /** Whether a fraction is written as one number, as decimals are, rather than over and under the bar of its term. */
  single?(value: Rational): boolean
  constant(name: string): Piece<T>
  symbol(e: Expr): Piece<T>
  /** The terms of a sum, without their signs. */
  sum(terms: readonly { readonly negative: boolean; readonly shown: T }[]): T
  negative(shown: T): T
  product(factors: readonly T[]): T
  /** At least one factor below the bar; above it there may be none. */
  fraction(top: readonly Piece<T>[], bottom: readonly Piece<T>[]): T
  power(base: Piece<T>, exponent: Piece<T>): Piece<T>
  /** A number as an exponent, where that differs. */
  exponent?(value: Rational): Piece<T>
  /** The root of a degree, where there is a sign for it. */
  root(inside: Piece<T>, degree: number | bigint): Piece<T> | undefined
  /** The power of a function that carries the exponent at its name, as sin^2(x). */
  powerOfCall?(call: Expr, exponent: Rational, of: Of<T>): Piece<T> | undefined
  call(e: Expr, of: Of<T>): Piece<T>
  piecewise(cases: readonly (readonly [value: T, condition: T])[], otherwise: T | undefined): Piece<T>
  relation(sign: string, a: T, b: T): Piece<T>
  logic(name: 'and' | 'or' | 'not', parts: readonly Piece<T>[]): Piece<T>
}

/** What can be printed: an expression, a matrix of expressions by rows, or a list of them, which is a column. */
export type Printed = Expr | readonly Expr[] | readonly (readonly Expr[])[]

const exprsOf = (list: readonly unknown[]): readonly Expr[] => {
  requireExprs('print', list)
  return list as readonly Expr[]
}

export const rootsOf = (printed: Printed): readonly Expr[] =>
  exprsOf((Array.isArray(printed) ? printed : [printed]).flat())

/** An expression as it is written, or a matrix of what its entries are. */
export function writtenWith<T>({ write }: Writer<T>, printed: Printed, matrix: (rows: T[][]) => T): T {
  if (!Array.isArray(printed)) return write(printed as Expr).shown
  const rows = printed as readonly (Expr | readonly Expr[])[]
  return matrix(rows.map((row) => [row].flat().map((e) => write(e as Expr).shown)))
}

export interface Writer<T> {
  write(root: Expr): Piece<T>
  /** Writes an expression, and its name, in text and as it is shown, wherever it occurs from then on. */
  define(root: Expr, name: string, shown: T): T
}

/**
 * Writes expressions in a notation, each distinct node once, without recursion. `plain` writes the text that settles the
 * order of terms that are equal otherwise, so that it is the same in all notations; a notation in text may do so itself.
 */
export function writer<T>(notation: Notation<T>, plain?: Writer<string>): Writer<T> {
  const pieces = new Map<Expr, Piece<T>>()
  const of: Of<T> = (e) => pieces.get(e)!
  const view: View = {
    key: (e) => (plain === undefined ? String(of(e).shown) : plain.write(e).shown),
    named: (e) => pieces.get(e)?.named === true,
  }

  function piece(e: Expr): Piece<T> {
    const [a, b] = e.args as [Expr, Expr]
    switch (e.kind) {
      case 'number':
        return notation.number(e.value)
      case 'constant':
        return notation.constant(e.name)
      case 'symbol':
        return notation.symbol(e)
      case 'sum':
        return { shown: notation.sum(orderedTerms(e, view).map(signed)), power: tight.sum }
      case 'product':
        return quotient(quotientOf(termOf(e), view))
      case 'power':
        if (b.kind !== 'number') return notation.power(of(a), of(b))
        if (signOf(b.value) < 0) return quotient(quotientOf(termOf(e), view))
        return factor({ base: a, exponent: b.value })
      case 'call':
        return notation.call(e, of)
      case 'piecewise':
        return cases(e)
      case 'relation':
        return notation.relation(e.name, notation.within(of(a), tight.sum), notation.within(of(b), tight.sum))
      case 'logic':
        return notation.logic(e.name as 'and' | 'or' | 'not', e.args.map(of))
    }
  }

  function signed(term: Parameters<typeof quotientOf>[0]): { negative: boolean; shown: T } {
    const q = quotientOf(term, view)
    return { negative: q.negative, shown: quotient({ ...q, negative: false }).shown }
  }

  function quotient(q: Quotient): Piece<T> {
    const piece = unsigned(q)
    return q.negative ? { shown: notation.negative(piece.shown), power: tight.sum } : piece
  }

  function unsigned({ coefficient, ...parts }: Quotient): Piece<T> {
    const top = parts.top.map(factor)
    const bottom = parts.bottom.map(factor)
    if (top.length + bottom.length === 0) return notation.number(coefficient)
    const { n, d, decimal } = coefficient
    if (decimal || notation.single?.(coefficient)) top.unshift(atom(notation.number(coefficient).shown))
    else {
      if (!isUnit(n)) top.unshift(notation.number(Rational.of(n)))
      if (!isUnit(d)) bottom.unshift(notation.number(Rational.of(d)))
    }
    if (bottom.length > 0) return { shown: notation.fraction(top, bottom), power: tight.product }
    const power = top.length > 1 ? tight.product : top[0]!.power
    return { shown: notation.product(factors(notation, top)), power }
  }

  function factor({ base, exponent }: Factor): Piece<T> {
    if (exponent === undefined || isOne(exponent)) return of(base)
    const root = isUnit(exponent.n) && !exponent.decimal ? notation.root(of(base), exponent.d) : undefined
    if (root !== undefined) return root
    const isCall = base.kind === 'call' && base.weights.length === 0 && !view.named(base)
    const own = isCall ? notation.powerOfCall?.(base, exponent, of) : undefined
    return own ?? notation.power(of(base), (notation.exponent ?? notation.number)(exponent))
  }

  function cases(e: Expr): Piece<T> {
    const found: [T, T][] = []
    let otherwise: T | undefined
    for (let i = 0; i < e.args.length; i += 2) {
      const value = of(e.args[i]!).shown
      const condition = e.args[i + 1]!
      if (condition.kind === 'constant' && condition.name === 'true') otherwise = value
      else found.push([value, of(condition).shown])
    }
    return notation.piecewise(found, otherwise)
  }

  const write = (root: Expr): Piece<T> => {
    walk(root, (e) => pieces.set(e, piece(e)), pieces)
    return of(root)
  }
  const define = (root: Expr, name: string, shown: T): T => {
    const whole = write(root).shown
    pieces.set(root, { ...atom(shown), named: true })
    plain?.define(root, name, name)
    return whole
  }
  return { write, define }
}

const isUnit = (n: number | bigint): boolean => n === 1 || n === 1n

/** Factors as they stand side by side. */
const factors = <T>({ within }: Notation<T>, pieces: readonly Piece<T>[]): T[] =>
  pieces.map((piece, i) =>
    piece.open && i === pieces.length - 1 ? piece.shown : within(piece, tight.product + 1),
  )

/** The arguments of a call as they are written: those of max(max(x, y), z) as x, y, z. */
export function argumentsOf<T>(e: Expr, of: Of<T>): T[] {
  const args = e.args.map((a) => of(a).shown)
  if (e.name !== 'maximum' && e.name !== 'minimum') return args
  for (let first = e.args[0]!; first.name === e.name && !of(first).named; first = first.args[0]!)
    args.splice(0, 1, ...first.args.map((a) => of(a).shown))
  return args
}

/** Whether an argument is a symbol that occurs in no other argument, so that a derivative can be taken by it. */
export const standsAlone = (e: Expr, i: number): boolean =>
  e.args[i]!.kind === 'symbol' && e.args.every((other, k) => k === i || (other.mask & e.args[i]!.mask) === 0)

/** The arguments that a partial derivative is taken by, with the orders, where each is a symbol of its own. */
export function partialsOf(e: Expr): (readonly [place: number, order: number])[] | undefined {
  const by = e.weights.map((w, i) => [i, Number(w.n)] as const).filter(([, order]) => order > 0)
  return e.args.length > 1 && by.every(([i]) => standsAlone(e, i)) ? by : undefined
}

/** The product above or below a bar, where a single factor needs no parentheses. */
export function aside<T>(notation: Notation<T>, pieces: readonly Piece<T>[]): T {
  if (pieces.length === 0) return notation.number(one).shown
  return pieces.length === 1 ? pieces[0]!.shown : notation.product(factors(notation, pieces))
}

/** a - b + c in a line of text. */
export const signedTerms: Notation<string>['sum'] = (terms) =>
  terms
    .map(({ negative, shown }, i) => (i === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + ') + shown)
    .join('')

/** a*b/(c*d): a fraction in a line of text. */
export function inline(
  notation: Notation<string>,
  top: readonly Piece<string>[],
  bottom: readonly Piece<string>[],
): string {
  const above = notation.product(factors(notation, top.length > 0 ? top : [notation.number(one)]))
  const below = notation.product(factors(notation, bottom))
  return `${above}/${bottom.length > 1 ? `(${below})` : below}`
}
