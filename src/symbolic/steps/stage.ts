import { subs } from '../build/subs.ts'
import { diff } from '../calculus/diff.ts'
import { heldDerivative } from '../calculus/forms.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { nodeCount, treeSize, walk } from '../traverse.ts'
import type { RuleName } from './families.ts'
import { ruleFor } from './rules.ts'

/** One rule of a derivation: `before` = `after`, which turns the line above into `line`. */
export interface Step {
  readonly rule: RuleName
  readonly explanation: string
  /** The derivative that the rule is applied to. */
  readonly before: Expr
  /** What it becomes; derivatives that are still to be taken are held, as `Derivative(u, x)`. */
  readonly after: Expr
  /** What the letters of the rule's formula stand for here: u and v of a product, u of the chain rule, ... */
  readonly parts?: readonly (readonly [letter: string, Expr])[]
  /** The inner function, for the chain rule. */
  readonly inner?: Expr
  /** The outer function of u and its derivative by u, for the chain rule. */
  readonly outer?: Expr
  readonly outerDerivative?: Expr
  /** The whole expression after this step. */
  readonly line: Expr
}

/** One derivative of a derivation: of higher ones, one for each order. */
export interface Stage {
  readonly expression: Expr
  readonly variable: Expr
  /** d/dx of the expression: the line above the first step. */
  readonly start: Expr
  readonly steps: readonly Step[]
  readonly result: Expr
}

export interface StageOptions {
  /** After this many rules (200 if not given) the derivatives that are left are taken in one step, named `remaining`. */
  readonly maxSteps?: number
  /** Whether a last step simplifies (true if not given). */
  readonly simplify?: boolean
}

/** Larger lines than this are not written out: the derivatives that are left are taken in one step. */
const maxNodes = 2_000

/** The rules that take d/dx e, one after the other. */
export function stageOf(e: Expr, x: Expr, options: StageOptions): Stage {
  const start = heldDerivative(e, x)
  const list: Step[] = []
  let line = start
  const todo: Expr[] = [start]
  const limit = options.maxSteps ?? 200
  while (todo.length > 0) {
    const before = todo.shift()!
    const pending = heldIn(line, x)
    if (!pending.includes(before)) continue
    if (list.length >= limit || nodeCount(line) > maxNodes) {
      const done = new Map(pending.map((p) => [p, diff(p.args[0]!, x)] as const))
      line = subs(line, done)
      list.push({
        rule: 'remaining',
        explanation: 'The derivatives that are left, by the same rules',
        before: pending.length === 1 ? pending[0]! : before,
        after: done.get(pending.length === 1 ? pending[0]! : before)!,
        line,
      })
      break
    }
    const applied = ruleFor(before.args[0]!, x)
    // no rule: the derivative stays as it is
    if (applied.after === before) continue
    line = subs(line, new Map([[before, applied.after]]))
    list.push({ ...applied, before, line })
    todo.unshift(...heldIn(applied.after, x))
  }
  if (options.simplify !== false && treeSize(line) < 5 * maxNodes) {
    const short = simplify(line)
    if (short !== line)
      list.push({ rule: 'simplify', explanation: 'Simplify', before: line, after: short, line: short })
    line = short
  }
  return { expression: e, variable: x, start, steps: list, result: line }
}

/** The derivatives by x that an expression still holds, in the order of its arguments. */
function heldIn(e: Expr, x: Expr): Expr[] {
  const found: Expr[] = []
  walk(e, (node) => {
    if (isHeld(node, x)) found.push(node)
  })
  return found
}

const isHeld = (e: Expr, x: Expr): boolean =>
  e.kind === 'call' && e.name === 'Derivative' && e.args.length === 2 && e.args[1] === x
