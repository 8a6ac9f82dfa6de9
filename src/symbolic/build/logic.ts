import type { Expr } from '../expr.ts'
import { compare } from '../number/rational.ts'
import { constant, isConstant, isInfinite, isUndefined, node } from './atoms.ts'
import { isNegative, isNonnegative, isNonpositive, isNonzero, isPositive, isReal } from './known.ts'
import { subtract } from './sum.ts'

export type RelationName = '<' | '<=' | '==' | '!='

const truth = (value: boolean): Expr => constant(value ? 'true' : 'false')

/** A comparison; `>` and `>=` are written the other way round. */
export function relation(name: RelationName | '>' | '>=', a: Expr, b: Expr): Expr {
  if (name === '>') return relation('<', b, a)
  if (name === '>=') return relation('<=', b, a)
  if (isUndefined(a) || isUndefined(b)) return constant('undefined')
  if (a === b) return truth(name === '==' || name === '<=')
  if (a.kind === 'number' && b.kind === 'number') {
    const order = compare(a.value, b.value)
    if (name === '<') return truth(order < 0)
    if (name === '<=') return truth(order <= 0)
    return truth((order === 0) === (name === '=='))
  }
  if ((a.mask | b.mask) === 0 || a.flags !== 0 || b.flags !== 0) {
    const known = decided(name, a, b)
    if (known !== undefined) return truth(known)
  }
  // x == 0, not 0 == x
  const swapped =
    (name === '==' || name === '!=') && b.kind !== 'number' && (a.kind === 'number' || a.id > b.id)
  return node('relation', name, swapped ? [b, a] : [a, b])
}

/** A comparison of constants, or of symbols of which enough is known, by the sign of their difference. */
function decided(name: RelationName, a: Expr, b: Expr): boolean | undefined {
  if (isInfinite(a) || isInfinite(b)) return besideInfinity(name, a, b)
  const gap = subtract(a, b)
  if (name === '<') return isNegative(gap) ? true : isNonnegative(gap) ? false : undefined
  if (name === '<=') return isNonpositive(gap) ? true : isPositive(gap) ? false : undefined
  return isNonzero(gap) ? name === '!=' : undefined
}

/** A comparison with an end of the line, of what is finite and real or the other end. */
function besideInfinity(name: RelationName, a: Expr, b: Expr): boolean | undefined {
  const place = (e: Expr): number =>
    isConstant(e, 'oo') ? 1 : isConstant(e, '-oo') ? -1 : isReal(e) && !isInfinite(e) ? 0 : Number.NaN
  const order = place(a) - place(b)
  if (Number.isNaN(order)) return undefined
  return name === '!=' || (name !== '==' && order < 0)
}

/** The condition that holds where a does not. */
export function not(e: Expr): Expr {
  if (isConstant(e, 'true')) return truth(false)
  if (isConstant(e, 'false')) return truth(true)
  if (e.kind === 'logic' && e.name === 'not') return e.args[0]!
  if (e.kind === 'relation') {
    const [a, b] = e.args as [Expr, Expr]
    if (e.name === '==') return relation('!=', a, b)
    if (e.name === '!=') return relation('==', a, b)
  }
  return node('logic', 'not', [e])
}

function connect(name: 'and' | 'or', terms: readonly Expr[]): Expr {
  const absorbing = name === 'and' ? 'false' : 'true'
  const neutral = name === 'and' ? 'true' : 'false'
  const args = new Set<Expr>()
  for (const term of terms) {
    if (isConstant(term, absorbing)) return term
    if (isConstant(term, neutral)) continue
    for (const e of term.kind === 'logic' && term.name === name ? term.args : [term]) args.add(e)
  }
  if (args.size === 0) return constant(neutral)
  const list = [...args].sort((a, b) => a.id - b.id)
  return list.length === 1 ? list[0]! : node('logic', name, list)
}

export const allOf = (terms: readonly Expr[]): Expr => connect('and', terms)
export const anyOf = (terms: readonly Expr[]): Expr => connect('or', terms)
/** The condition that holds where all do. */
export const and = (...terms: Expr[]): Expr => allOf(terms)
/** The condition that holds where at least one does. */
export const or = (...terms: Expr[]): Expr => anyOf(terms)

/** The value beside the first condition that holds; undefined where none does. */
export function piecewise(...cases: readonly (readonly [value: Expr, condition: Expr])[]): Expr {
  const args: Expr[] = []
  // conditions of one value that follow each other are joined once, however many they are
  let waiting: Expr[] = []
  const close = (): void => {
    if (waiting.length > 0) args.push(anyOf(waiting))
    waiting = []
  }
  for (const [value, condition] of cases) {
    if (isConstant(condition, 'false')) continue
    if (waiting.length === 0 || args[args.length - 1] !== value) {
      close()
      args.push(value)
    }
    waiting.push(condition)
    if (isConstant(condition, 'true')) break
  }
  close()
  if (args.length === 0) return constant('undefined')
  if (isConstant(args[1]!, 'true')) return args[0]!
  return node('piecewise', '', args)
}

/** `a` where the condition holds, else `b`. */
export const where = (condition: Expr, a: Expr, b: Expr): Expr =>
  piecewise([a, condition], [b, constant('true')])
