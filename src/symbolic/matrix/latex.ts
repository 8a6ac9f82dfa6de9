import { symbol } from '../build/atoms.ts'
import { call as callOf } from '../build/call.ts'
import { subs } from '../build/subs.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { latex, symbolLatex } from '../print/latex.ts'
import { signedTerms } from '../print/notation.ts'
import { entry, isScalar, type Mat, matNodes } from './node.ts'
import { belowExponent } from './print.ts'

interface Piece {
  readonly tex: string
  readonly level: 1 | 2 | 3 | 4
}
type Of = (e: Mat) => Piece

/** Stands for the argument of an elementwise function until its LaTeX is put there. */
const mark = '\u{e000}'

const piece = (tex: string, level: Piece['level']): Piece => ({ tex, level })
const wrap = (p: Piece, least: number): string => (p.level < least ? `\\left(${p.tex}\\right)` : p.tex)
const operator = (name: string, p: Piece): Piece => piece(`\\operatorname{${name}}\\left(${p.tex}\\right)`, 4)

/** A matrix expression in LaTeX, as a textbook sets it. */
export function matrixLatex(root: Mat): string {
  const pieces = new Map<string, Piece>()
  for (const node of matNodes(root))
    pieces.set(
      node.key,
      write(node, (a) => pieces.get(a.key)!),
    )
  return pieces.get(root.key)!.tex
}

const sizeLatex = (n: string): string => n.replaceAll('*', ' ')
const numberLatex = (w: Q.Rational): string => (w.d === 1 ? `${w.n}` : `\\frac{${w.n}}{${w.d}}`)

function write(e: Mat, of: Of): Piece {
  const a = e.args[0]
  switch (e.kind) {
    case 'symbol':
      return piece(symbolLatex(e.name), 4)
    case 'identity':
      return piece(`I_{${sizeLatex(e.shape[0])}}`, 4)
    case 'ones':
      return isScalar(e) ? piece('1', 4) : piece('\\mathbf{1}' + (e.shape[0] === '1' ? '^\\top' : ''), 4)
    case 'commutation':
      return piece(`K_{${e.name}}`, 4)
    case 'selection':
      return piece(`E_{${sizeLatex(e.shape[1])}}`, 4)
    case 'sum':
      return sumPiece(e, of)
    case 'product':
      return productPiece(e, of)
    case 'dot':
      return dotPiece(e, of)
    case 'transpose':
      return piece(`${wrap(of(a!), 4)}^\\top`, 3)
    case 'inverse':
      return a!.kind === 'transpose'
        ? piece(`${wrap(of(a!.args[0]!), 4)}^{-\\top}`, 3)
        : piece(`${wrap(of(a!), 4)}^{-1}`, 3)
    case 'map':
      return mapPiece(e.body!, of(a!), e)
    case 'kron':
      return piece(`${wrap(of(a!), 3)} \\otimes ${wrap(of(e.args[1]!), 3)}`, 2)
    case 'norm':
      return piece(`\\left\\lVert ${of(a!).tex} \\right\\rVert${a!.shape[1] === '1' ? '_2' : '_F'}`, 4)
    case 'trace':
      return operator('tr', of(a!))
    case 'det':
      return piece(`\\det\\left(${of(a!).tex}\\right)`, 4)
    case 'logdet':
      return piece(`\\log\\det\\left(${of(a!).tex}\\right)`, 4)
    case 'total':
      return operator('sum', of(a!))
    case 'diagonal':
      return operator('diag', of(a!))
    case 'unvec':
      return piece(`\\operatorname{vec}^{-1}\\left(${of(a!).tex}\\right)`, 4)
    default:
      return operator(e.kind, of(a!))
  }
}

