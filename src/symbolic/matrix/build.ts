import { integer, rational, splitCoefficient } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { combine, contentOf, identity, nothing, numberMat, ones, scaled } from './linear.ts'
import {
  entry,
  isNothing,
  isRow,
  isScalar,
  isVector,
  type Mat,
  MatrixShapeError,
  makeMat,
  requireSquare,
  type Shape,
  sameShape,
  shapeText,
  sizeProduct,
} from './node.ts'
import { entriesOf, exponentOf, fewerTransposes, isExponential, isPositive } from './recognise.ts'

type Rational = Q.Rational

/** Factors of a commutative product, powers of one base collected. */
function collectPowers(factors: readonly Mat[]): Mat[] {
  const powers = new Map<string, { base: Mat; exponent: Rational }>()
  for (const f of factors) {
    const k = f.kind === 'map' ? exponentOf(f.body!) : undefined
    const [base, exponent] = k === undefined ? [f, Q.one] : [f.args[0]!, k]
    const old = powers.get(base.key)
    powers.set(base.key, { base, exponent: old === undefined ? exponent : Q.add(old.exponent, exponent) })
  }
  return [...powers.values()]
    .filter((p) => !Q.isZero(p.exponent))
    .map((p) => (Q.isOne(p.exponent) ? p.base : map(p.base, power(entry(), rational(p.exponent)))))
}

const byKey = (a: Mat, b: Mat): number => (a.key < b.key ? -1 : 1)

/** The matrix product; scalars move to the front, numbers out of it. */
export function times(...factors: readonly Mat[]): Mat {
  let weight = Q.one
  const scalars: Mat[] = []
  const matrices: Mat[] = []
  const take = (f: Mat): void => {
    if (f.kind === 'sum' && f.args.length === 1) {
      weight = Q.multiply(weight, f.weights[0]!)
      take(f.args[0]!)
    } else if (f.kind === 'sum' && f.args.length > 1 && !Q.isOne(contentOf(f.weights))) {
      const c = contentOf(f.weights)
      weight = Q.multiply(weight, c)
      take(scaled(f, Q.reciprocal(c)))
    } else if (f.kind === 'product' && (!isScalar(f) || f.args.every(isScalar))) f.args.forEach(take)
    else if (isScalar(f)) {
      // a scalar product of matrices stays closed
      if (f.kind !== 'ones') scalars.push(f)
    } else matrices.push(f)
  }
  const zero = factors.find(isNothing)
  factors.forEach(take)
  for (let i = 0; i + 1 < matrices.length; i++)
    if (matrices[i]!.shape[1] !== matrices[i + 1]!.shape[0])
      throw new MatrixShapeError(
        `product: ${shapeText(matrices[i]!.shape)} times ${shapeText(matrices[i + 1]!.shape)}: the inner sizes must be equal.`,
      )
  const shape: Shape = matrices.length === 0 ? ['1', '1'] : [matrices[0]!.shape[0], matrices.at(-1)!.shape[1]]
  if (zero !== undefined || Q.isZero(weight)) return nothing(shape)
  const chain = matrices.filter((m) => m.kind !== 'identity')
  const list = chain.length === 0 ? matrices.slice(0, 1) : chain
  for (let i = 0; i + 1 < list.length; i++) {
    const made = joined(list[i]!, list[i + 1]!)
    if (made !== undefined)
      return scaled(times(...scalars, ...list.slice(0, i), made, ...list.slice(i + 2)), weight)
  }
  // x' times ones is the sum of x
  if (list.length === 2 && shape[0] === '1' && shape[1] === '1') {
    const [a, b] = list as [Mat, Mat]
    const other = b.kind === 'ones' ? transpose(a) : a.kind === 'ones' ? b : undefined
    if (other !== undefined) return scaled(times(...scalars, scalarOf('total', other)), weight)
  }
  const front = collectPowers(scalars).sort(byKey)
  if (front.length + list.length === 0) return numberMat(weight)
  if (front.length + list.length === 1) return scaled([...front, ...list][0]!, weight)
  const turned = list.map(transpose).reverse()
  // x'Ay and y'A'x are one number: written with fewer transposes
  const written =
    list.length > 1 && shape[0] === '1' && shape[1] === '1' ? fewerTransposes(list, turned) : list
  const symmetric = turned.every((m, i) => m.key === list[i]!.key)
  return scaled(makeMat('product', shape, [...front, ...written], { symmetric }), weight)
}

