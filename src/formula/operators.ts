import { type Binary, binary as known, signPower } from './plain.ts'
import type { Formula } from './tree.ts'

export const binary: Readonly<Record<string, Binary>> = known
/** A sign stands between `*` and `^`. */
export const prefix: Readonly<Record<string, number>> = {
  '-': signPower,
  '+': signPower,
  not: 3,
  '√': 9,
  '∛': 9,
  '∜': 9,
}
export const comparison = 4
/** d/dx takes a whole term, sin x what is joined to it without an operator. */
export const derivativePower = 5.5
export const applyPower = 7
export const joinedPower = 7.5
export const closing: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '⌊': '⌋',
  '⌈': '⌉',
}
export const closes: ReadonlySet<string> = new Set(Object.values(closing))
/** Brackets that apply a function to what they hold. */
export const bracketFunctions: Readonly<Record<string, string>> = { '⌊': 'floor', '⌈': 'ceil' }

/** The right side of a comparison that another one may follow: b of a < b. */
export function lastComparison(e: Formula): Formula | undefined {
  if (e.kind !== 'binary') return undefined
  if (binary[e.op]!.power === comparison) return e.right
  if (e.op !== 'and' || e.right.kind !== 'binary') return undefined
  return binary[e.right.op]!.power === comparison ? e.right.right : undefined
}
