import { integer, isIntegerNumber, rational } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { isNonnegative, isNonzero, isReal } from '../../build/known.ts'
import { multiplyAll, power } from '../../build/product.ts'
import { scale } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import {
  commonMeasure,
  isInteger,
  isOne,
  minusOne,
  multiply,
  Rational,
  reciprocal,
  signOf,
} from '../../number/rational.ts'
import { measure } from '../measure.ts'
import { readsBetter } from '../orientation.ts'
import { denested, isNumeric } from '../radicals.ts'
import { signPower } from './angles.ts'

const isEven = (e: Expr): boolean => isIntegerNumber(e) && BigInt(e.value.n) % 2n === 0n
const abs = (e: Expr): Expr => call('abs', e)

export function powerRules(e: Expr): Expr {
  const [b, n] = e.args as [Expr, Expr]
  const sign = signPower(b, n)
  if (sign !== undefined) return sign
  if (n.kind !== 'number') return numberPower(b, n) ?? e
  // sign(x)^2 = 1 for x other than 0
  if (
    b.kind === 'call' &&
    b.name === 'sign' &&
    isReal(b.args[0]!) &&
    isNonzero(b.args[0]!) &&
    isInteger(n.value)
  )
    return isEven(n) ? integer(1) : b
  // abs(x)^2 = x^2 for real x
  if (b.kind === 'call' && b.name === 'abs' && isEven(n) && isReal(b.args[0]!)) return power(b.args[0]!, n)
  // (1 - x)^2 = (x - 1)^2
  if (b.kind === 'sum' && isEven(n)) {
    const flipped = scale(b, minusOne)
    if (readsBetter(flipped, b)) return power(flipped, n)
  }
  if (b.kind === 'sum') {
    const outside = contentOut(b, n)
    if (outside !== undefined && measure(outside) < measure(e)) return outside
  }
  if (isInteger(n.value)) return e
  if (b.kind === 'sum' && isNumeric(b)) return denested(b, n) ?? e
  // (x^2)^(1/2) = abs(x) for real x
  if (b.kind === 'power' && isEven(b.args[1]!) && isReal(b.args[0]!))
    return power(abs(b.args[0]!), rational(multiply(b.args[1]!.value, n.value)))
  if (b.kind === 'product') {
    const outside: Expr[] = []
    const inside: Expr[] = []
    for (const factor of b.args) {
      const square = factor.kind === 'power' && isEven(factor.args[1]!) && isReal(factor.args[0]!)
      if (square)
        outside.push(power(abs(factor.args[0]!), rational(multiply(factor.args[1]!.value, n.value))))
      else if (isNonnegative(factor)) outside.push(power(factor, n))
      else inside.push(factor)
    }
    if (outside.length > 0)
      return multiplyAll([...outside, power(multiplyAll([rational(b.value), ...inside]), n)])
  }
  return e
}

/** (1/3)^x = 3^(-x), 8^(x/3) = 2^x */
function numberPower(b: Expr, n: Expr): Expr | undefined {
  if (b.kind !== 'number') return undefined
  if (b.value.n === 1 && b.value.d !== 1) return power(rational(Rational.of(b.value.d)), scale(n, minusOne))
  if (n.kind !== 'product' || !isIntegerNumber(b) || typeof b.value.n !== 'number' || b.value.n < 4)
    return undefined
  const degree = n.value.d
  if (typeof degree !== 'number' || degree === 1 || degree > 20) return undefined
  const root = power(b, rational(Rational.of(1, degree)))
  return root.kind === 'number' ? power(root, scale(n, Rational.of(degree))) : undefined
}

/** (4x + 4)^n = 4^n (x + 1)^n, sqrt(1 - x^2/9) = sqrt(9 - x^2)/3 */
function contentOut(b: Expr, n: Expr): Expr | undefined {
  const content = (signOf(b.value) === 0 ? b.weights : [b.value, ...b.weights]).reduce(commonMeasure)
  if (isOne(content)) return undefined
  return multiplyAll([power(rational(content), n), power(scale(b, reciprocal(content)), n)])
}