/** Two neighbours of a product that are one: A inv(A) = I, diag(v) w = v .* w, kron(A, B) kron(C, D), ... */
function joined(a: Mat, b: Mat): Mat | undefined {
  if (
    (a.kind === 'inverse' && a.args[0]!.key === b.key) ||
    (b.kind === 'inverse' && b.args[0]!.key === a.key)
  )
    return identity(a.shape[0])
  if (a.kind === 'diag' && isVector(b)) return dot(a.args[0]!, b)
  if (b.kind === 'diag' && isRow(a)) return dot(a, transpose(b.args[0]!))
  if (a.kind === 'diag' && b.kind === 'diag') return diag(dot(a.args[0]!, b.args[0]!))
  if (a.kind === 'commutation' && b.kind === 'vec' && b.args[0]!.shape[0] === a.name.split(',')[0])
    return vec(transpose(b.args[0]!))
  if (a.kind === 'kron' && b.kind === 'kron') {
    const [p, q] = a.args as [Mat, Mat]
    const [r, s] = b.args as [Mat, Mat]
    if (p.shape[1] === r.shape[0] && q.shape[1] === s.shape[0]) return kron(times(p, r), times(q, s))
  }
  if (a.kind === 'kron' && b.kind === 'vec') {
    // (P kron Q) vec(C) = vec(Q C P')
    const [p, q] = a.args as [Mat, Mat]
    const c = b.args[0]!
    if (q.shape[1] === c.shape[0] && p.shape[1] === c.shape[1]) return vec(times(q, c, transpose(p)))
  }
  if (b.kind === 'kron' && a.kind === 'transpose' && a.args[0]!.kind === 'vec')
    return transpose(times(transpose(b), a.args[0]!))
  return undefined
}

export function transpose(e: Mat): Mat {
  if (e.symmetric || isScalar(e)) return e
  const shape: Shape = [e.shape[1], e.shape[0]]
  switch (e.kind) {
    case 'transpose':
      return e.args[0]!
    case 'sum':
      return e.args.length === 0 ? nothing(shape) : combine(e.args.map(transpose), e.weights)
    case 'product':
      return times(...e.args.map(transpose).reverse())
    case 'inverse':
      return inverse(transpose(e.args[0]!))
    case 'ones':
      return ones(shape)
    case 'map':
      return map(transpose(e.args[0]!), e.body!)
    case 'dot':
      return dot(...e.args.map(transpose))
    case 'kron':
      return kron(transpose(e.args[0]!), transpose(e.args[1]!))
    case 'commutation': {
      const [m, n] = e.name.split(',') as [string, string]
      return commutation(n, m)
    }
    default:
      return makeMat('transpose', shape, [e])
  }
}

export function inverse(e: Mat): Mat {
  requireSquare('inv', e)
  if (isScalar(e)) return map(e, power(entry(), integer(-1)))
  if (e.kind === 'inverse') return e.args[0]!
  if (e.kind === 'identity') return e
  if (e.kind === 'sum' && e.args.length === 1) return scaled(inverse(e.args[0]!), Q.reciprocal(e.weights[0]!))
  if (e.kind === 'diag') return diag(map(e.args[0]!, power(entry(), integer(-1))))
  if (e.kind === 'kron') return kron(inverse(e.args[0]!), inverse(e.args[1]!))
  if (e.kind === 'commutation') return transpose(e)
  return makeMat('inverse', e.shape, [e], { symmetric: e.symmetric })
}

export function scalarOf(kind: 'trace' | 'det' | 'logdet' | 'total', e: Mat): Mat {
  if (kind !== 'total') requireSquare(kind, e)
  if (isScalar(e)) return kind === 'logdet' ? map(e, call('log', entry())) : e
  if (isNothing(e)) return numberMat(0)
  if ((kind === 'trace' || kind === 'total') && e.kind === 'sum')
    return combine(
      e.args.map((a) => scalarOf(kind, a)),
      e.weights,
    )
  if (kind === 'trace' && e.kind === 'transpose') return scalarOf(kind, e.args[0]!)
  if (kind === 'trace' && e.kind === 'kron')
    return times(scalarOf(kind, e.args[0]!), scalarOf(kind, e.args[1]!))
  if (kind === 'total' && e.kind === 'transpose') return scalarOf(kind, e.args[0]!)
  if (kind === 'total' && isRow(e)) return scalarOf(kind, transpose(e))
  if ((kind === 'trace' || kind === 'total') && e.kind === 'product') {
    const scalars = e.args.filter(isScalar)
    const rest = e.args.filter((a) => !isScalar(a))
    if (scalars.length > 0) return times(...scalars, scalarOf(kind, times(...rest)))
    // tr(x y') = y'x
    if (kind === 'trace' && isVector(rest[0]!)) return times(...rest.slice(1), rest[0]!)
  }
  return makeMat(kind, ['1', '1'], [e], { symmetric: true })
}

