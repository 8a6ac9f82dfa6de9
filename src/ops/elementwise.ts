import { allocate, bytesOf, type DType, DTypeError } from '../graph/dtype.ts'
import { constant } from '../graph/leaves.ts'
import { apply, define, type Node, none } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { bitcast, convertElements } from './convert.ts'
import { binary, build, elementwiseRow, type None, unary } from './elementwiseRow.ts'
import { map } from './mapping.ts'
import { vocabulary } from './partials.ts'
import { checkDomain, type Domain, type Row, sameTypes } from './row.ts'
import { logaddexp, logistic, roundNearestEven, sech, softplus } from './scalars.ts'

const step = (page: string, scalar: (x: number) => number): Row<None> =>
  unary(page, scalar, { domain: 'number' })
const comparison = (page: string, scalar: (a: number, b: number) => boolean): Row<None> =>
  binary(page, (a, b) => +scalar(a, b), { domain: 'any', result: 'bool', constant: true })
const bits = (page: string, scalar: (a: number, b: number) => number, domain: Domain): Row<None> =>
  binary(page, scalar, { domain, constant: true })

const integer: Domain = 'integer'

/** The elementwise rows that all others, and their derivatives, are made of. Derivatives stand on the page (formula/derivatives.ts); `x` near a kink follows it. */
export const elementwise = define({
  negate: unary('negative', (x) => -x, { domain: 'number' }),
  abs: unary('abs', Math.abs, { domain: 'number' }),
  exponential: unary('exp', Math.exp),
  exponential_minus_one: unary('expm1', Math.expm1),
  exponential_2: unary('exp2', (x) => 2 ** x),
  log: unary('log', Math.log),
  log_plus_one: unary('log1p', Math.log1p),
  log_2: unary('log2', Math.log2),
  sqrt: unary('sqrt', Math.sqrt),
  rsqrt: unary('rsqrt', (x) => 1 / Math.sqrt(x)),
  square: unary('square', (x) => x * x, { domain: 'number', integer: (x) => Math.imul(x, x) }),
  reciprocal: unary('reciprocal', (x) => 1 / x),

  tanh: unary('tanh', Math.tanh),
  sech: unary('sech', sech),
  logistic: unary('logistic', logistic),
  softplus: unary('softplus', softplus),

  sign: step('sign', (x) => (Number.isNaN(x) ? NaN : Math.sign(x))),
  floor: step('floor', Math.floor),
  ceil: step('ceil', Math.ceil),
  trunc: step('trunc', Math.trunc),
  round_nearest_even: step('round', roundNearestEven),
  is_finite: elementwiseRow(1, (x) => +Number.isFinite(x), {
    page: 'is_finite',
    domain: 'any',
    result: 'bool',
    constant: true,
  }),

  add: binary('add', (a, b) => a + b),
  subtract: binary('subtract', (a, b) => a - b),
  multiply: binary('multiply', (a, b) => a * b, { integer: Math.imul }),
  divide: binary('divide', (a, b) => a / b, { integer: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)) }),
  maximum: binary('maximum', (a, b) => Math.max(a, b)),
  minimum: binary('minimum', (a, b) => Math.min(a, b)),
  logaddexp: binary('logaddexp', logaddexp, { domain: 'float' }),

  equal: comparison('equal', (a, b) => a === b),
  not_equal: comparison('not_equal', (a, b) => a !== b),
  less: comparison('less', (a, b) => a < b),
  less_equal: comparison('less_equal', (a, b) => a <= b),
  greater: comparison('greater', (a, b) => a > b),
  greater_equal: comparison('greater_equal', (a, b) => a >= b),

  and: bits('and', (a, b) => a & b, 'bits'),
  or: bits('or', (a, b) => a | b, 'bits'),
  xor: bits('xor', (a, b) => a ^ b, 'bits'),
  not: {
    elementwise: { arity: 1 },
    constant: true,
    infer: ([x]) => {
      checkDomain('not', 'bits', x!.dtype)
      return x!.type
    },
    evaluate: ([x], node) =>
      map(node.dtype === 'bool' ? (a) => 1 - a : (a) => ~a, [x!], allocate(node.dtype, x!.length)),
  } as Row<None>,
  shift_left: bits('shift_left', (a, b) => (b > 31 || b < 0 ? 0 : a << b), integer),
  shift_right_arithmetic: bits('shift_right_arithmetic', (a, b) => a >> Math.min(b >>> 0, 31), integer),
  shift_right_logical: bits('shift_right_logical', (a, b) => (b > 31 || b < 0 ? 0 : a >>> b), integer),

  /** x1*x2, but 0 where x1 is 0 whatever x2 is: the cotangent of an element that a mask has switched off. */
  guarded_multiply: {
    elementwise: { arity: 2 },
    infer: (inputs) => sameTypes('guarded_multiply', inputs),
    evaluate: (inputs, node) =>
      map((a, b) => (a === 0 ? 0 : a * b), inputs, allocate(node.dtype, sizeOf(node.shape))),
    masks: true,
    jvp: ({ inputs: [a, b] }, [da, db]) => {
      const terms = [da && guarded(da, b!), db && guarded(a!, db)].filter((term) => term !== undefined)
      return [terms.length === 2 ? (apply(elementwise.add, terms, {}) as Node) : terms[0]]
    },
    vjp: ({ inputs: [a, b] }, [cotangent]) => [guarded(cotangent!, b!), guarded(a!, cotangent!)],
  } as Row<None>,

  /** The value without its history. */
  stop_gradient: {
    elementwise: { arity: 1 },
    constant: true,
    infer: ([x]) => x!.type,
    evaluate: ([x]) => x!,
  } as Row<None>,

  /** The same value as a node of its own: what a derivative is taken by. */
  alias: {
    elementwise: { arity: 1 },
    linear: 'jointly',
    infer: ([x]) => x!.type,
    evaluate: ([x]) => x!,
    transpose: (_, cotangent) => cotangent,
  } as Row<None>,

  select: {
    elementwise: { arity: 3 },
    linear: 'jointly',
    masks: true,
    infer: ([condition, ...branches]) => {
      checkDomain('select', 'bool', condition!.dtype)
      const type = sameTypes('select', branches)
      sameTypes('select', [condition!, constant(0, 'bool', type.shape)])
      return type
    },
    evaluate: (inputs, node) =>
      map((c, a, b) => (c ? a : b), inputs, allocate(node.dtype, sizeOf(node.shape))),
    transpose: ({ inputs: [condition], dtype, shape }, cotangent, argument) => {
      const zero = constant(0, dtype, shape)
      return apply(
        elementwise.select,
        [condition!, ...(argument === 1 ? [cotangent, zero] : [zero, cotangent])],
        {},
      )
    },
  } as Row<None>,

  convert: {
    elementwise: { arity: 1 },
    linear: 'jointly',
    infer: ([x], { dtype }) => ({ dtype, shape: x!.shape }),
    evaluate: ([x], { params }) => convertElements(x!, params.dtype),
    transpose: ({ inputs: [x] }, cotangent) => convert(cotangent, x!.dtype),
  } as Row<{ dtype: DType }>,

  bitcast_convert: {
    elementwise: { arity: 1 },
    constant: true,
    infer: ([x], { dtype }) => {
      if (bytesOf(x!.dtype) !== bytesOf(dtype))
        throw new DTypeError(
          'bitcast_convert',
          [x!.dtype, dtype],
          `${x!.dtype} to ${dtype}: both must have the same number of bytes.`,
        )
      return { dtype, shape: x!.shape }
    },
    evaluate: ([x], { params }) => bitcast(x!, params.dtype),
  } as Row<{ dtype: DType }>,
})

/** x1*x2, and 0 where x1 is 0: the product with a factor that a mask has switched off. */
export const guarded = (a: Node, b: Node): Node => apply(elementwise.guarded_multiply, [a, b], none) as Node

export const convert = (x: Node, dtype: DType): Node =>
  x.dtype === dtype ? x : (apply(elementwise.convert, [x], { dtype }) as Node)

vocabulary.set('negate', build(elementwise.negate))
vocabulary.set('not', build(elementwise.not))
vocabulary.set('where', build(elementwise.select))
