import { checkOptions } from '../../options.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { isOne, isZero, type Rational } from '../number/rational.ts'
import { bindingsOf } from './bindings.ts'
import { text } from './text.ts'

/**
 * Writes an expression as a tree, a node a line. Parts of a large expression that occur more than once, and what lies
 * deep, are trees of their own with a name, so that the output is linear in the graph.
 *
 * @example
 * tree(parse('2*x + sin(y)'))
 * // sum
 * // ├─ 2 *
 * // │  └─ x
 * // └─ sin
 * //    └─ y
 */
export function tree(root: Expr, options: { readonly treeLimit?: number } = {}): string {
  requireExpr(root)
  checkOptions('tree', options, ['treeLimit'])
  const names = new Map<Expr, string>()
  const lines: string[] = []
  for (const { name, expr } of bindingsOf([root], options.treeLimit ?? 400, 60)) {
    lines.push(`${name} =`)
    branch(expr, names, lines)
    names.set(expr, name)
  }
  branch(root, names, lines)
  return lines.join('\n')
}

interface Line {
  readonly e: Expr
  /** What stands before the node, and before the lines below it. */
  readonly first: string
  readonly rest: string
  readonly coefficient?: Rational
}

function branch(root: Expr, names: ReadonlyMap<Expr, string>, lines: string[]): void {
  const stack: Line[] = [{ e: root, first: '', rest: '' }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { e, first, rest, coefficient } = top
    const name = names.get(e)
    const factor = coefficient === undefined || isOne(coefficient) ? '' : `${numberText(coefficient)} * `
    lines.push(first + factor + (name ?? label(e)))
    if (name !== undefined) continue
    const below: { e: Expr; coefficient?: Rational }[] = e.args.map((arg, i) =>
      e.kind === 'sum' ? { e: arg, coefficient: e.weights[i]! } : { e: arg },
    )
    for (let i = below.length - 1; i >= 0; i--) {
      const last = i === below.length - 1
      stack.push({
        ...below[i]!,
        first: `${rest}${last ? '└─ ' : '├─ '}`,
        rest: `${rest}${last ? '   ' : '│  '}`,
      })
    }
  }
}

const numberText = (value: Rational): string => (value.d === 1 ? String(value.n) : `${value.n}/${value.d}`)

function label(e: Expr): string {
  switch (e.kind) {
    case 'number':
    case 'constant':
    case 'symbol':
      return text(e)
    case 'sum':
      return isZero(e.value) ? 'sum' : `sum + ${numberText(e.value)}`
    case 'product':
      return isOne(e.value) ? 'product' : `product * ${numberText(e.value)}`
    case 'call':
      return e.weights.length === 0 ? e.name : `${e.name}^(${e.weights.map((w) => String(w.n)).join(',')})`
    case 'relation':
    case 'logic':
      return e.name
    default:
      return e.kind
  }
}
