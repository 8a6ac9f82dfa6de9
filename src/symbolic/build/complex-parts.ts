import { derivativesOf } from '../../formula/all-derivatives.ts'
import { familyOf } from '../../formula/families.ts'
import type { Expr } from '../expr.ts'
import { own } from '../own.ts'
import { walk } from '../traverse.ts'
import { flag } from './assumptions.ts'
import { constant, fraction, integer, isConstant, isIntegerNumber, isNumber, isValue, node } from './atoms.ts'
import { isImaginary, isInteger, isNonnegative, isReal, isRealFunction } from './known.ts'
import { divide, multiplyAll, power, sqrt } from './product.ts'
import type { ValueRule } from './special-values.ts'
import { linear, negate, subtract, sum } from './sum.ts'

/*
 * Real part, imaginary part, conjugate, argument and modulus. Symbols are real unless declared otherwise, and so are
 * the values of undefined functions of real arguments.
 */

/** What is known of expressions: whether their values may be complex. */
type Known = WeakMap<Expr, boolean>
const asCalculus: Known = new WeakMap()
const asWritten: Known = new WeakMap()

/**
 * Whether I or a symbol declared complex occurs, or a constant that is not real. As in calculus on the real line,
 * log(x) counts as real here, though it is not for negative x.
 */
export function mayBeComplex(e: Expr): boolean {
  const found = asCalculus.get(e)
  if (found !== undefined) return found
  walk(e, (part) => asCalculus.set(part, complexNode(part, asCalculus, part.mask === 0)), asCalculus)
  return asCalculus.get(e)!
}

/** Whether the value may be complex at any real values of the real symbols, as that of log(x) may. */
function isComplexSomewhere(e: Expr): boolean {
  const found = asWritten.get(e)
  if (found !== undefined) return found
  walk(e, (part) => asWritten.set(part, complexNode(part, asWritten, true)), asWritten)
  return asWritten.get(e)!
}

function complexNode(e: Expr, known: Known, strict: boolean): boolean {
  if (e.kind === 'constant') return e.name === 'I'
  if (e.kind === 'symbol') return (e.flags & flag.complex) !== 0
  if (e.kind === 'call' && realValued.has(e.name)) return false
  if (e.args.some((a) => known.get(a))) return !(e.mask === 0 && isReal(e))
  return strict && leavesRealLine(e) && !isReal(e)
}
const realValued = new Set(['re', 'im', 'abs', 'arg'])

/** Whether the operation may give a complex value for real arguments. */
function leavesRealLine(e: Expr): boolean {
  if (e.kind === 'power') return !isInteger(e.args[1]!) && !isNonnegative(e.args[0]!)
  if (e.kind !== 'call' || isRealFunction(e.name)) return false
  return derivativesOf(e.name) !== undefined || familyOf(e.name) !== undefined
}

/** Real functions f with f(conjugate z) = conjugate f(z) everywhere. */
const mirrored = new Set(
  'exp sin cos tan cot sec csc sinh cosh tanh coth sech csch erf erfc erfi dawson gamma digamma airyai airybi airyaiprime airybiprime Si Shi'.split(
    ' ',
  ),
)

const times = (a: Parts, b: Parts): Parts => [
  subtract(multiplyAll([a[0], b[0]]), multiplyAll([a[1], b[1]])),
  sum(multiplyAll([a[0], b[1]]), multiplyAll([a[1], b[0]])),
]

const square = (e: Expr): Expr => power(e, integer(2))

type Call = (name: string, ...args: Expr[]) => Expr

/** Real and imaginary part. */
type Parts = readonly [re: Expr, im: Expr]

/** The rules, given how a call is built. */
export function complexParts(call: Call): Readonly<Record<string, ValueRule>> {
  const split = splitter(call)
  return {
    abs: (x) => absoluteOfComplex(x, call, split),
    re: (x) => partOf(x, 're', call, split),
    im: (x) => partOf(x, 'im', call, split),
    conjugate: (x) => conjugateOf(x, call),
    arg: (x) => argumentOf(x, call, split),
  }
}

