import type { Expression } from 'acorn'
import { integer } from '../../build/atoms.ts'
import { and, or, relation, where } from '../../build/logic.ts'
import type { Expr } from '../../expr.ts'
import type { Evaluator } from './evaluate.ts'
import { isPlain } from './plain.ts'
import { asNumber, isCondition, isExpr, type Scope, truth, type Value } from './values.ts'

/** a && b, a || b, a ?? b: the value of one of them, or a case distinction where the symbols decide. */
export function logical(
  evaluator: Evaluator,
  operator: string,
  left: Expression,
  right: Expression,
  scope: Scope,
): Value {
  const first = evaluator.value(left, scope)
  if (operator === '??') return first === undefined ? evaluator.value(right, scope) : first
  const known = isExpr(first) ? truth(first) : first !== undefined
  if (known !== undefined) return known === (operator === '&&') ? evaluator.value(right, scope) : first
  const second = evaluator.value(right, scope)
  const a = first as Expr
  if (isExpr(second) && isCondition(a) && isCondition(second))
    return operator === '&&' ? and(a, second) : or(a, second)
  const condition = isCondition(a) ? a : relation('!=', a, integer(0))
  const [yes, no] = operator === '&&' ? [second, a] : [a, second]
  if (isExpr(yes) && isExpr(no)) return where(condition, asNumber(yes), asNumber(no))
  return evaluator.machine.decide(condition, left, evaluator.source) ? yes : no
}

/** test ? yes : no */
export function conditional(
  evaluator: Evaluator,
  test: Expression,
  yes: Expression,
  no: Expression,
  scope: Scope,
): Value {
  const condition = evaluator.condition(test, scope)
  const known = truth(condition)
  if (known !== undefined) return evaluator.value(known ? yes : no, scope)
  // Branches that only compute stay one formula; others (calls may not end) are ways of their own.
  if (isPlain(yes) && isPlain(no)) {
    const [a, b] = [evaluator.value(yes, scope), evaluator.value(no, scope)]
    if (isExpr(a) && isExpr(b)) return where(condition, asNumber(a), asNumber(b))
  }
  return evaluator.value(evaluator.machine.decide(condition, test, evaluator.source) ? yes : no, scope)
}
