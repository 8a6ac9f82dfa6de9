import { integer } from '../build/atoms.ts'
import { subs } from '../build/subs.ts'
import { negate, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { isZero } from '../series/decide.ts'
import { freeSymbols, walk } from '../traverse.ts'
import { numberOf } from './verify.ts'

/* Equations with abs, max, min and sign, case by case. */

/** What an equation is where certain expressions have certain signs. */
export interface Branch {
  readonly equation: Expr
  readonly conditions: readonly (readonly [e: Expr, sign: -1 | 0 | 1])[]
}

const maxBranches = 64

/** All cases of the kinks in e; undefined where there are none, or too many. */
export function branchesOf(e: Expr, x: Expr): Branch[] | undefined {
  const done: Branch[] = []
  const open: Branch[] = [{ equation: e, conditions: [] }]
  while (open.length > 0) {
    const branch = open.pop()!
    const kink = firstKink(branch.equation, x)
    if (kink === undefined) done.push(branch)
    else
      for (const [value, condition, sign] of casesOf(kink))
        open.push({
          equation: subs(branch.equation, new Map([[kink, value]])),
          conditions: [...branch.conditions, [condition, sign]],
        })
    if (done.length + open.length > maxBranches) return undefined
  }
  return done.length > 1 ? done : undefined
}

const kinks = new Set(['abs', 'maximum', 'minimum', 'sign'])

function firstKink(e: Expr, x: Expr): Expr | undefined {
  let found: Expr | undefined
  walk(e, (node) => {
    if (found === undefined && node.kind === 'call' && kinks.has(node.name) && dependsOn(node, x))
      found = node
  })
  return found
}

/** The values of a kink, each with the expression that has that sign there. */
function casesOf(kink: Expr): (readonly [value: Expr, e: Expr, sign: -1 | 0 | 1])[] {
  const [a, b] = kink.args as [Expr, Expr]
  switch (kink.name) {
    case 'abs':
      return [
        [a, a, 1],
        [negate(a), a, -1],
      ]
    case 'sign':
      return [
        [integer(1), a, 1],
        [integer(-1), a, -1],
        [integer(0), a, 0],
      ]
    default: {
      const up = kink.name === 'maximum' ? 1 : -1
      return [
        [a, subtract(a, b), up],
        [b, subtract(a, b), up === 1 ? -1 : 1],
      ]
    }
  }
}

/**
 * Whether the case occurs on a whole stretch of the line, as far as points between the zeros of its conditions tell; `true`
 * where other symbols leave it open.
 */
export function occurs({ conditions }: Branch, x: Expr, zerosOf: (e: Expr) => readonly Expr[]): boolean {
  if (conditions.some(([e]) => freeSymbols(e).some((s) => s !== x))) return true
  if (conditions.some(([e, sign]) => sign === 0 && !isZero(e))) return false
  const ends = conditions
    .flatMap(([e]) => (dependsOn(e, x) ? zerosOf(e) : []))
    .map((zero) => numberOf(zero))
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const places =
    ends.length === 0
      ? [0.5]
      : [ends[0]! - 1, ...ends.slice(1).map((end, i) => (ends[i]! + end) / 2), ends.at(-1)! + 1]
  return places.some((t) => conditions.every(([e, sign]) => Math.sign(numberOf(e, { [x.name]: t })) === sign))
}
