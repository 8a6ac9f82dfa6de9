import { integer, isValue, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isForm } from '../build/forms.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { linear, scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative, partialOf, powerRule } from '../calculus/derivative.ts'
import { byLimit, diff } from '../calculus/diff.ts'
import { heldDerivative } from '../calculus/forms.ts'
import { type Joint, joinPieces, jointsOf } from '../calculus/pieces.ts'
import type { Expr } from '../expr.ts'
import { absolute, isOne, minusOne, negate, one, signOf } from '../number/rational.ts'
import { text } from '../print/text.ts'
import { simplify } from '../simplify/simplify.ts'
import { familyOf, type RuleName } from './families.ts'
import { ruleFormulas } from './formulas.ts'

/** One rule applied to d/dx of an expression. */
export interface Applied {
  readonly rule: RuleName
  /** The rule in words, with the functions and inner functions of this place. */
  readonly explanation: string
  /** What the letters of the rule's formula stand for here: u and v of a product, ... */
  readonly parts?: readonly (readonly [letter: string, Expr])[]
  readonly after: Expr
  /** For the chain rule: the inner function u. */
  readonly inner?: Expr
  /** For the chain rule: the outer function of u, and its derivative by u. */
  readonly outer?: Expr
  readonly outerDerivative?: Expr
}

/** The next rule that a teacher would apply to d/dx e; derivatives that are left to do stay held. */
export function ruleFor(e: Expr, x: Expr): Applied {
  const d = (part: Expr): Expr => heldDerivative(part, x)
  const depends = (part: Expr): boolean => dependsOn(part, x)
  if (!depends(e))
    return { rule: 'constant', explanation: `Constant rule: ${e} does not depend on ${x}`, after: integer(0) }
  if (e === x) return { rule: 'identity', explanation: `The derivative of ${x} is 1`, after: integer(1) }
  switch (e.kind) {
    case 'sum': {
      const parts = signOf(e.value) === 0 ? [] : [d(rational(absolute(e.value)))]
      const sign = signOf(e.value) < 0 ? minusOne : one
      return {
        rule: 'sum',
        explanation: e.weights.every(isOne)
          ? 'Sum rule: differentiate term by term'
          : 'Sum rule: differentiate term by term, constant factors stay',
        after: linear([...e.args.map(d), ...parts], [...e.weights, ...parts.map(() => sign)]),
      }
    }
    case 'product':
      return productStep(e, x, depends, d)
    case 'power':
      return powerStep(e, x, depends, d)
    case 'call':
      return callStep(e, x, depends, d)
    case 'piecewise': {
      const pieces = e.args.filter((_, i) => i % 2 === 0)
      const joints = jointsOf(
        e,
        x,
        pieces.map((piece) => diff(piece, x)),
        byLimit,
      )
      return {
        rule: 'piecewise',
        explanation: [
          'Differentiate each piece on its own domain',
          ...joints.list.map((j) => jointInWords(j, x)),
        ].join('; '),
        after: joinPieces(e, pieces.map(d), joints),
      }
    }
    default:
      return { rule: 'constant', explanation: 'Constant rule', after: integer(0) }
  }
}

/** What happens where two pieces meet. */
function jointInWords({ at, end, here, continuous, sides: [a, b], slope }: Joint, x: Expr): string {
  if (end || here < 0) return `the domain ends at ${x} = ${at}`
  if (slope !== undefined) return `at ${x} = ${at} the pieces join with the slope ${simplify(slope)}`
  if (!continuous) return `at ${x} = ${at} it is not continuous, so there is no derivative`
  if (a === undefined || b === undefined)
    return `at ${x} = ${at} a side has no slope, so there is no derivative`
  return `at ${x} = ${at} the slopes ${simplify(a)} and ${simplify(b)} of the two sides differ, so there is no derivative`
}

/** The rule's name, its formula, and what the letters in it are here. */
function stated(
  rule: RuleName,
  parts: readonly (readonly [string, Expr])[] = [],
): Pick<Applied, 'rule' | 'explanation' | 'parts'> {
  const { title, text: formula } = ruleFormulas[rule]
  // of a^x nobody says that a = a
  const told = parts.filter(([letter, e]) => letter !== text(e))
  const list = told.map(([letter, e]) => `${letter} = ${e}`).join(', ')
  return {
    rule,
    explanation: `${title}${formula === '' ? '' : `: ${formula}`}${list === '' ? '' : ` with ${list}`}`,
    ...(parts.length === 0 ? {} : { parts }),
  }
}

type Test = (e: Expr) => boolean
type Make = (e: Expr) => Expr

