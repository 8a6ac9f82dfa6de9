import { span, symbolOf } from '../build.ts'
import type { SymbolFormula } from '../tree.ts'
import { letters } from './names.ts'
import type { Reader } from './reader.ts'
import { isBelow, readBelow } from './scripts.ts'
import type { LatexToken } from './tokens.ts'

/** Whether a token is the d or \\partial of a derivative. */
export const isMark = (token: LatexToken): 'd' | 'partial' | undefined =>
  (token.kind === 'name' && token.text === 'd' && token.sized === undefined) ||
  (token.kind === 'command' && (token.text === 'dd' || token.text === 'dif'))
    ? 'd'
    : token.kind === 'command' && token.text === 'partial'
      ? 'partial'
      : undefined

export const isLetter = (token: LatexToken): boolean =>
  (token.kind === 'name' && isMark(token) === undefined) ||
  (token.kind === 'command' && letters.has(token.text))

/** Where the differential that begins at a place ends: dx, d\theta; undefined where none stands. */
export function differentialAt(r: Reader, at: number, mark: 'd' | 'partial' = 'd'): number | undefined {
  if (isMark(r.tokens.at(at)) !== mark) return undefined
  if (isLetter(r.tokens.at(at + 1))) return at + 2
  // \dd{x}
  const end = r.partner(at + 1)
  return end === at + 3 && isLetter(r.tokens.at(at + 2)) ? end + 1 : undefined
}

/** A symbol with its subscript, and nothing more. */
export function readVariable(r: Reader): SymbolFormula {
  const token = r.take()
  if (!isLetter(token)) throw r.unexpected(token, 'the variable is missing')
  const below = isBelow(r) ? readBelow(r).text : ''
  return symbolOf(
    token.text + below,
    span(token.start, r.peek(-1).end),
    // e and i may be bound, which makes them symbols; π stands for itself
    !(token.text === 'e' || token.text === 'i') || below !== '',
  )
}

/** The variable behind a mark: of dx, of \dd{x}. */
export function readMarked(r: Reader): SymbolFormula {
  if (!r.is('{')) return readVariable(r)
  r.take()
  const variable = readVariable(r)
  r.expect('}')
  return variable
}
