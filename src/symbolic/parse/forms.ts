import {
  type ConstantName,
  constant,
  rational as exactly,
  integer,
  isConstant,
  isValue,
} from '../build/atoms.ts'
import { call, logarithmTo } from '../build/call.ts'
import { and, not, or, piecewise, type RelationName, relation } from '../build/logic.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, subtract } from '../build/sum.ts'
import { diff } from '../calculus/diff.ts'
import { heldDerivative, indexedProduct, orderedDerivative, summation } from '../calculus/forms.ts'
import type { Expr } from '../expr.ts'
import { limit } from '../limit/limit.ts'
import { parseDecimal } from '../number/decimal.ts'
import { isInteger } from '../number/rational.ts'
import { freeSymbols } from '../traverse.ts'
import { spend } from '../work.ts'
import { type Argument, isExpr, listOf } from './arguments.ts'
import { evaluatedBetween } from './evaluated.ts'
import { expr, type Form } from './form.ts'
import { integralForm, integralOf, overRanges } from './ranges.ts'
import { rootSumForm } from './root-sums.ts'

const constantOf = (name: ConstantName) => (): Expr => constant(name)
const yes = constantOf('true')

const derivative: Form = ([body, ...given], keywords, fail) => {
  let rest: readonly Argument[] = given
  let result = expr(body, fail)
  if (rest.length === 0) {
    const [only, more] = freeSymbols(result)
    if (only === undefined || more !== undefined) fail('Derivative of nothing', 'write Derivative(f(x), x)')
    rest = [only!]
  }
  // (x, n) with an order that is no number
  const symbolic = rest.filter((item) => isOrder(listOf(item)))
  for (const item of symbolic) {
    const [x, n] = listOf(item).map((part) => expr(part, fail))
    result = orderedDerivative(result, x!, n!)
  }
  const flat = rest
    .filter((item) => !symbolic.includes(item))
    .flatMap(listOf)
    .map((part) => expr(part, fail))
  const held = keywords.has('evaluate') && isConstant(keywords.get('evaluate')!, 'false')
  for (let i = 0; i < flat.length; i++) {
    const variable = flat[i]!
    if (variable.kind !== 'symbol') fail('Derivative by what is no symbol', 'write Derivative(f(x), x, 2)')
    const count = flat[i + 1]
    if (count?.kind === 'number') i++
    const times = count?.kind === 'number' ? Number(count.value.n) : 1
    if (count?.kind === 'number' && !(isInteger(count.value) && times >= 0 && times <= maxOrder))
      fail(`a derivative of order ${String(count)}`, `the order is a whole number up to ${maxOrder}`)
    spend(40)
    if (!held) result = diff(result, variable, times)
    else for (let k = 0; k < times; k++) result = heldDerivative(result, variable)
  }
  return result
}
const isOrder = ([x, n, more]: readonly Argument[]): boolean =>
  isExpr(x) &&
  isExpr(n) &&
  more === undefined &&
  x.kind === 'symbol' &&
  n.kind !== 'number' &&
  n.kind !== 'call'

/** Highest order of a derivative that a text may ask for. */
export const maxOrder = 1000

/**
 * A form by a lower-case name, which is an ordinary function where no variable stands second: integrate(f, x),
 * sum(f, k, 1, n), sum(f, (k, 1, n)), but sum(a, b).
 */
const withVariable =
  (form: Form, fewest: number): Form =>
  (args, keywords, fail) => {
    const second = args[1]
    if (second === undefined || (isExpr(second) && args.length < fewest)) return undefined
    const variable = listOf(second)[0]
    return isExpr(variable) && variable.kind === 'symbol' ? form(args, keywords, fail) : undefined
  }

const isCondition = (e: Expr): boolean =>
  e.kind === 'relation' || e.kind === 'logic' || isConstant(e, 'true') || isConstant(e, 'false')