function sumPiece(e: Mat, of: Of): Piece {
  if (e.args.length === 0) return piece('0', 4)
  const terms = e.args.map((a, i) => {
    const w = e.weights[i]!
    const size = Q.absolute(w)
    const front = Q.isOne(size) ? '' : `${numberLatex(size)} `
    const shown = a.kind === 'ones' && isScalar(a) ? numberLatex(size) : front + wrap(of(a), 2)
    return { negative: Q.signOf(w) < 0, shown }
  })
  terms.sort((p, q) => Number(p.negative) - Number(q.negative))
  return piece(signedTerms(terms), terms.length === 1 && !terms[0]!.negative ? 2 : 1)
}

function dotPiece(e: Mat, of: Of): Piece {
  const below = e.args.filter((f) => belowExponent(f) !== undefined)
  const top = e.args.filter((f) => !below.includes(f)).map((f) => wrap(of(f), 3))
  const strokes = below.map((f) => {
    const k = belowExponent(f)!
    const base = of(f.args[0]!)
    return ` \\oslash ${Q.isOne(k) ? wrap(base, 3) : `${wrap(base, 4)}^{\\odot ${numberLatex(k)}}`}`
  })
  return piece(`${top.length === 0 ? '\\mathbf{1}' : top.join(' \\odot ')}${strokes.join('')}`, 2)
}

function productPiece(e: Mat, of: Of): Piece {
  const below = e.args.filter((a) => isScalar(a) && belowExponent(a) !== undefined)
  const top = e.args.filter((a) => !below.includes(a))
  const bottom = below.map((a) => {
    const k = belowExponent(a)!
    const base = of(a.args[0]!)
    if (Q.isOne(k)) return below.length === 1 ? base.tex : wrap(base, 2)
    return k.n === 1 && k.d === 2 ? `\\sqrt{${base.tex}}` : `${wrap(base, 4)}^{${numberLatex(k)}}`
  })
  if (bottom.length === 0)
    return piece(top.map((a) => wrap(of(a), a.kind === 'dot' || a.kind === 'kron' ? 3 : 2)).join(' '), 2)
  const scalars = top.filter(isScalar)
  const matrices = top.filter((a) => !isScalar(a))
  // one fraction where the matrix part is short, else a scalar fraction in front
  if (matrices.length <= 1) {
    const all =
      top.length === 0 ? '1' : top.map((a) => (top.length === 1 ? of(a).tex : wrap(of(a), 2))).join(' ')
    return piece(`\\frac{${all}}{${bottom.join(' ')}}`, 2)
  }
  const front = scalars.length === 0 ? '1' : scalars.map((a) => wrap(of(a), 2)).join(' ')
  return piece(
    `\\frac{${front}}{${bottom.join(' ')}} ${matrices.map((a) => wrap(of(a), a.kind === 'dot' || a.kind === 'kron' ? 3 : 2)).join(' ')}`,
    2,
  )
}

/** A function of the entries: the argument stands in for a symbol that is printed as it. */
function mapPiece(body: Expr, inner: Piece, like: Mat): Piece {
  const hole = symbol(mark)
  const shown = latex(hole)
  const plain = body.kind === 'call' && body.args.length === 1 && body.args[0] === entry()
  if (plain) {
    const tex = latex(callOf(body.name, hole))
    return piece(tex.replaceAll(shown, inner.tex.replaceAll('$', '$$$$')), 4)
  }
  const scalar = isScalar(like)
  const tex = latex(subs(body, new Map([[entry(), hole]])))
  const atom = wrap(inner, 4)
  if (!scalar && body.kind === 'power' && body.args[0] === entry())
    return piece(`${atom}^{\\odot ${latex(body.args[1]!)}}`, 3)
  const filled = tex
    .replaceAll(`\\left(${shown}\\right)`, `\\left(${inner.tex.replaceAll('$', '$$$$')}\\right)`)
    .replaceAll(shown, atom.replaceAll('$', '$$$$'))
  return piece(filled, body.kind === 'sum' ? 1 : body.kind === 'product' ? 2 : 3)
}
