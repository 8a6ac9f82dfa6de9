import { binaryOf, callOf, derivativeOf, numberOf, span, symbolOf, tuple } from '../build.ts'
import { formulaText } from '../text.ts'
import type { Formula } from '../tree.ts'
import { differentialAt, isMark, readMarked, readVariable } from './differential.ts'
import { integralSigns } from './names.ts'
import type { Reader } from './reader.ts'
import type { LatexToken } from './tokens.ts'

/** What stands above a mark of differentiation, 1 where there is nothing: a number, or the n of an n-th derivative. */
function readOrder(r: Reader): number | Formula {
  if (!r.is('^')) return 1
  r.take()
  const { token } = r
  const order = r.script()
  if (order.kind !== 'number') return order
  if (/^\d{1,4}$/.test(order.text)) return Number(order.text)
  throw r.unexpected(token, 'the order of a derivative is a whole number')
}

/** Whether the orders of the variables are together that of the whole. */
function addUp(
  total: number | Formula,
  variables: readonly (readonly [Formula, number | Formula])[],
): boolean {
  const orders = variables.map(([, order]) => order)
  if (typeof total === 'number')
    return orders.every((n) => typeof n === 'number') && orders.reduce((sum, n) => sum + n, 0) === total
  const [order] = orders
  return orders.length === 1 && typeof order === 'object' && formulaText(order) === formulaText(total)
}

/** \frac{a}{b}, \frac{d}{dx} f, \frac{dy}{dx}, \frac{\partial^2 f}{\partial x \partial y}. */
export function readFraction(r: Reader): Formula {
  const start = r.at
  const derivative = readDerivative(r)
  if (derivative !== undefined) return derivative
  // \int \frac{dx}{x}
  const end = r.partner(start)
  if (r.integral && end !== undefined && endsInDifferential(r, start, end)) {
    const mark = r.tokens.at(end - 1)
    const variable = symbolOf(mark.text, span(mark.start, mark.end))
    const above = start + 3 === end ? numberOf('1', variable.at) : numerator(r, end - 2)
    r.at = end + 1
    const below = r.script()
    r.differential = variable
    return binaryOf('/', above, below)
  }
  const above = r.script()
  return binaryOf('/', above, r.script())
}

/** Whether {...} ends in a differential that belongs to no integral of its own. */
function endsInDifferential(r: Reader, start: number, end: number): boolean {
  if (end - start < 3 || differentialAt(r, end - 2) !== end) return false
  for (let i = start; i < end; i++) {
    const token = r.tokens.at(i)
    if (token.kind === 'command' && Object.hasOwn(integralSigns, token.text)) return false
  }
  return true
}

/** What stands in {...} before the differential at `end`. */
function numerator(r: Reader, end: number): Formula {
  const { bars } = r
  r.expect('{')
  r.bars = false
  const above = r.expression()
  r.bars = bars
  if (r.at !== end) throw r.unexpected(r.token, 'an operator is missing')
  return above
}

/** Behind a superscript of one token or a group, or the place itself where none stands. */
const behindOrder = (r: Reader, at: number): number =>
  isSuper(r.tokens.at(at)) ? (r.partner(at + 1) ?? at + 1) + 1 : at
const isSuper = ({ kind, text }: LatexToken): boolean => kind === 'sign' && text === '^'

/** Whether marks with a variable each, and nothing else, stand from a place to the end of a group: dx, \partial x^2 \partial y. */
function holdsMarks(r: Reader, mark: 'd' | 'partial', from: number, end: number): boolean {
  const { at } = r
  let place = from
  while (place < end && differentialAt(r, place, mark) !== undefined) {
    r.at = place + 1
    readMarked(r)
    place = behindOrder(r, r.at)
  }
  r.at = at
  return place === end && place > from
}

