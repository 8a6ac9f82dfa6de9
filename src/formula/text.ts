import type { BinaryOperator, Formula } from './tree.ts'

const power: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 8,
}

function powerOf(tree: Formula): number {
  if (tree.kind === 'binary') return power[tree.op]
  if (tree.kind === 'unary') return tree.op === '!' ? 9 : tree.op === 'not' ? 3 : 7
  return 10
}

/**
 * Writes a syntax tree as text with no more parentheses than it needs; parsing the text gives the tree back (up to
 * the places `at`). Holes print as `${0}`.
 *
 * @example
 * formulaText(parseFormula('a-(b-c)')) // 'a - (b - c)'
 */
export function formulaText(tree: Formula): string {
  const out: string[] = []
  const stack: (Formula | string)[] = [tree]
  const push = (operand: Formula, least: number): void => {
    if (powerOf(operand) < least) stack.push(')', operand, '(')
    else stack.push(operand)
  }
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top === 'string') {
      out.push(top)
      continue
    }
    switch (top.kind) {
      case 'number':
        out.push(top.text)
        break
      case 'symbol':
        out.push(top.name)
        break
      case 'hole':
        out.push('${' + top.index + '}')
        break
      case 'unary':
        if (top.op === '!') {
          stack.push('!')
          push(top.operand, 10)
        } else {
          push(top.operand, top.op === 'not' ? 3 : 7)
          out.push(top.op === 'not' ? 'not ' : top.op)
        }
        break
      case 'binary': {
        const own = power[top.op]
        const tight = top.op === '^' || top.op === '*' || top.op === '/'
        // a sign may stand unbracketed on the right of ^ only: 2^-x
        push(top.right, top.op === '^' ? 7 : own + 1)
        stack.push(tight ? top.op : ` ${top.op} `)
        push(top.left, top.op === '^' || own === 4 ? own + 1 : own)
        break
      }
      case 'call': {
        stack.push(')')
        for (let i = top.args.length - 1; i >= 0; i--) {
          stack.push(top.args[i]!)
          if (i > 0) stack.push(', ')
        }
        stack.push(`${top.name}${"'".repeat(top.primes)}(`)
        break
      }
    }
  }
  return out.join('')
}
