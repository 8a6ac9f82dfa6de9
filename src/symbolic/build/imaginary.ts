import type { Expr } from '../expr.ts'
import { constant, isConstant, node } from './atoms.ts'
import { multiplyAll } from './product.ts'
import type { ValueRule } from './special-values.ts'

type Call = (name: string, ...args: Expr[]) => Expr

/** f(i x) = i g(x), or g(x) for even f. */
const turned: Readonly<Record<string, readonly [other: string, even: boolean]>> = {
  sin: ['sinh', false],
  cos: ['cosh', true],
  tan: ['tanh', false],
  sinh: ['sin', false],
  cosh: ['cos', true],
  tanh: ['tan', false],
  atan: ['atanh', false],
  atanh: ['atan', false],
  asin: ['asinh', false],
  asinh: ['asin', false],
  erf: ['erfi', false],
  erfi: ['erf', false],
  Si: ['Shi', false],
  Shi: ['Si', false],
}

/** The rules for imaginary arguments, given how a call is built. */
export const imaginaryRules = (call: Call): Readonly<Record<string, ValueRule>> =>
  Object.fromEntries(
    Object.entries(turned).map(([name, [other, even]]) => [
      name,
      (x: Expr) => {
        const rest = overI(x)
        if (rest === undefined) return undefined
        const value = call(other, rest)
        return even ? value : multiplyAll([constant('I'), value])
      },
    ]),
  )

/** x for i x, where no other i stands in it. */
function overI(e: Expr): Expr | undefined {
  if (isConstant(e, 'I')) return multiplyAll([])
  if (e.kind !== 'product' || !e.args.some((a) => isConstant(a, 'I'))) return undefined
  return multiplyAll([node('number', '', [], e.value), ...e.args.filter((a) => !isConstant(a, 'I'))])
}
