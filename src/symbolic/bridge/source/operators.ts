import type { Node } from 'acorn'
import { integer } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { relation } from '../../build/logic.ts'
import { divide, multiplyAll, power } from '../../build/product.ts'
import { subtract, sum } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import type { Evaluator } from './evaluate.ts'
import { asNumber, isExpr, truthExpr, type Value } from './values.ts'

const arithmetic: Readonly<Record<string, (a: Expr, b: Expr) => Expr>> = {
  '+': (a, b) => sum(a, b),
  '-': subtract,
  '*': (a, b) => multiplyAll([a, b]),
  '/': divide,
  '**': power,
  '%': (a, b) => call('remainder', a, b),
}

const comparisons: Readonly<Record<string, '<' | '<=' | '>' | '>=' | '==' | '!='>> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '===': '==',
  '!=': '!=',
  '!==': '!=',
}

const onBits: Readonly<Record<string, (a: number, b: number) => number>> = {
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
}

/** A binary operator on values of the traced program. */
export function binary(evaluator: Evaluator, operator: string, left: Value, right: Value, node: Node): Value {
  const compare = comparisons[operator]
  if (!isExpr(left) || !isExpr(right)) {
    if (compare === '==' || compare === '!=') return truthExpr((left === right) === (compare === '=='))
    throw evaluator.error(node, `${operator} between what are no numbers`, 'Index arrays first.')
  }
  const [a, b] = [asNumber(left), asNumber(right)]
  if (compare !== undefined) return relation(compare, a, b)
  if (arithmetic[operator]) return arithmetic[operator](a, b)
  const bits = onBits[operator]
  if (bits) {
    const repair = 'Math.floor and Math.trunc have formulas.'
    return integer(bits(evaluator.index(a, node, repair), evaluator.index(b, node, repair)))
  }
  throw evaluator.error(node, `the operator ${operator} has no formula`, 'Use arithmetic and comparisons.')
}