const cases: Form = (args, _, fail) => {
  const pairs: [Expr, Expr][] = []
  if (args.every(isExpr)) {
    for (let i = 0; i < args.length; i += 2) {
      const pair: [Expr, Expr] = [args[i] as Expr, (args[i + 1] as Expr) ?? yes()]
      // MATLAB writes the condition first
      pairs.push(isCondition(pair[0]) && !isCondition(pair[1]) ? [pair[1], pair[0]] : pair)
    }
  } else
    for (const pair of args) {
      const [value, condition, more] = listOf(pair).map((part) => expr(part, fail))
      if (condition === undefined || more !== undefined)
        fail('a case', 'write Piecewise((value, condition), ...)')
      pairs.push([value!, condition!])
    }
  return piecewise(...pairs)
}

const substituted: Form = ([body, from, to], _, fail) => {
  if (from === undefined || to === undefined) return fail('Subs', 'write Subs(f, x, value)')
  const names = listOf(from).map((e) => expr(e, fail))
  const values = listOf(to).map((e) => expr(e, fail))
  if (names.length !== values.length) fail('Subs', 'give a value for each variable')
  return subs(expr(body, fail), new Map(names.map((name, i) => [name, values[i]!])))
}

const limitForm: Form = ([body, variable, point, side], keywords, fail) => {
  const x = expr(variable, fail)
  if (x.kind !== 'symbol' || point === undefined) fail('Limit', 'write Limit(f, x, a)')
  const mark = side ?? keywords.get('dir')
  const sign = isExpr(mark) ? (mark.kind === 'symbol' ? mark.name : isValue(mark, -1) ? '-' : '+') : 'both'
  const from = sign === '-' || sign === '+' ? sign : 'both'
  return limit(expr(body, fail), x, expr(point, fail), from)
}

const folded =
  (own: string): Form =>
  (args, keywords, fail) => {
    // numpy.amax((a, b), axis=0)
    const all = args.length === 1 && !isExpr(args[0]) ? listOf(args[0]!) : args
    if (all.length === 0 || (keywords.size === 0 && all !== args))
      return fail(own, 'give it numbers, not a tuple')
    return all.map((e) => expr(e, fail)).reduce((a, b) => call(own, a, b))
  }

const compared =
  (name: RelationName | '>' | '>='): Form =>
  (args, _, fail) =>
    args.length === 2
      ? relation(name, expr(args[0], fail), expr(args[1], fail))
      : fail(`a comparison of ${args.length}`, 'it takes 2 arguments')

const joined =
  (build: (...terms: Expr[]) => Expr): Form =>
  (args, _, fail) =>
    // numpy.logical_and.reduce((a, b)) gives a tuple
    build(...args.flatMap(listOf).map((e) => expr(e, fail)))

/** numpy.select([conditions], [values], default=v) */
const select: Form = ([conditions, values, otherwise], keywords, fail) => {
  const tests = listOf(conditions ?? []).map((e) => expr(e, fail))
  const results = listOf(values ?? []).map((e) => expr(e, fail))
  if (tests.length !== results.length) return fail('select', 'give a value for each condition')
  const last = keywords.get('default') ?? (isExpr(otherwise) ? otherwise : constant('undefined'))
  return piecewise(...results.map((value, i) => [value, tests[i]!] as const), [last, yes()])
}

/** Float('0.1', precision=53): the decimal that was written. */
const float: Form = ([n], keywords, fail) => {
  const text = isExpr(n) && n.kind === 'symbol' ? /^(-?)(\d+\.?\d*(?:e[-+]?\d+)?)$/i.exec(n.name) : null
  if (text === null) return rational([n!], keywords, fail)
  const value = exactly(parseDecimal(text[2]!))
  return text[1] === '-' ? negate(value) : value
}

const rational: Form = ([n, d], _, fail) =>
  d === undefined ? expr(n, fail) : divide(expr(n, fail), expr(d, fail))

const logarithm: Form = ([x, base], _, fail) =>
  base === undefined ? undefined : logarithmTo(expr(x, fail), expr(base, fail))