/** The value of each node from those of its arguments, without recursion; real ones are left as they are. */
function fold<T>(root: Expr, real: (e: Expr) => T, made: (e: Expr, of: (part: Expr) => T) => T): T {
  const values = new Map<Expr, T>()
  const of = (e: Expr): T => (isComplexSomewhere(e) ? values.get(e)! : real(e))
  walk(root, (e) => values.set(e, made(e, of)), { has: (e) => values.has(e) || !isComplexSomewhere(e) })
  return of(root)
}

function conjugateOf(x: Expr, call: Call): Expr | undefined {
  const value = fold(
    x,
    (e) => e,
    (e, of) => conjugateOfNode(e, of, call) ?? node('call', 'conjugate', [e]),
  )
  return value.kind === 'call' && value.name === 'conjugate' && value.args[0] === x ? undefined : value
}

function conjugateOfNode(x: Expr, of: (e: Expr) => Expr, call: Call): Expr | undefined {
  if (x.kind === 'symbol' && isImaginary(x)) return negate(x)
  switch (x.kind) {
    case 'constant':
      return isConstant(x, 'I') ? negate(x) : x
    case 'sum':
      return linear([...x.args.map(of), integer(1)], [...x.weights, x.value])
    case 'product':
      return multiplyAll([...x.args.map(of), node('number', '', [], x.value)])
    case 'power':
      return isIntegerNumber(x.args[1]!) ? power(of(x.args[0]!), x.args[1]!) : undefined
    case 'call':
      if (x.name === 'conjugate') return x.args[0]!
      return mirrored.has(x.name) && x.weights.length === 0 ? call(x.name, of(x.args[0]!)) : undefined
    default:
      return undefined
  }
}

const modulus = (x: Expr, y: Expr, call: Call): Expr =>
  isValue(y, 0) ? call('abs', x) : sqrt(sum(square(x), square(y)))

/** The real and imaginary part of an expression where both can be told, or undefined. */
type Split = (e: Expr) => Parts | undefined

function splitter(call: Call): Split {
  const ofCalls = callParts(call)
  return (root) =>
    fold<Parts | undefined>(
      root,
      (e) => [e, integer(0)],
      (e, of) => partsOfNode(e, of, ofCalls),
    )
}

function partsOfNode(e: Expr, of: Split, ofCalls: CallParts): Parts | undefined {
  if (e.kind === 'symbol' && isImaginary(e)) return [integer(0), negate(multiplyAll([constant('I'), e]))]
  switch (e.kind) {
    case 'constant':
      return [integer(0), integer(1)]
    case 'sum':
      return partsOfSum(e, of)
    case 'product':
      return partsOfProduct(e, of)
    case 'power':
      return partsOfPower(e, of)
    case 'call': {
      const p = e.weights.length === 0 && e.args.length === 1 ? of(e.args[0]!) : undefined
      return p && own(ofCalls, e.name)?.(...p)
    }
    default:
      return undefined
  }
}

function partsOfSum(e: Expr, of: Split): Parts | undefined {
  const parts = e.args.map(of)
  if (parts.includes(undefined)) return undefined
  const over = (k: 0 | 1): Expr =>
    linear(
      parts.map((p) => p![k]),
      e.weights,
    )
  return [sum(over(0), node('number', '', [], e.value)), over(1)]
}

function partsOfProduct(e: Expr, of: Split): Parts | undefined {
  let value: Parts = [node('number', '', [], e.value), integer(0)]
  for (const factor of e.args) {
    const p = of(factor)
    if (p === undefined) return undefined
    value = times(value, p)
  }
  return value
}

const mostPower = 8

function partsOfPower(e: Expr, of: Split): Parts | undefined {
  const [b, n] = e.args as [Expr, Expr]
  const p = of(b)
  if (p === undefined || !isIntegerNumber(n)) return undefined
  const count = Math.abs(Number(n.value.n))
  if (count > mostPower) return undefined
  let value: Parts = [integer(1), integer(0)]
  for (let k = 0; k < count; k++) value = times(value, p)
  if (n.value.n > 0) return value
  const size = sum(square(value[0]), square(value[1]))
  return [divide(value[0], size), negate(divide(value[1], size))]
}

