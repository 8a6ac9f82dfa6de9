import { activationsIn } from '../../formula/activations.ts'
import { parseDecimal } from '../number/decimal.ts'
import {
  absolute,
  add,
  compare,
  divide,
  multiply,
  negate,
  Rational,
  signOf,
  subtract,
} from '../number/rational.ts'

const larger = (a: Rational, b: Rational): Rational => (compare(a, b) < 0 ? b : a)
const smaller = (a: Rational, b: Rational): Rational => (compare(a, b) > 0 ? b : a)

/** Exact values of the activation functions that are made of straight lines and parabolas. */
export const straightPieces: Readonly<Record<string, (x: Rational) => Rational>> = activationsIn<Rational>({
  number: parseDecimal,
  operations: {
    '+': (a, b) => add(a!, b!),
    '-': (a, b) => subtract(a!, b!),
    '*': (a, b) => multiply(a!, b!),
    '/': (a, b) => divide(a!, b!),
    negative: (x) => negate(x!),
    abs: (x) => absolute(x!),
    sign: (x) => Rational.of(signOf(x!)),
    maximum: (a, b) => larger(a!, b!),
    minimum: (a, b) => smaller(a!, b!),
  },
  where: (op, a, b, yes, no) => (compare(a, b) < 0 || (op === '<=' && compare(a, b) === 0) ? yes() : no()),
})
