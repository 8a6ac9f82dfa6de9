import { fraction, integer, isIntegerNumber, rational, splitCoefficient } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { linear, negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { absolute, equal, half, isInteger, isOne, multiply, Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { cancel, expand } from '../simplify/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { nodeCount, some, walk } from '../traverse.ts'

/** An odd power of a sine or cosine: all but one factor by the other, so that a substitution applies. */
export function oddPower(e: Expr, x: Expr): Expr | undefined {
  const factors = e.kind === 'product' ? e.args : [e]
  for (const f of factors) {
    if (f.kind !== 'power' || !isIntegerNumber(f.args[1]!)) continue
    const n = Number(f.args[1]!.value.n)
    const b = f.args[0]!
    if (n < 3 || n > 25 || n % 2 === 0 || b.kind !== 'call' || !dependsOn(b, x)) continue
    if (b.name !== 'sin' && b.name !== 'cos') continue
    const other = call(b.name === 'sin' ? 'cos' : 'sin', b.args[0]!)
    const rest = power(subtract(integer(1), power(other, integer(2))), integer((n - 1) / 2))
    return multiplyAll([
      ...factors.filter((g) => g !== f),
      rest,
      b,
      e.kind === 'product' ? rational(e.value) : integer(1),
    ])
  }
  return undefined
}

/** Hyperbolic functions by exponentials. */
export function exponentials(e: Expr): Expr {
  const place = new Map<Expr, Expr>()
  walk(e, (node) => {
    if (node.kind !== 'call' || node.args.length !== 1) return
    const v = node.args[0]!
    const [up, down] = [exp(v), exp(scale(v, Rational.of(-1)))]
    const [sinh, cosh] = [scale(subtract(up, down), half), scale(sum(up, down), half)]
    const hyperbolic: Readonly<Record<string, () => Expr>> = {
      sinh: () => sinh,
      cosh: () => cosh,
      tanh: () => divide(sinh, cosh),
      coth: () => divide(cosh, sinh),
      sech: () => power(cosh, integer(-1)),
      csch: () => power(sinh, integer(-1)),
    }
    const made = own(hyperbolic, node.name)
    if (made !== undefined) place.set(node, made())
  })
  return subs(e, place)
}

/** sec^2 = 1 + tan^2 and csc^2 = 1 + cot^2, and 1/cos^2, 1/sin^2 likewise: what a tangent is substituted in. */
export function bySquaresOfTangents(e: Expr): Expr {
  return mapExpr(e, (p) => {
    if (p.kind !== 'power' || !isIntegerNumber(p.args[1]!) || p.args[0]!.kind !== 'call') return p
    const n = Number(p.args[1]!.value.n)
    const f = p.args[0]!
    const other = own<string>({ sec: 'tan', csc: 'cot', cos: 'tan', sin: 'cot' }, f.name)
    const up = f.name === 'cos' || f.name === 'sin' ? -n : n
    if (other === undefined || up <= 0 || up % 2 !== 0 || up > 24) return p
    const square = sum(integer(1), power(call(other, f.args[0]!), integer(2)))
    return power(square, integer(up / 2))
  })
}

const maxMultiple = 8

/** sin(k v) and cos(k v) by sin(v) and cos(v), where the angles are whole multiples of one of them. */
export function openAngles(e: Expr, x: Expr): Expr {
  const angles: Expr[] = []
  walk(e, (node) => {
    if (node.kind === 'call' && (node.name === 'sin' || node.name === 'cos') && dependsOn(node, x))
      angles.push(node.args[0]!)
  })
  const unit = angles.find((v) =>
    angles.every((w) => {
      const k = divide(w, v)
      return k.kind === 'number' && isInteger(k.value) && Math.abs(Number(k.value.n)) <= maxMultiple
    }),
  )
  if (unit === undefined) return e
  const place = new Map<Expr, Expr>()
  const [s1, c1] = [call('sin', unit), call('cos', unit)]
  for (const v of angles) {
    const k = Number(divide(v, unit).value.n)
    if (Math.abs(k) < 2) continue
    let [s, c]: [Expr, Expr] = [s1, c1]
    for (let i = 1; i < Math.abs(k); i++)
      [s, c] = [
        expand(sum(multiplyAll([s, c1]), multiplyAll([c, s1]))),
        expand(subtract(multiplyAll([c, c1]), multiplyAll([s, s1]))),
      ]
    place.set(call('sin', v), k < 0 ? negate(s) : s).set(call('cos', v), c)
  }
  return place.size === 0 ? e : subs(e, place)
}

const isRoot = (e: Expr): boolean =>
  e.kind === 'power' && e.args[1]!.kind === 'number' && !isInteger(e.args[1]!.value)

/** 1/(sqrt(p) + sqrt(q)) = (sqrt(p) - sqrt(q))/(p - q). */
export const conjugated = (e: Expr): Expr =>
  byConjugates(e, (a, b) => {
    const bottom = expand(subtract(power(a, integer(2)), power(b, integer(2))))
    return (some(a, isRoot) || some(b, isRoot)) && !some(bottom, isRoot) ? bottom : undefined
  })

/** 1/(1 + cos(v)) = (1 - cos(v))/sin(v)^2. */
export const overSquaresOfWaves = (e: Expr): Expr =>
  byConjugates(e, (a, b) => {
    const [sign, v] = splitCoefficient(a)
    const other = v.kind !== 'call' ? undefined : own({ sin: 'cos', cos: 'sin' }, v.name)
    if (other === undefined || b.kind !== 'number' || ![sign, b.value].every((c) => isOne(absolute(c))))
      return undefined
    return negate(power(call(other, v.args[0]!), integer(2)))
  })

/** 1/(a + b) = (a - b)/(a^2 - b^2), where that is told to be something. */
function byConjugates(e: Expr, difference: (a: Expr, b: Expr) => Expr | undefined): Expr {
  return mapExpr(e, (p) => {
    if (p.kind !== 'power' || !isIntegerNumber(p.args[1]!) || signOf(p.args[1]!.value) >= 0) return p
    const s = p.args[0]!
    if (s.kind !== 'sum') return p
    const terms = [
      ...s.args.map((a, i) => scale(a, s.weights[i]!)),
      ...(s.value.n === 0 ? [] : [rational(s.value)]),
    ]
    const [a, b] = terms as [Expr, Expr]
    const bottom = terms.length === 2 ? difference(a, b) : undefined
    if (bottom === undefined) return p
    return power(divide(subtract(a, b), bottom), scale(p.args[1]!, Rational.of(-1)))
  })
}

/**
 * A function of sin(v) and cos(v) that is the same at v + pi, as a rational function of t = tan(v); undefined where it
 * is none.
 */
export function byTangent(e: Expr, v: Expr, t: Expr): Expr | undefined {
  const c = call(' cosine', t)
  const written = cancel(
    subs(
      e,
      new Map([
        [call('sin', v), multiplyAll([t, c])],
        [call('cos', v), c],
      ]),
    ),
  )
  const square = sum(integer(1), power(t, integer(2)))
  const opened = mapExpr(written, (p) => {
    if (p.kind !== 'power' || p.args[0] !== c || !isIntegerNumber(p.args[1]!)) return p
    const n = Number(p.args[1]!.value.n)
    return n % 2 === 0 ? power(square, integer(-n / 2)) : p
  })
  let left = false
  walk(opened, (node) => {
    left ||= node === c
  })
  return left ? undefined : cancel(opened)
}

/** sqrt(1 + cos(v)) = sqrt(2) |cos(v/2)| and sqrt(1 - cos(v)) = sqrt(2) |sin(v/2)|, with any factor before the sum. */
export function halvedSquares(e: Expr): Expr {
  return mapExpr(e, (p) => {
    const [b, n] = p.args
    if (p.kind !== 'power' || b!.kind !== 'sum' || b!.args.length !== 1 || n!.kind !== 'number') return p
    const [wave, w, c] = [b!.args[0]!, b!.weights[0]!, b!.value]
    if (n!.value.d !== 2 || wave.kind !== 'call' || wave.name !== 'cos' || signOf(c) <= 0) return p
    if (!equal(absolute(w), c)) return p
    const halved = call(signOf(w) > 0 ? 'cos' : 'sin', scale(wave.args[0]!, half))
    return multiplyAll([
      power(rational(multiply(c, Rational.of(2))), n!),
      power(call('abs', halved), integer(Number(n!.value.n))),
    ])
  })
}

/** sqrt(p) sqrt(q) of linear p and q as sqrt(p q), which is the same where both are real. */
export function joinedRoots(e: Expr, x: Expr): Expr | undefined {
  const factors = e.kind === 'product' ? e.args : []
  const parted = partedRoots(factors, x)
  if (parted !== undefined) return multiplyAll([rational(e.value), ...parted])
  const roots = factors.filter(
    (f) =>
      f.kind === 'power' &&
      f.args[1]!.kind === 'number' &&
      f.args[1]!.value.d === 2 &&
      coefficientsOf(f.args[0]!, x)?.length === 2,
  )
  if (roots.length !== 2) return undefined
  // p^(m/2) = p^((m - 1)/2) sqrt(p)
  const whole = roots.map((f) => power(f.args[0]!, integer((Number(f.args[1]!.value.n) - 1) / 2)))
  const inside = expand(multiplyAll(roots.map((f) => f.args[0]!)))
  return multiplyAll([
    rational(e.value),
    ...factors.filter((f) => !roots.includes(f)),
    ...whole,
    power(inside, fraction(1, 2)),
  ])
}

/** sqrt(p)/sqrt(p r) as 1/sqrt(r) for linear p and r. */
function partedRoots(factors: readonly Expr[], x: Expr): Expr[] | undefined {
  const half = (f: Expr, length: number): boolean =>
    f.kind === 'power' &&
    f.args[1]!.kind === 'number' &&
    f.args[1]!.value.d === 2 &&
    coefficientsOf(f.args[0]!, x)?.length === length
  const [p, q] = [2, 3].map((length) => factors.find((f) => half(f, length)))
  const r = p && q && cancel(divide(q.args[0]!, p.args[0]!))
  if (r === undefined || coefficientsOf(r, x)?.length !== 2) return undefined
  return factors.flatMap((f) => (f === q ? [power(p!.args[0]!, f.args[1]!), power(r, f.args[1]!)] : [f]))
}

/** (a + b) x^n as a x^n + b x^n, for the only sum among the factors. */
export function distributed(e: Expr): Expr | undefined {
  if (e.kind !== 'product' || e.args.some((f) => f.kind === 'power' && f.args[0]!.kind === 'sum'))
    return undefined
  const sums = e.args.filter((f) => f.kind === 'sum')
  const s = sums.reduce<Expr | undefined>(
    (a, b) => (a === undefined || b.args.length > a.args.length ? b : a),
    undefined,
  )
  if (s === undefined) return undefined
  const rest = multiplyAll(
    e.args.filter((f) => f !== s),
    e.value,
  )
  return linear([...s.args.map((a) => multiplyAll([a, rest])), rest], [...s.weights, s.value])
}

/** As one fraction, where that is no longer. */
export function simplifyLightly(e: Expr): Expr {
  const short = cancel(e)
  return nodeCount(short) <= nodeCount(e) ? short : e
}