type CallParts = Readonly<Record<string, (x: Expr, y: Expr) => Parts>>

/** Of functions of x + i y. */
const callParts = (call: Call): CallParts => ({
  exp: (x, y) => [
    multiplyAll([call('exp', x), call('cos', y)]),
    multiplyAll([call('exp', x), call('sin', y)]),
  ],
  sin: (x, y) => [
    multiplyAll([call('sin', x), call('cosh', y)]),
    multiplyAll([call('cos', x), call('sinh', y)]),
  ],
  cos: (x, y) => [
    multiplyAll([call('cos', x), call('cosh', y)]),
    negate(multiplyAll([call('sin', x), call('sinh', y)])),
  ],
  sinh: (x, y) => [
    multiplyAll([call('sinh', x), call('cos', y)]),
    multiplyAll([call('cosh', x), call('sin', y)]),
  ],
  cosh: (x, y) => [
    multiplyAll([call('cosh', x), call('cos', y)]),
    multiplyAll([call('sinh', x), call('sin', y)]),
  ],
  log: (x, y) => [call('log', modulus(x, y, call)), call('atan2', y, x)],
  log1p: (x, y) => [call('log', modulus(sum(integer(1), x), y, call)), call('atan2', y, sum(integer(1), x))],
  conjugate: (x, y) => [x, negate(y)],
})

/** The real or imaginary part, of what cannot be told within re and im. */
function partOf(x: Expr, name: 're' | 'im', call: Call, split: Split): Expr | undefined {
  const parts = split(x)
  if (parts !== undefined) return parts[name === 're' ? 0 : 1]
  if (x.kind === 'sum')
    return linear(
      [...x.args.map((a) => call(name, a)), integer(name === 're' ? 1 : 0)],
      [...x.weights, x.value],
    )
  if (x.kind !== 'product') return undefined
  // real factors come out, and so does I
  const real = x.args.filter((a) => !isComplexSomewhere(a))
  const rest = x.args.filter((a) => isComplexSomewhere(a) && !isConstant(a, 'I'))
  const unit = x.args.some((a) => isConstant(a, 'I'))
  if (real.length === 0 && !unit && x.value.n === 1 && x.value.d === 1) return undefined
  const inner = multiplyAll(rest)
  const outside = multiplyAll([...real, node('number', '', [], x.value)])
  if (!unit) return multiplyAll([outside, call(name, inner)])
  return name === 're'
    ? negate(multiplyAll([outside, call('im', inner)]))
    : multiplyAll([outside, call('re', inner)])
}

/** The modulus of what has a real and an imaginary part. */
function absoluteOfComplex(x: Expr, call: Call, split: Split): Expr | undefined {
  if (!mayBeComplex(x)) return undefined
  if (x.kind === 'call' && x.name === 'exp') return call('exp', call('re', x.args[0]!))
  if (x.kind === 'product') {
    const real = x.args.filter((a) => !mayBeComplex(a) || isConstant(a, 'I'))
    const rest = x.args.filter((a) => !real.includes(a))
    const size = node('number', '', [], x.value)
    if (real.length > 0 || size !== integer(1))
      return multiplyAll([
        call('abs', size),
        ...real.map((a) => call('abs', a)),
        call('abs', multiplyAll(rest)),
      ])
  }
  const parts = split(x)
  // x^2 of an imaginary x is its own real part
  return parts === undefined || parts.some(mayBeComplex) ? undefined : modulus(...parts, call)
}

function argumentOf(x: Expr, call: Call, split: Split): Expr | undefined {
  if (isNumber(x) || isReal(x)) return call('atan2', integer(0), x)
  if (isConstant(x, 'I')) return multiplyAll([fraction(1, 2), constant('pi')])
  const parts = isComplexSomewhere(x) ? split(x) : undefined
  return parts && call('atan2', parts[1], parts[0])
}
