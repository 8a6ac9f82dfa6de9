import { constant, isInfinite, isIntegerNumber, isUndefined, isValue } from '../build/atoms.ts'
import { isNonzero } from '../build/known.ts'
import { and, piecewise, relation } from '../build/logic.ts'
import { divide } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { expand } from '../simplify/rational.ts'
import { some } from '../traverse.ts'
import { dependsOn } from './depends.ts'
import { type Mark, marksOf, truthAt } from './marks.ts'

/*
 * The derivative of a case distinction. Inside of its pieces it is that of the piece. Where two pieces meet it exists
 * only if the function is continuous there and the slopes of both sides agree; elsewhere the result has no value at
 * that point.
 */

/** What an expression tends to at a point from one side, or undefined where that is not known. */
export type SideLimit = (e: Expr, x: Expr, at: Expr, side: '+' | '-') => Expr | undefined

/** Whether nothing undefined or infinite stands in it. */
export function hasValue(e: Expr): boolean {
  return !some(e, (node) => isUndefined(node) || isInfinite(node))
}

const valueAt = (e: Expr, x: Expr, at: Expr): Expr | undefined => {
  const value = subs(e, new Map([[x, at]]))
  return hasValue(value) ? value : undefined
}

export const bySubstitution: SideLimit = (e, x, at, side) => {
  const there = besideJumps(e, x, at, side)
  return there && valueAt(there, x, at)
}

/** What jumps at 0 only. */
const atOnce = new Set('sign heaviside dirac'.split(' '))
const jumping = new Set([...atOnce, ...'floor ceil round trunc'.split(' ')])
const isHalfInteger = (u: Expr): boolean => isIntegerNumber(scale(u, Rational.of(2)))

/** The expression with the cases that hold beside a point in the place of case distinctions; undefined where it may jump there otherwise. */
function besideJumps(e: Expr, x: Expr, at: Expr, side: '+' | '-'): Expr | undefined {
  let known = true
  const cases = mapExpr(e, (node) => {
    if (!dependsOn(node, x)) return node
    if (node.kind === 'call' && jumping.has(node.name)) {
      const u = subs(node.args[0]!, new Map([[x, at]]))
      known &&= atOnce.has(node.name) ? isNonzero(u) : u.kind === 'number' && !isHalfInteger(u)
      return node
    }
    if (node.kind !== 'piecewise') return node
    for (let i = 0; i < node.args.length; i += 2) {
      const truth = truthAt(node.args[i + 1]!, x, at, side === '+' ? 1 : -1)
      if (truth === true) return node.args[i]!
      if (truth === undefined) break
    }
    known = false
    return node
  })
  return known ? cases : undefined
}

/** A point at which one piece gives way to another. */
export interface Joint extends Mark {
  /** The derivative there, where it exists. */
  readonly slope: Expr | undefined
  /** The slopes on the left and on the right, where they are known. */
  readonly sides: readonly [Expr | undefined, Expr | undefined]
  readonly continuous: boolean
  /** Whether it is an end of the domain, where one side is all there is. */
  readonly end: boolean
}

export interface Joints {
  readonly variable: Expr
  readonly list: readonly Joint[]
  /** Whether these are all places where pieces meet, in rising order. */
  readonly complete: boolean
  /** Whether all pieces are constant: it has slope 0 wherever it has one. */
  readonly staircase: boolean
}

/** The points at which the pieces of e meet, with what the derivative is there. */
export function jointsOf(e: Expr, x: Expr, slopes: readonly Expr[], near: SideLimit): Joints {
  const conditions = e.args.filter((_, i) => i % 2 === 1)
  const { marks, complete } = conditions.some((c) => dependsOn(c, x))
    ? marksOf(conditions, x)
    : { marks: [], complete: false }
  const staircase = slopes.every((s) => isValue(s, 0))
  return { variable: x, list: marks.map((mark) => jointAt(e, x, slopes, near, mark)), complete, staircase }
}

