import { callOf, span } from '../build.ts'
import type { Formula, Span } from '../tree.ts'
import { readPlaces } from './evaluation.ts'
import type { Reader } from './reader.ts'

/** (...), [...], floor, ceiling or bars that say which side they stand on. */
export function readBracket(r: Reader): Formula {
  const open = r.take()
  const inner = r.inside()
  const close = r.token
  const cases = open.text === '\\{' && close.text === '.' && close.sized === 1 ? casesOf(inner) : undefined
  if (cases !== undefined) {
    r.take()
    return cases
  }
  if (close.kind !== 'close' || close.text !== open.text)
    throw r.unexpected(close, `the bracket at ${r.placeOf(open)} is not closed`)
  r.take()
  // [F]_a^b
  if (open.text === '[' && r.is('_')) return readPlaces(r, inner, open.start)
  const at = span(open.start, close.end)
  if (open.text === '|') return modulus(inner, at)
  return open.text === 'floor' || open.text === 'ceil' ? callOf(open.text, [inner], at) : inner
}

/** |...| */
export function readBars(r: Reader): Formula {
  const open = r.take()
  const inner = r.inside(true)
  if (r.token.kind !== 'bar') throw r.unexpected(r.token, `the '|' at ${r.placeOf(open)} is not closed`)
  return modulus(inner, span(open.start, r.take().end))
}

/** Bars around a matrix are its determinant. */
const modulus = (inner: Formula, at: Span): Formula =>
  callOf(inner.kind === 'call' && inner.name === 'Matrix' ? 'det' : 'abs', [inner], at)

/** The cases that the rows of an array are, each a value and its condition. */
function casesOf(inner: Formula): Formula | undefined {
  const rows = inner.kind === 'call' && inner.name === 'Matrix' ? itemsOf(inner.args[0]!) : []
  if (rows.length === 0 || !rows.every((row) => itemsOf(row).length === 2)) return undefined
  return callOf(
    'Piecewise',
    rows.map((row) => callOf('', itemsOf(row), row.at)),
    inner.at,
  )
}

const itemsOf = (e: Formula): readonly Formula[] => (e.kind === 'call' && e.name === '[]' ? e.args : [])
