import type { Formula } from '../tree.ts'
import type { Reader } from './reader.ts'
import type { LatexToken } from './tokens.ts'

/** How the arguments of a function stand: {\left(x\right)}, \left(x\right), (x), or not at all. */
export type Style = 'brace' | 'left' | 'plain' | undefined

export function styleOf(r: Reader): Style {
  if (r.alone) return undefined
  if (r.holdsBracket(r.at)) return 'brace'
  if (!r.isOpen('(')) return undefined
  return r.token.sized === undefined ? 'plain' : 'left'
}

/** The arguments up to the bracket that closes them; undefined where there is none. */
export function arguments_(r: Reader, bracket = '('): Formula[] | undefined {
  const args: Formula[] = []
  if (r.token.kind === 'close') {
    r.take()
    return args
  }
  for (;;) {
    args.push(r.inside())
    if (r.is(',') || r.is(';') || (r.token.kind === 'bar' && r.token.sized === 0)) {
      r.take()
      continue
    }
    const close: LatexToken = r.token
    if (close.kind !== 'close' || close.text !== bracket) return undefined
    r.take()
    return args
  }
}

/** The arguments in the brackets that stand here. */
export function callArguments(r: Reader, style: Style): Formula[] {
  const start = r.token
  r.at += style === 'brace' ? 2 : 1
  const args = arguments_(r, style === 'brace' ? '(' : start.text)
  if (args === undefined) throw r.unexpected(r.token, `the bracket at ${r.placeOf(start)} is not closed`)
  if (style === 'brace') r.expect('}')
  return args
}
