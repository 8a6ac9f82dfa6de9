import { isFloat } from '../graph/dtype.ts'
import { constantValue } from '../graph/leaves.ts'
import { apply, type Node, none } from '../graph/node.ts'
import { divide, equal, like, multiply, select } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import type { Rule } from './algebra.ts'

const reciprocal = (x: Node): Node => divide(like(x, 1), x)
/** x^(1/2), which is 0 at -0 and infinity at -infinity. */
function root(x: Node): Node {
  const unsigned = apply(elementwise.add, [x, like(x, 0)], none) as Node
  const positive = apply(elementwise.sqrt, [unsigned], none) as Node
  return select(equal(x, like(x, -Infinity)), like(x, Infinity), positive)
}
/** Powers that are rounded once or twice, as often as by a logarithm at best. */
const simple: Readonly<Record<number, (x: Node) => Node>> = {
  1: (x) => x,
  2: (x) => multiply(x, x),
  3: (x) => multiply(multiply(x, x), x),
  [-1]: reciprocal,
  0.5: root,
  [-0.5]: (x) => reciprocal(root(x)),
}

/** What a power to a constant is without one. */
export const simplePower: Rule = ({ inputs: [x, y], dtype }) => {
  const n = constantValue(y!)!
  return isFloat(dtype) || n > 0 ? simple[n]?.(x!) : undefined
}
