import { integer, isIntegerNumber, isValue, rational, splitCoefficient } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { linear, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { half, multiply, negate, one, type Rational } from '../number/rational.ts'
import { own } from '../own.ts'

const is = (e: Expr, ...names: string[]): boolean =>
  e.kind === 'call' && e.weights.length === 0 && names.includes(e.name)
const inverse = (e: Expr): Expr => power(e, integer(-1))
const square = (e: Expr): Expr => power(e, integer(2))

const bySineAndCosine: Readonly<Record<string, (x: Expr) => Expr>> = {
  tan: (x) => multiplyAll([call('sin', x), inverse(call('cos', x))]),
  cot: (x) => multiplyAll([call('cos', x), inverse(call('sin', x))]),
  sec: (x) => inverse(call('cos', x)),
  csc: (x) => inverse(call('sin', x)),
  tanh: (x) => multiplyAll([call('sinh', x), inverse(call('cosh', x))]),
  coth: (x) => multiplyAll([call('cosh', x), inverse(call('sinh', x))]),
  sech: (x) => inverse(call('cosh', x)),
  csch: (x) => inverse(call('sinh', x)),
}

export const hasTrig = (e: Expr): boolean =>
  is(e, 'sin', 'cos', 'sinh', 'cosh', ...Object.keys(bySineAndCosine))

/** tan, cot, sec, csc and their hyperbolic kin by sine and cosine. */
export const toSineCosine = (e: Expr): Expr =>
  mapExpr(e, (x) =>
    x.kind === 'call' && x.weights.length === 0 ? (own(bySineAndCosine, x.name)?.(x.args[0]!) ?? x) : x,
  )

/** sin(u)^n/cos(u)^n = tan(u)^n, and so on. */
export function toTangent(e: Expr): Expr {
  return mapExpr(e, (p) => {
    if (p.kind !== 'product') return p
    for (const [top, bottom, whole] of [
      ['sin', 'cos', 'tan'],
      ['sinh', 'cosh', 'tanh'],
      ['cos', 'sin', 'cot'],
      ['cosh', 'sinh', 'coth'],
    ] as const)
      for (const above of p.args) {
        const { base: f, n } = powerOf(above)
        if (n < 1 || !is(f, top)) continue
        const g = call(bottom, f.args[0]!)
        const below = p.args.find((x) => powerOf(x).base === g)
        if (below === undefined || powerOf(below).n > -1) continue
        const m = Math.min(n, -powerOf(below).n)
        return multiplyAll([
          rational(p.value),
          ...p.args.filter((x) => x !== above && x !== below),
          power(call(whole, f.args[0]!), integer(m)),
          power(f, integer(n - m)),
          power(g, integer(powerOf(below).n + m)),
        ])
      }
    return p
  })
}

/** b and n of b^n for a whole n; n is 0 for another power. */
function powerOf(e: Expr): { base: Expr; n: number } {
  if (e.kind !== 'power') return { base: e, n: 1 }
  return { base: e.args[0]!, n: isIntegerNumber(e.args[1]!) ? Number(e.args[1]!.value.n) : 0 }
}

/** 1/cos^2 = 1 + tan^2 and 1/cosh^2 = 1 - tanh^2, with sin/cos as tan. */
export function toTangentSquares(e: Expr): Expr {
  return mapExpr(e, (p) => {
    if (p.kind === 'product') return toTangent(p)
    if (p.kind !== 'power' || !isIntegerNumber(p.args[1]!)) return p
    const n = Number(p.args[1]!.value.n)
    const f = p.args[0]!
    if (n > -2 || n < -40 || !is(f, 'cos', 'cosh')) return p
    const x = f.args[0]!
    const square1 =
      f.name === 'cos'
        ? sum(integer(1), square(call('tan', x)))
        : subtract(integer(1), square(call('tanh', x)))
    return multiplyAll([power(square1, integer(-n >> 1)), n % 2 === 0 ? integer(1) : inverse(f)])
  })
}

/** Even powers of one of the pair by the other: sin^2 = 1 - cos^2, sinh^2 = cosh^2 - 1. */
export function reduceSquares(e: Expr, of: 'sin' | 'cos'): Expr {
  return mapExpr(e, (p) => {
    if (p.kind !== 'power' || !isIntegerNumber(p.args[1]!)) return p
    const n = Number(p.args[1]!.value.n)
    const f = p.args[0]!
    if (n < 2 || n > 40 || !is(f, of, of + 'h')) return p
    const x = f.args[0]!
    const other =
      f.name === 'sin'
        ? subtract(integer(1), square(call('cos', x)))
        : f.name === 'cos'
          ? subtract(integer(1), square(call('sin', x)))
          : f.name === 'sinh'
            ? subtract(square(call('cosh', x)), integer(1))
            : sum(integer(1), square(call('sinh', x)))
    return multiplyAll([power(other, integer(n >> 1)), n % 2 === 1 ? f : integer(1)])
  })
}

const maxHarmonics = 400

/**
 * A sum of products of sines and cosines (or of their hyperbolic kin) as a sum of sines and cosines of multiple angles: sin(x) cos(x) = sin(2x)/2.
 * The expression must be multiplied out. Undefined where there are too many terms.
 */
export function harmonics(e: Expr, family: 'sin' | 'sinh' = 'sin'): Expr | undefined {
  const terms = e.kind === 'sum' ? e.args.map((a, i) => [a, e.weights[i]!] as const) : [splitTerm(e)]
  const all: Expr[] = []
  if (e.kind === 'sum') all.push(rational(e.value))
  for (const [term, weight] of terms) {
    const waves = wavesOf(term, family === 'sinh')
    if (waves === undefined || all.length + waves.length > maxHarmonics) return undefined
    for (const wave of waves) all.push(scale(wave, weight))
  }
  return linear(all, undefined)
}

function splitTerm(e: Expr): readonly [Expr, Rational] {
  const [c, rest] = splitCoefficient(e)
  return [rest, c]
}

interface Wave {
  readonly kind: 'sin' | 'cos'
  readonly angle: Expr
  readonly weight: Rational
}

function wavesOf(term: Expr, hyperbolic: boolean): Expr[] | undefined {
  const rest: Expr[] = []
  let waves: Wave[] = [{ kind: 'cos', angle: integer(0), weight: one }]
  for (const factor of term.kind === 'product' ? term.args : [term]) {
    const base = factor.kind === 'power' ? factor.args[0]! : factor
    const n =
      factor.kind === 'power' ? (isIntegerNumber(factor.args[1]!) ? Number(factor.args[1]!.value.n) : -1) : 1
    if (!is(base, ...(hyperbolic ? ['sinh', 'cosh'] : ['sin', 'cos'])) || n < 1 || n > 12) {
      rest.push(factor)
      continue
    }
    for (let i = 0; i < n; i++)
      waves = waves.flatMap((w) =>
        times(w, base.name.slice(0, 3) as 'sin' | 'cos', base.args[0]!, hyperbolic),
      )
    if (waves.length > maxHarmonics) return undefined
  }
  return waves.map((w) =>
    multiplyAll([...rest, scale(call(hyperbolic ? `${w.kind}h` : w.kind, w.angle), w.weight)]),
  )
}

/** Products to sums: 2 sin a cos b = sin(a + b) + sin(a - b), ...; 2 sinh a sinh b = cosh(a + b) - cosh(a - b). */
function times(w: Wave, kind: 'sin' | 'cos', b: Expr, hyperbolic: boolean): Wave[] {
  if (isValue(w.angle, 0) && w.kind === 'cos') return [{ ...w, kind, angle: b }]
  const weight = multiply(w.weight, half)
  const plus = sum(w.angle, b)
  const less = subtract(w.angle, b)
  if (w.kind === 'cos' && kind === 'cos')
    return [
      { kind: 'cos', angle: plus, weight },
      { kind: 'cos', angle: less, weight },
    ]
  if (w.kind === 'sin' && kind === 'sin')
    return [
      { kind: 'cos', angle: less, weight: hyperbolic ? negate(weight) : weight },
      { kind: 'cos', angle: plus, weight: hyperbolic ? weight : negate(weight) },
    ]
  if (w.kind === 'sin')
    return [
      { kind: 'sin', angle: plus, weight },
      { kind: 'sin', angle: less, weight },
    ]
  return [
    { kind: 'sin', angle: plus, weight },
    { kind: 'sin', angle: less, weight: negate(weight) },
  ]
}
