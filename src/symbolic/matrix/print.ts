import { symbol } from '../build/atoms.ts'
import { subs } from '../build/subs.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { signedTerms } from '../print/notation.ts'
import { text } from '../print/text.ts'
import { entry, isScalar, isVector, type Mat, matNodes } from './node.ts'

/** A piece of text and how tightly it binds: 1 a sum, 2 a product, 3 a power or transpose, 4 an atom. */
interface Piece {
  readonly text: string
  readonly level: 1 | 2 | 3 | 4
}

/** The exponent of a reciprocal power entry^-k, as k; undefined for anything else. */
export function belowExponent(e: Mat): Q.Rational | undefined {
  const b = e.kind === 'map' ? e.body! : undefined
  if (b?.kind !== 'power' || b.args[0] !== entry() || b.args[1]!.kind !== 'number') return undefined
  return Q.signOf(b.args[1]!.value) < 0 ? Q.negate(b.args[1]!.value) : undefined
}

/**
 * A matrix expression as text, as `parseMatrix` reads it: `*` is the matrix product, `.*` and `./` work entry by
 * entry, `'` transposes; `vector(1)` and `matrix(1)` are all ones, `I(n)` the identity.
 */
export function matrixText(root: Mat): string {
  const pieces = new Map<string, Piece>()
  for (const node of matNodes(root))
    pieces.set(
      node.key,
      write(node, (a) => pieces.get(a.key)!),
    )
  return pieces.get(root.key)!.text
}

type Of = (e: Mat) => Piece

/** Whether a factor is written with operations entry by entry, which bind as `*` does. */
const byEntries = (e: Mat): boolean => e.kind === 'dot' || e.kind === 'map'

const wrap = (p: Piece, least: number): string => (p.level < least ? `(${p.text})` : p.text)
const piece = (text: string, level: Piece['level']): Piece => ({ text, level })
const call = (name: string, ...args: readonly Piece[]): Piece =>
  piece(`${name}(${args.map((a) => a.text).join(', ')})`, 4)

const onesText = (e: Mat, c: string): Piece =>
  isScalar(e)
    ? piece(c, c.includes('/') ? 2 : 4)
    : isVector(e)
      ? piece(`vector(${c})`, 4)
      : e.shape[0] === '1'
        ? piece(`vector(${c})'`, 3)
        : piece(`matrix(${c})`, 4)

function write(e: Mat, of: Of): Piece {
  const a = e.args[0]
  switch (e.kind) {
    case 'symbol':
      return piece(e.name, 4)
    case 'identity':
      return piece(`I(${e.shape[0]})`, 4)
    case 'ones':
      return onesText(e, '1')
    case 'commutation':
      return piece(`K(${e.name.replace(',', ', ')})`, 4)
    case 'selection':
      return piece(`E(${e.shape[1]})`, 4)
    case 'sum':
      return sumPiece(e, of)
    case 'product':
      return productPiece(e, of)
    case 'dot':
      return dotPiece(e, of)
    case 'transpose':
      return piece(`${wrap(of(a!), 3)}'`, 3)
    case 'map':
      return mapPiece(e.body!, wrap(of(a!), 4), of(a!).text, e)
    case 'kron':
      return call('kron', of(a!), of(e.args[1]!))
    case 'inverse':
      return call('inv', of(a!))
    case 'total':
      return call('sum', of(a!))
    case 'trace':
      return call('tr', of(a!))
    case 'diagonal':
      return call('diag', of(a!))
    case 'unvec':
      return call('unvec', of(a!), piece(e.shape[0], 4), piece(e.shape[1], 4))
    default:
      return call(e.kind, of(a!))
  }
}

function sumPiece(e: Mat, of: Of): Piece {
  if (e.args.length === 0) return isScalar(e) ? piece('0', 4) : onesText(e, '0')
  const terms = e.args.map((a, i) => {
    const w = e.weights[i]!
    const size = Q.absolute(w)
    const plain = Q.isOne(size)
    const shown =
      a.kind === 'ones' ? onesText(a, String(size)).text : plain ? wrap(of(a), 2) : weighted(size, a, of)
    return { negative: Q.signOf(w) < 0, shown }
  })
  // what is added comes first where something is
  terms.sort((p, q) => Number(p.negative) - Number(q.negative))
  return piece(signedTerms(terms), terms.length === 1 && !terms[0]!.negative ? 2 : 1)
}

/** 2*x, x/2, 3*x/2 */
function weighted(w: Q.Rational, a: Mat, of: Of): string {
  const top = String(w.n) === '1' ? '' : `${w.n}*`
  return `${top}${wrap(of(a), 2)}${w.d === 1 ? '' : `/${w.d}`}`
}