/** The derivative that \frac begins; undefined for a quotient. */
function readDerivative(r: Reader): Formula | undefined {
  const start = r.peek(-1).start
  // \frac d{dx} has one token above the line
  const braced = r.is('{')
  const top = braced ? r.partner(r.at) : r.at
  const bottom = top === undefined ? undefined : r.partner(top + 1)
  const mark = isMark(r.peek(braced ? 1 : 0))
  if (top === undefined || bottom === undefined || mark === undefined) return undefined
  if (!holdsMarks(r, mark, top + 2, bottom)) return undefined
  r.at += braced ? 2 : 1
  const total = braced ? readOrder(r) : 1
  const body = r.at < top ? r.inside() : undefined
  if (braced && r.at !== top) throw r.unexpected(r.token, 'the numerator of a derivative is one expression')
  r.at = top + 2
  const variables: [Formula, number | Formula][] = []
  while (r.at < bottom) {
    r.take()
    variables.push([readMarked(r), readOrder(r)])
  }
  if (!addUp(total, variables))
    throw r.unexpected(r.tokens.at(top + 1), 'the orders below the line are together the one above it')
  r.at = bottom + 1
  // SymPy writes the variables from the last to the first
  variables.reverse()
  if (body !== undefined) return derivativeOf(dependent(body, variables), variables, start)
  // an empty group before the bracket: kept as it is
  const held = r.is('{') && r.is('}', 1)
  if (held) r.at += 2
  return derivativeOf(readOperand(r), variables, start, held)
}

/** \dv{f}{x}, \dv[2]{f}{x}, \pdv{f}{x}{y} of physicists, and \dv{x} f. */
export function readShortDerivative(r: Reader, token: LatexToken): Formula {
  let order: number | Formula = 1
  if (r.isOpen('[')) {
    const n = r.factor()
    order = n.kind === 'number' ? Number(n.text) : n
  }
  const groups: Formula[] = []
  const most = token.text === 'pdv' ? 3 : 2
  while (r.is('{') && groups.length < most) groups.push(r.group())
  const [first, ...rest] = groups
  if (first === undefined) throw r.unexpected(r.token, `write \\${token.text}{f}{x}`)
  const variables = (rest.length === 0 ? [first] : rest).map((x) => [x, order] as const).reverse()
  const body = rest.length === 0 ? readOperand(r) : dependent(first, variables)
  return derivativeOf(body, variables, token.start)
}

/** y of \frac{dy}{dx} is a function of x. */
function dependent(inner: Formula, variables: readonly (readonly [Formula, number | Formula])[]): Formula {
  if (inner.kind !== 'symbol') return inner
  const names = new Map(variables.map(([x]) => [x.kind === 'symbol' ? x.name : '', x]))
  return callOf(inner.name, [...names.values()].reverse(), inner.at)
}

/** What \frac{d}{dx} is applied to: a bracket [...], or the whole term up to the next operator of its kind. */
function readOperand(r: Reader): Formula {
  if (r.isOpen('[') && !r.isCommand('begin', 1)) return r.factor()
  const bracketed = r.isOpen('(')
  let operand = r.factor()
  while (r.startsFactor(false) && !isOperator(r)) operand = binaryOf('*', operand, r.factor())
  if (bracketed && (r.isCommand('cdot') || r.isCommand('times') || r.is('*')))
    throw r.unexpected(r.token, 'what is differentiated is not clear; put all of it in brackets [ ]')
  while (r.isCommand('cdot') || r.isCommand('times')) {
    r.take()
    operand = binaryOf('*', operand, r.factor())
  }
  return operand
}

/** Whether another derivative begins here. */
function isOperator(r: Reader): boolean {
  if (!r.isCommand('frac')) return false
  return isMark(r.peek(2)) !== undefined
}

