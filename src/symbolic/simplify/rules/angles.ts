import { constant, integer, isConstant, rational } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { isInteger as isWhole } from '../../build/known.ts'
import { multiplyAll, power } from '../../build/product.ts'
import { linear, scale, subtract } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import {
  floor,
  isInteger,
  subtract as less,
  minusOne,
  multiply,
  Rational,
  signOf,
} from '../../number/rational.ts'

const circular = new Set(['sin', 'cos', 'tan', 'cot', 'sec', 'csc'])
export const isCircular = (e: Expr): boolean =>
  e.kind === 'call' && e.weights.length === 0 && circular.has(e.name)

/** f(u + quarter pi/2) for quarter = 0, 1, 2, 3 as sign and function of u. */
const shifted: Readonly<Record<string, readonly (readonly [1 | -1, string])[]>> = {
  sin: [
    [1, 'sin'],
    [1, 'cos'],
    [-1, 'sin'],
    [-1, 'cos'],
  ],
  cos: [
    [1, 'cos'],
    [-1, 'sin'],
    [-1, 'cos'],
    [1, 'sin'],
  ],
  tan: [
    [1, 'tan'],
    [-1, 'cot'],
    [1, 'tan'],
    [-1, 'cot'],
  ],
  cot: [
    [1, 'cot'],
    [-1, 'tan'],
    [1, 'cot'],
    [-1, 'tan'],
  ],
  sec: [
    [1, 'sec'],
    [-1, 'csc'],
    [-1, 'sec'],
    [1, 'csc'],
  ],
  csc: [
    [1, 'csc'],
    [1, 'sec'],
    [-1, 'csc'],
    [-1, 'sec'],
  ],
}

/** sin(x + pi/2) = cos(x), cos(n pi) = (-1)^n for whole n, and their kin. */
export function angleRules(e: Expr): Expr {
  const x = e.args[0]!
  if (x.kind !== 'sum' && x.kind !== 'product') return e
  const terms =
    x.kind === 'sum'
      ? x.args
      : [x.args.length === 1 ? x.args[0]! : scale(x, Rational.of(x.value.d, x.value.n))]
  const weights = x.kind === 'sum' ? x.weights : [x.value]
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i]!
    const weight = weights[i]!
    if (isConstant(term, 'pi')) {
      // the nearest number of quarter turns; an eighth stays where it is
      const doubled = multiply(weight, Rational.small(2, 1))
      const quarters = signOf(doubled) < 0 ? halfUp(doubled) : halfDown(doubled)
      if (x.kind !== 'sum' || signOf(quarters) === 0) continue
      const rest = subtract(x, scale(term, multiply(quarters, Rational.small(1, 2))))
      const [sign, name] = shifted[e.name]![Number(((BigInt(quarters.n) % 4n) + 4n) % 4n)]!
      return scale(call(name, rest), Rational.small(sign, 1))
    }
    if (term.kind !== 'product' || !term.args.some((a) => isConstant(a, 'pi'))) continue
    const turns = multiplyAll([rational(weight), ...term.args.filter((a) => !isConstant(a, 'pi'))])
    if (!isWhole(turns)) continue
    const rest = subtract(x, multiplyAll([turns, constant('pi')]))
    const plain = call(e.name, rest)
    return e.name === 'tan' || e.name === 'cot' ? plain : multiplyAll([power(integer(-1), turns), plain])
  }
  return e
}

const half = Rational.small(1, 2)
/** Rounded to the nearest whole number, halves towards zero. */
const halfUp = (a: Rational): Rational => floor(less(a, multiply(half, minusOne)))
const halfDown = (a: Rational): Rational =>
  multiply(floor(less(multiply(a, minusOne), multiply(half, minusOne))), minusOne)

/** (-1)^(n + 2k) = (-1)^n for whole k. */
export function signPower(base: Expr, exponent: Expr): Expr | undefined {
  if (base.kind !== 'number' || base.value.n !== -1 || base.value.d !== 1) return undefined
  const terms = exponent.kind === 'sum' ? exponent.args : [exponent]
  const odd: Expr[] = []
  const weights: Rational[] = []
  terms.forEach((term, i) => {
    const w = exponent.kind === 'sum' ? exponent.weights[i]! : Rational.small(1, 1)
    const c = term.kind === 'product' ? multiply(w, term.value) : w
    const unit = term.kind === 'product' ? scale(term, Rational.of(term.value.d, term.value.n)) : term
    if (isInteger(c) && isWhole(unit)) {
      if (BigInt(c.n) % 2n === 0n) return
      odd.push(unit)
      weights.push(Rational.small(1, 1))
    } else {
      odd.push(term)
      weights.push(w)
    }
  })
  const value = exponent.kind === 'sum' ? exponent.value : Rational.small(0, 1)
  const shift = isInteger(value) ? Rational.of(((BigInt(value.n) % 2n) + 2n) % 2n) : value
  const rest = linear([...odd, rational(shift)], [...weights, Rational.small(1, 1)])
  return rest === exponent ? undefined : power(base, rest)
}