/** Reciprocal scalars go below a stroke at the end. */
function productPiece(e: Mat, of: Of): Piece {
  const below = e.args.filter((a) => isScalar(a) && belowExponent(a) !== undefined)
  const top = e.args
    .filter((a) => !below.includes(a))
    .map((a) => wrap(of(a), isScalar(a) || !byEntries(a) ? 2 : 3))
  const strokes = below.map((a) => {
    const k = belowExponent(a)!
    const base = wrap(of(a.args[0]!), 4)
    return Q.isOne(k)
      ? `/${base}`
      : k.n === 1 && k.d === 2
        ? `/sqrt(${of(a.args[0]!).text})`
        : `/${base}^${exponentText(k)}`
  })
  return piece(`${top.length === 0 ? '1' : top.join('*')}${strokes.join('')}`, 2)
}

function dotPiece(e: Mat, of: Of): Piece {
  const below = e.args.filter((a) => belowExponent(a) !== undefined)
  const top = e.args.filter((a) => !below.includes(a)).map((a) => wrap(of(a), 3))
  const strokes = below.map((a) => {
    const k = belowExponent(a)!
    const base = of(a.args[0]!)
    return Q.isOne(k)
      ? ` ./ ${wrap(base, 3)}`
      : k.n === 1 && k.d === 2
        ? ` ./ sqrt(${base.text})`
        : ` ./ ${wrap(base, 4)}.^${exponentText(k)}`
  })
  return piece(`${top.length === 0 ? onesText(e, '1').text : top.join(' .* ')}${strokes.join('')}`, 2)
}

const exponentText = (k: Q.Rational): string => (k.d === 1 && Q.signOf(k) > 0 ? String(k) : `(${k})`)

/** A function of the entries, its argument written as `atom` in an operation and as `plain` in brackets. */
function mapPiece(body: Expr, atom: string, plain: string, like: Mat): Piece {
  const scalar = isScalar(like)
  const [times, over, up] = scalar ? ['*', '/', '^'] : [' .* ', ' ./ ', '.^']
  const constantText = (c: Q.Rational): Piece => onesText(like, String(c))
  const go = (e: Expr): Piece => {
    if (e === entry()) return piece(atom, 4)
    switch (e.kind) {
      case 'number':
        return constantText(e.value)
      case 'sum': {
        const parts = e.args.map((a, i): [boolean, string] => {
          const w = e.weights[i]!
          const size = Q.absolute(w)
          return [Q.signOf(w) < 0, `${Q.isOne(size) ? '' : `${size}*`}${wrap(go(a), 2)}`]
        })
        if (!Q.isZero(e.value)) parts.unshift([Q.signOf(e.value) < 0, constantText(Q.absolute(e.value)).text])
        return piece(
          parts
            .map(([down, t], i) => (i === 0 ? (down ? `-${t}` : t) : `${down ? ' - ' : ' + '}${t}`))
            .join(''),
          1,
        )
      }
      case 'product': {
        const factors = e.args.map((f) => {
          const under = f.kind === 'power' && f.args[1]!.kind === 'number' && Q.signOf(f.args[1]!.value) < 0
          return { f, under }
        })
        const top = factors.filter((f) => !f.under).map(({ f }) => wrap(go(f), 3))
        const strokes = factors
          .filter((f) => f.under)
          .map(({ f }) => `${over}${wrap(powerPiece(f.args[0]!, Q.negate(f.args[1]!.value)), 3)}`)
        const size = Q.absolute(e.value)
        const front = Q.isOne(size) ? '' : `${size}*`
        const whole = `${front}${top.length === 0 ? constantText(Q.one).text : top.join(times)}${strokes.join('')}`
        return Q.signOf(e.value) < 0 ? piece(`-${whole}`, 1) : piece(whole, 2)
      }
      case 'power':
        if (e.args[1]!.kind !== 'number') break
        if (Q.signOf(e.args[1]!.value) < 0)
          return piece(
            `${constantText(Q.one).text}${over}${wrap(powerPiece(e.args[0]!, Q.negate(e.args[1]!.value)), 3)}`,
            2,
          )
        return powerPiece(e.args[0]!, e.args[1]!.value)
      case 'call':
        return piece(`${e.name}(${e.args.map((a) => (a === entry() ? plain : go(a).text)).join(', ')})`, 4)
      default:
    }
    return piece(text(subs(e, new Map([[entry(), symbol(atom)]]))), e.kind === 'piecewise' ? 4 : 1)
  }
  const powerPiece = (base: Expr, k: Q.Rational): Piece => {
    if (Q.isOne(k)) return go(base)
    if (k.n === 1 && k.d === 2) return piece(`sqrt(${base === entry() ? plain : go(base).text})`, 4)
    return piece(`${wrap(go(base), 4)}${up}${exponentText(k)}`, 3)
  }
  return go(body)
}