/** \int_a^b f\,dx, and \iint f\,dx\,dy without limits. */
export function readIntegral(r: Reader, token: LatexToken): Formula {
  const signs = integralSigns[token.text]!
  const [from, to] = readLimits(r)
  if (signs > 1 && (from !== undefined || to !== undefined))
    throw r.unexpected(token, 'a region has no limits; write \\int_a^b \\int_c^d f\\,dx\\,dy')
  const { integral, differential } = r
  r.integral = true
  r.differential = undefined
  const body =
    differentialAt(r, r.at) === undefined ? r.expression(5) : numberOf('1', span(token.start, token.end))
  let variable = r.differential as Formula | undefined
  r.integral = integral
  r.differential = differential
  const bare = variable === undefined && body.kind === 'number' && body.at.start === token.start
  variable ??= readDifferential(r)
  if (bare && signs === 1 && r.startsFactor(false))
    throw r.unexpected(r.token, 'what is integrated stands before the differential; write \\int f\\,dx')
  const others = Array.from({ length: signs - 1 }, () => readDifferential(r))
  const at = span(token.start, r.peek(-1).end)
  if ((from === undefined) !== (to === undefined)) throw r.unexpected(token, 'give both limits, or none')
  const range = from === undefined ? variable : tuple([variable, from, to!], at)
  return others.reduce(
    (inner, outer) => callOf('Integral', [inner, outer], at),
    callOf('Integral', [body, range], at),
  )
}

/** The variable of dx. */
function readDifferential(r: Reader): Formula {
  if (differentialAt(r, r.at) === undefined)
    throw r.unexpected(r.token, 'the differential of the integral is missing; write \\int f\\,dx')
  r.take()
  return readMarked(r)
}

export function readLimits(r: Reader): [from: Formula | undefined, to: Formula | undefined] {
  let from: Formula | undefined
  let to: Formula | undefined
  while (r.is('_') || r.is('^'))
    if (r.take().text === '_') from = r.script()
    else to = r.script()
  return [from, to]
}

/** \sum_{k=1}^{n} and \prod_{k=1}^{n}, of a term. */
export function readSeries(r: Reader, token: LatexToken): Formula {
  const [range, to] = readLimits(r)
  // over the roots of a polynomial: \sum_{z^5 - z - 1 = 0}
  if (
    token.text === 'sum' &&
    to === undefined &&
    range?.kind === 'binary' &&
    range.op === '==' &&
    isNought(range.right)
  ) {
    const body = r.expression(5.5)
    return callOf('RootSum', [body, range.left], span(token.start, r.peek(-1).end))
  }
  if (range?.kind !== 'binary' || range.op !== '==' || range.left.kind !== 'symbol' || to === undefined)
    throw r.unexpected(token, `write \\${token.text}_{k=1}^{n}`)
  const body = r.expression(5.5)
  const at = span(token.start, r.peek(-1).end)
  return callOf(
    token.text === 'sum' ? 'Sum' : 'Product',
    [body, tuple([range.left, range.right, to], at)],
    at,
  )
}

const isNought = (e: Formula): boolean => e.kind === 'number' && e.value === 0

/** \lim_{x \to a} of a term; a^+ and a^- tell the side. */
export function readLimit(r: Reader, token: LatexToken): Formula {
  r.expect('_')
  r.expect('{')
  const variable = readVariable(r)
  if (!r.isCommand('to') && !r.isCommand('rightarrow')) throw r.unexpected(r.token, 'write \\lim_{x \\to a}')
  r.take()
  const point = r.inside()
  let side: Formula | undefined
  if (r.is('^')) {
    r.take()
    const braced = r.is('{')
    if (braced) r.take()
    const sign = r.take()
    const one = numberOf('1', span(sign.start, sign.end))
    side = sign.text === '-' ? { kind: 'unary', op: '-', operand: one, at: one.at } : one
    if (braced) r.expect('}')
  }
  r.expect('}')
  const body = r.expression(5.5)
  const at = span(token.start, r.peek(-1).end)
  return callOf('Limit', [body, variable, point, ...(side === undefined ? [] : [side])], at)
}