/** Forms that are not functions of one name and a fixed number of arguments. */
export const forms: Readonly<Record<string, Form>> = {
  Derivative: derivative,
  diff: derivative,
  D: derivative,
  Integral: integralForm,
  Sum: overRanges((e, k, a, b) => summation(e, k, a!, b!), true),
  Product: overRanges((e, k, a, b) => indexedProduct(e, k, a!, b!), true),
  RootSum: rootSumForm,
  Limit: limitForm,
  integrate: integralOf,
  integral: integralOf,
  int: withVariable(integralOf, 2),
  '|': evaluatedBetween,
  sum: withVariable((args, keywords, fail) => forms['Sum']!(args, keywords, fail), 4),
  summation: withVariable((args, keywords, fail) => forms['Sum']!(args, keywords, fail), 4),
  product: withVariable((args, keywords, fail) => forms['Product']!(args, keywords, fail), 4),
  limit: withVariable(limitForm, 3),
  lim: withVariable(limitForm, 3),
  Subs: substituted,
  where: ([c, a, b, more], _, fail) =>
    b === undefined || more !== undefined
      ? undefined
      : piecewise([expr(a, fail), expr(c, fail)], [expr(b, fail), yes()]),
  ITE: (args, keywords, fail) => forms['where']!(args, keywords, fail),
  piecewise: cases,
  Piecewise: cases,
  select,
  max: folded('maximum'),
  Max: folded('maximum'),
  amax: folded('maximum'),
  min: folded('minimum'),
  Min: folded('minimum'),
  amin: folded('minimum'),
  fmax: folded('maximum'),
  fmin: folded('minimum'),
  Eq: compared('=='),
  Ne: compared('!='),
  Lt: compared('<'),
  Le: compared('<='),
  Gt: compared('>'),
  Ge: compared('>='),
  equal: compared('=='),
  not_equal: compared('!='),
  less: compared('<'),
  less_equal: compared('<='),
  greater: compared('>'),
  greater_equal: compared('>='),
  And: joined(and),
  logical_and: joined(and),
  Or: joined(or),
  logical_or: joined(or),
  Not: joined((e) => not(e)),
  logical_not: joined((e) => not(e)),
  // functools.reduce(numpy.maximum, [a, b])
  reduce: ([name, items], _, fail) =>
    isExpr(name) && name.kind === 'symbol' && items !== undefined && /^(?:maximum|minimum)$/.test(name.name)
      ? listOf(items)
          .map((e) => expr(e, fail))
          .reduce((a, b) => call(name.name, a, b))
      : undefined,
  Symbol: ([name]) => (isExpr(name) && name.kind === 'symbol' ? name : undefined),
  Rational: rational,
  Integer: rational,
  Float: float,
  log: logarithm,
  ln: logarithm,
  root: ([x, n], _, fail) =>
    n === undefined ? undefined : power(expr(x, fail), divide(integer(1), expr(n, fail))),
  mod: (args, _, fail) => (args.length === 2 ? modulo(expr(args[0], fail), expr(args[1], fail)) : undefined),
  Mod: (args, keywords, fail) => forms['mod']!(args, keywords, fail),
  '[]': ([e, ...more], _, fail) =>
    isExpr(e) && more.length === 0
      ? e
      : fail(
          'a list',
          'it is no expression; a matrix stands within det or trace, or is read with parseExprMatrix',
        ),
  '': (_, __, fail) =>
    fail('a tuple', 'tuples stand only within Piecewise, Sum, Integral, Derivative and Subs'),
  Matrix: (_, __, fail) => fail('a matrix', 'it is no expression; read it with parseExprMatrix'),
  Tuple: (...given) => forms['']!(...given),
  O: (_, __, fail) => fail('an order term', 'it has no value; leave it out'),
}

/** a mod b has the sign of b */
const modulo = (a: Expr, b: Expr): Expr => subtract(a, multiplyAll([b, call('floor', divide(a, b))]))