function productStep(e: Expr, x: Expr, depends: Test, d: Make): Applied {
  const fixed = e.args.filter((a) => !depends(a))
  const moving = e.args.filter(depends)
  const constant = multiplyAll([rational(e.value), ...fixed])
  const rest = multiplyAll(moving)
  if (constant.kind !== 'number' || !isOne(constant.value))
    return rest === x
      ? {
          rule: 'constant multiple',
          explanation: `Constant multiple rule: the derivative of ${e} is ${constant}`,
          parts: [['c', constant]],
          after: constant,
        }
      : {
          rule: 'constant multiple',
          explanation: `Constant multiple rule: ${constant} is a constant factor`,
          parts: [['c', constant]],
          after: multiplyAll([constant, d(rest)]),
        }
  const below = (a: Expr): boolean =>
    a.kind === 'power' && a.args[1]!.kind === 'number' && signOf(a.args[1]!.value) < 0
  const bottom = multiplyAll(
    moving.filter(below).map((a) => power(a.args[0]!, rational(negate(a.args[1]!.value)))),
  )
  const top = multiplyAll(moving.filter((a) => !below(a)))
  if (bottom.kind !== 'number' && top.kind !== 'number')
    // (u/v)' = (u' v - u v')/v^2
    return {
      ...stated('quotient', [
        ['u', top],
        ['v', bottom],
      ]),
      after: divide(
        subtract(multiplyAll([d(top), bottom]), multiplyAll([top, d(bottom)])),
        power(bottom, integer(2)),
      ),
    }
  if (bottom.kind !== 'number')
    return {
      ...stated('reciprocal', [['v', bottom]]),
      after: scale(divide(d(bottom), power(bottom, integer(2))), negate(one)),
    }
  const letters = 'uvwabcdfgh'
  const parts = moving.length > letters.length ? [] : moving.map((f, i) => [letters[i]!, f] as const)
  return {
    ...stated('product', parts),
    ...(moving.length === 2
      ? {}
      : {
          explanation: `Product rule: one factor after the other${parts.length === 0 ? '' : ` of ${parts.map(([l, f]) => `${l} = ${f}`).join(', ')}`}`,
        }),
    after: linear(
      moving.map((f, i) => multiplyAll([...moving.filter((_, k) => k !== i), d(f)])),
      undefined,
    ),
  }
}

const u = (): Expr => symbol('u')

function powerStep(e: Expr, x: Expr, depends: Test, d: Make): Applied {
  const [b, n] = e.args as [Expr, Expr]
  if (!depends(n)) {
    if (b === x) return { ...stated('power', [['n', n]]), after: powerRule(x, n) }
    return chainStep(e, b, power(u(), n), powerRule(u(), n), powerRule(b, n), d)
  }
  if (isValue(b, 0))
    return { rule: 'constant', explanation: `${e} is 0 wherever it has a derivative`, after: integer(0) }
  if (!depends(b)) {
    const slope = multiplyAll([e, call('log', b)])
    if (n === x)
      return {
        ...stated('exponential', [['a', b]]),
        after: slope,
      }
    return chainStep(e, n, power(b, u()), multiplyAll([power(b, u()), call('log', b)]), slope, d)
  }
  // (f^g)' = f^g (g log f)'
  return {
    ...stated('logarithmic differentiation', [
      ['f', b],
      ['g', n],
    ]),
    after: multiplyAll([e, d(multiplyAll([n, call('log', b)]))]),
  }
}

function chainStep(e: Expr, inner: Expr, outer: Expr, slope: Expr, at: Expr, d: Make): Applied {
  return {
    rule: 'chain',
    explanation: `Chain rule: ${e} is ${outer} with the inner function u = ${inner}; d/du ${outer} = ${slope}`,
    parts: [['u', inner]],
    after: multiplyAll([at, d(inner)]),
    inner,
    outer,
    outerDerivative: slope,
  }
}

function callStep(e: Expr, x: Expr, depends: Test, d: Make): Applied {
  if (isForm(e))
    return {
      rule: 'Leibniz',
      explanation: e.name === 'RootSum' ? 'Sum rule' : `Leibniz rule for the ${e.name.toLowerCase()}`,
      after: derivative(e, x),
    }
  if (e.args.length === 1) {
    const inner = e.args[0]!
    const after = partialOf(e, 0)
    if (inner === x)
      return { rule: familyOf(e.name), explanation: `The derivative of ${e} is ${after}`, after }
    const outer = e.weights.length > 0 ? undefined : call(e.name, u())
    if (outer !== undefined) return chainStep(e, inner, outer, partialOf(outer, 0), after, d)
    return {
      rule: 'chain',
      explanation: `Chain rule with the inner function u = ${inner}`,
      after: multiplyAll([after, d(inner)]),
      inner,
    }
  }
  const terms = e.args.flatMap((arg, i) =>
    depends(arg) ? [arg === x ? partialOf(e, i) : multiplyAll([partialOf(e, i), d(arg)])] : [],
  )
  return {
    rule: 'chain',
    explanation: `Chain rule for ${e.name} of ${e.args.length} arguments: the sum over the arguments that depend on ${x}`,
    after: linear(terms, undefined),
  }
}