/** f applied to every entry. */
export function map(e: Mat, body: Expr): Mat {
  if (body === entry()) return e
  if (isScalar(e) && e.kind === 'det' && body === call('log', entry())) return scalarOf('logdet', e.args[0]!)
  const all = entriesOf(e)
  const constant = all === undefined ? body : subs(body, new Map([[entry(), rational(all)]]))
  if (constant.kind === 'number') return scaled(ones(e.shape), constant.value)
  if (body.kind === 'product' && !Q.isOne(body.value)) {
    const [weight, rest] = splitCoefficient(body)
    return scaled(map(e, rest), weight)
  }
  const k = exponentOf(body)
  if (k !== undefined && Q.isInteger(k)) {
    // (c M)^k and, for scalars, (a b)^k
    if (e.kind === 'sum' && e.args.length === 1)
      return scaled(map(e.args[0]!, body), Q.integerPower(e.weights[0]!, Number(k.n)))
    if (e.kind === 'product' && e.args.every(isScalar)) return times(...e.args.map((a) => map(a, body)))
  }
  if (body === call('log', entry()) && e.kind === 'product') {
    // log(exp(u)/s) = log(1/s) + u for a positive s
    const scalars = e.args.filter(isScalar)
    const rest = times(...e.args.filter((a) => !isScalar(a)))
    if (scalars.length > 0 && scalars.every(isPositive) && isExponential(rest))
      return combine(
        [...scalars.map((s) => times(map(s, body), ones(e.shape))), map(rest, body)],
        [...scalars.map(() => Q.one), Q.one],
      )
  }
  if (e.kind === 'map') return map(e.args[0]!, subs(body, new Map([[entry(), e.body!]])))
  return makeMat('map', e.shape, [e], { body, symmetric: e.symmetric })
}

/** The product entry by entry; powers of one factor collected. */
export function dot(...factors: readonly Mat[]): Mat {
  const scalars = factors.filter(isScalar)
  const matrices = factors.filter((f) => !isScalar(f))
  const first = matrices[0]
  if (first === undefined) return times(...scalars)
  let weight = Q.one
  const moved: Mat[] = [...scalars]
  const entrywise: Mat[] = []
  const take = (f: Mat): void => {
    if (!sameShape(f, first))
      throw new MatrixShapeError(
        `.*: ${shapeText(first.shape)} and ${shapeText(f.shape)}: the shapes must be equal.`,
      )
    if (f.kind === 'sum' && f.args.length === 1) {
      weight = Q.multiply(weight, f.weights[0]!)
      take(f.args[0]!)
    } else if (f.kind === 'dot') f.args.forEach(take)
    else if (f.kind === 'product' && f.args.some(isScalar)) {
      moved.push(...f.args.filter(isScalar))
      take(times(...f.args.filter((a) => !isScalar(a))))
    } else if (f.kind !== 'ones') entrywise.push(f)
  }
  if (matrices.some(isNothing)) return nothing(first.shape)
  matrices.forEach(take)
  const left = collectPowers(entrywise).sort((a, b) => rank(a) - rank(b) || byKey(a, b))
  const core =
    left.length === 0
      ? ones(first.shape)
      : left.length === 1
        ? left[0]!
        : makeMat('dot', first.shape, left, { symmetric: left.every((m) => m.symmetric) })
  return scaled(times(...moved, core), weight)
}

/** Names come first. */
const rank = (e: Mat): number => (e.kind === 'symbol' ? 0 : 1)

/** The Kronecker product. */
export function kron(a: Mat, b: Mat): Mat {
  if (isScalar(a) || isScalar(b)) return times(a, b)
  const shape: Shape = [sizeProduct(a.shape[0], b.shape[0]), sizeProduct(a.shape[1], b.shape[1])]
  if (isNothing(a) || isNothing(b)) return nothing(shape)
  if (a.kind === 'identity' && b.kind === 'identity') return identity(shape[0])
  if (a.kind === 'sum' && a.args.length === 1) return scaled(kron(a.args[0]!, b), a.weights[0]!)
  if (b.kind === 'sum' && b.args.length === 1) return scaled(kron(a, b.args[0]!), b.weights[0]!)
  return makeMat('kron', shape, [a, b], { symmetric: a.symmetric && b.symmetric })
}

/** The diagonal matrix of a vector. */
export function diag(v: Mat): Mat {
  if (isScalar(v)) return v
  const n = v.shape[0]
  if (isNothing(v)) return nothing([n, n])
  if (v.kind === 'ones') return identity(n)
  if (v.kind === 'sum') return combine(v.args.map(diag), v.weights)
  if (v.kind === 'product' && v.args.some(isScalar))
    return times(...v.args.filter(isScalar), diag(times(...v.args.filter((a) => !isScalar(a)))))
  return makeMat('diag', [n, n], [v], { symmetric: true })
}

/** The columns below each other. */
export function vec(e: Mat): Mat {
  if (e.shape[1] === '1') return e
  if (e.shape[0] === '1') return transpose(e)
  const shape: Shape = [sizeProduct(e.shape[0], e.shape[1]), '1']
  if (isNothing(e)) return nothing(shape)
  if (e.kind === 'ones') return ones(shape)
  if (e.kind === 'sum') return combine(e.args.map(vec), e.weights)
  return makeMat('vec', shape, [e])
}

/** The K with K vec(A) = vec(A') for A of m x n. */
export function commutation(m: string, n: string): Mat {
  const size = sizeProduct(m, n)
  if (m === '1' || n === '1') return identity(size)
  return makeMat('commutation', [size, size], [], { name: `${m},${n}` })
}
