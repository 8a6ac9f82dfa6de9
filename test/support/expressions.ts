import fc from 'fast-check'
import { allDerivatives } from '../../src/formula/all-derivatives.ts'
import { families } from '../../src/formula/families.ts'
import { derivativeCall } from '../../src/symbolic/build/call.ts'
import {
  and,
  call,
  constant,
  type Expr,
  fraction,
  indexedProduct,
  integer,
  integral,
  not,
  or,
  parse,
  piecewise,
  power,
  product,
  relation,
  sum,
  summation,
  symbol,
  where,
} from '../../src/symbolic/index.ts'

/** Every function of the pages, with its number of arguments. */
export const catalogue: readonly (readonly [name: string, count: number])[] = [
  ...[...allDerivatives.values()].map((line) => [line.name, line.arity] as const),
  ...families().map((family) => [family.name, family.parameters.length] as const),
  ['heaviside', 1],
  ['dirac', 1],
  ['zeta', 1],
]

/** Names that printers must take care of: constants, functions, words, subscripts. */
export const awkwardNames = [
  ...['e', 'i', 'd', 'E', 'pi', 'f', 'N', 'sin', 'zeta', 'gamma', 'beta', 'lambda', 'let'],
  ...['x1', 'x_1', 'x_max', 'x_i_j', 'alpha_1', 'a1_b', 'speed', 'α', 'two words'],
]

/** Random expressions of every kind over every function, and conditions. */
export const { e: expressions, c: conditions } = fc.letrec<{ e: Expr; c: Expr }>((tie) => {
  const e = tie('e')
  const c = tie('c')
  const named = (...names: string[]) => fc.constantFrom(...names)
  return {
    e: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'e' },
      named('x', 'y', ...awkwardNames).map((name) => symbol(name)),
      fc.integer({ min: -9, max: 9 }).map((n) => integer(n)),
      fc
        .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 }))
        .map(([n, d]) => fraction(n, d)),
      named('0.1', '2.75', '1e-9', '1e-12').map((text) => parse(text)),
      fc.constantFrom(...(['pi', 'E', 'I', 'oo', '-oo', 'EulerGamma'] as const)).map(constant),
      fc.array(e, { minLength: 2, maxLength: 4 }).map((args) => sum(...args)),
      fc.array(e, { minLength: 2, maxLength: 4 }).map((args) => product(...args)),
      fc.tuple(e, e).map(([a, b]) => power(a, b)),
      fc.tuple(e, named('2', '-1', '1/2', '-3/2', '1/3')).map(([a, n]) => power(a, parse(n))),
      fc
        .tuple(fc.constantFrom(...catalogue), fc.array(e, { minLength: 6, maxLength: 6 }))
        .map(([[name, count], args]) => call(name, ...args.slice(0, count))),
      fc.tuple(named('f', 'g_1', 'foo', 'h'), e).map(([f, a]) => call(f, a)),
      fc.tuple(named('f', 'phi'), e, e).map(([f, a, b]) => call(f, a, b)),
      fc.tuple(e, fc.integer({ min: 1, max: 6 })).map(([a, n]) => derivativeCall('f', [a], [n])),
      fc
        .tuple(e, e, fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 }))
        .map(([a, b, m, n]) => derivativeCall('u', [a, b], [m, n])),
      e.map((a) => integral(a, symbol('x'))),
      fc.tuple(e, e, e).map(([a, b, d]) => integral(a, symbol('t'), b, d)),
      fc.tuple(e, e, e).map(([a, b, d]) => summation(a, symbol('k'), b, d)),
      fc.tuple(e, e, e).map(([a, b, d]) => indexedProduct(a, symbol('i'), b, d)),
      fc.tuple(c, e, e).map(([test, a, b]) => where(test, a, b)),
      fc.tuple(c, e, c, e).map(([s, a, t, b]) => piecewise([a, s], [b, t])),
    ),
    c: fc.oneof(
      { maxDepth: 2 },
      fc
        .tuple(fc.constantFrom(...(['<', '<=', '==', '!='] as const)), e, e)
        .map(([sign, a, b]) => relation(sign, a, b)),
      fc.tuple(c, c).map(([a, b]) => and(a, b)),
      fc.tuple(c, c).map(([a, b]) => or(a, b)),
      c.map((a) => not(a)),
    ),
  }
})
