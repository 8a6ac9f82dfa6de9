import type { BinaryOperator, Formula } from './tree.ts'

/** What an operator is called, and how tightly it binds; `right` operators group from the right. */
export interface Binary {
  readonly name: string
  readonly power: number
  readonly right?: boolean
}
/** The operators between two operands. Tensor operations and those of kernels have these names. */
export const binary: Readonly<Record<BinaryOperator, Binary>> = {
  or: { name: 'or', power: 1 },
  and: { name: 'and', power: 2 },
  '<': { name: 'less', power: 4 },
  '<=': { name: 'less_equal', power: 4 },
  '>': { name: 'greater', power: 4 },
  '>=': { name: 'greater_equal', power: 4 },
  '==': { name: 'equal', power: 4 },
  '!=': { name: 'not_equal', power: 4 },
  '+': { name: 'add', power: 5 },
  '-': { name: 'subtract', power: 5 },
  '*': { name: 'multiply', power: 6 },
  '/': { name: 'divide', power: 6 },
  '^': { name: 'power', power: 8, right: true },
}
/** `-x^2` is `-(x^2)`, and `-a*b` is `(-a)*b`. */
export const signPower = 7

/**
 * Reads a formula that this library itself is written with, as `parseFormula` would: numbers, names, calls, a sign in front, and
 * the operators of `binary`. What users write goes to `parseFormula`, which knows more notation, says where a text is wrong, and
 * would be a tenth of what a page loads that parses nothing.
 * What it does with another text is not defined: tests read each of ours.
 */
export function plainFormula(text: string): Formula {
  const tokens = text.match(/[\d.]+(?:e[-+]?\d+)?|\w+|[<>=!]=|\S/g)!
  const at = { start: 0, end: text.length }
  let place = 0
  function operand(): Formula {
    const token = tokens[place++]!
    if (token === '-') return { kind: 'unary', op: '-', operand: expression(signPower), at }
    if (token === '(') {
      const inside = expression(0)
      place++
      return inside
    }
    if (/^[\d.]/.test(token)) return { kind: 'number', text: token, value: Number(token), at }
    if (tokens[place] !== '(') return { kind: 'symbol', name: token, at }
    const args: Formula[] = []
    do {
      place++
      args.push(expression(0))
    } while (tokens[place] === ',')
    place++
    return { kind: 'call', name: token, primes: 0, args, at }
  }
  /** What is joined by operators that bind at least as tightly. */
  function expression(least: number): Formula {
    let left = operand()
    for (;;) {
      const op = tokens[place] as BinaryOperator
      const rule: Binary | undefined = binary[op]
      if (!rule || rule.power < least) return left
      place++
      const right = expression(rule.right ? rule.power : rule.power + 1)
      left = { kind: 'binary', op, left, right, at }
    }
  }
  return expression(0)
}