function jointAt(e: Expr, x: Expr, slopes: readonly Expr[], near: SideLimit, mark: Mark): Joint {
  const { at, left, here, right } = mark
  const beside = (f: Expr, side: '+' | '-'): Expr | undefined => {
    const value = bySubstitution(f, x, at, side) ?? near(f, x, at, side)
    return value !== undefined && hasValue(value) ? value : undefined
  }
  const piece = (i: number): Expr => e.args[2 * i]!
  const value = here < 0 ? undefined : valueAt(piece(here), x, at)
  const reaches = (i: number, side: '+' | '-'): boolean => {
    const end = i < 0 || value === undefined ? undefined : beside(piece(i), side)
    return end !== undefined && equal(end, value!)
  }
  const continuous = reaches(left, '-') && reaches(right, '+')
  const slopeOf = (i: number, side: '+' | '-'): Expr | undefined => {
    if (i < 0) return undefined
    const limit = beside(slopes[i]!, side)
    if (limit !== undefined || !continuous) return limit
    // the slope may swing where the quotient of differences settles: x^2 sin(1/x)
    return beside(divide(subtract(piece(i), value!), subtract(x, at)), side)
  }
  const sides = [slopeOf(left, '-'), slopeOf(right, '+')] as const
  const [a, b] = sides
  const exists = continuous && a !== undefined && b !== undefined && equal(a, b)
  const end = (left < 0 && (here === right || here < 0)) || (right < 0 && (here === left || here < 0))
  return { ...mark, continuous, sides, slope: exists ? a : undefined, end }
}

/** Equal for all values of the symbols; numbers that no number of digits tells apart count as equal. */
function equal(a: Expr, b: Expr): boolean {
  const gap = subtract(a, b)
  if (isValue(gap, 0)) return true
  if (gap.mask === 0) return !isNonzero(gap)
  return isValue(expand(gap), 0)
}

/** The points at which a function of these pieces is defined and has no derivative. */
const brokenJoints = ({ list }: Joints): Joint[] =>
  list.filter(({ end, here, slope }) => !end && here >= 0 && slope === undefined)

/** The slopes of the pieces put together, without a value where there is no derivative. */
export function joinPieces(e: Expr, slopes: readonly Expr[], joints: Joints): Expr {
  const cases = slopes.map((slope, i): [Expr, Expr] => [slope, e.args[2 * i + 1]!])
  const set: [Expr, Expr][] = []
  for (const { at, left, here, right, slope } of joints.list) {
    if (slope === undefined || here === left || here === right) continue
    // a piece for single points has their slopes, not its own
    const lone = joints.list.every((j) => j.left !== here && j.right !== here)
    if (lone && joints.list.filter((j) => j.here === here).length === 1) cases[here]![0] = slope
    else set.push([slope, relation('==', joints.variable, at)])
  }
  const broken = brokenJoints(joints)
  if (broken.length === 0 || joints.staircase) return piecewise(...set, ...cases)
  if (joints.complete) return inOrder(slopes, joints, set)
  const nowhere = broken.map(({ at }): [Expr, Expr] => [
    constant('undefined'),
    relation('==', joints.variable, at),
  ])
  return piecewise(...nowhere, ...set, ...cases)
}

/** The pieces from left to right, each up to the next joint: x < a, a < x and x < b, b < x. */
function inOrder(slopes: readonly Expr[], { variable: x, list }: Joints, set: readonly [Expr, Expr][]): Expr {
  const cases: [Expr, Expr][] = []
  let below: Expr | undefined
  for (let i = 0; i <= list.length; i++) {
    const [start, end] = [list[i - 1], list[i]]
    const piece = start === undefined ? end!.left : start.right
    if (start !== undefined) {
      const open = !start.end && start.slope === undefined
      if (open || start.here < 0 || start.left < 0)
        below = relation(start.end && start.here >= 0 ? '<=' : '<', start.at, x)
    }
    if (piece < 0) continue
    const reaches = end?.end === true && end.here === piece
    const above = end === undefined ? undefined : relation(reaches ? '<=' : '<', x, end.at)
    cases.push([slopes[piece]!, and(...[below, above].filter((c) => c !== undefined))])
    below = undefined
  }
  const [first, second] = cases
  const single = list.length === 1 && first?.[0] === second?.[0] && set.length === 0
  if (single && first !== undefined) return piecewise([first[0], relation('!=', x, list[0]!.at)])
  return piecewise(...set, ...cases)
}
