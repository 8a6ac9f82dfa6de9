import type { Formula } from '../tree.ts'
import type { Reader } from './reader.ts'
import type { LatexToken } from './tokens.ts'

/** How the arguments of a function stand: {\left(x\right)}, \left(x\right), (x), or not at all. */
export type Style = 'brace' | 'left' | 'plain' | undefined

export function styleOf(r: Reader): Style {
  if (r.alone) return undefined
  if (r.is('{') && r.isOpen('(', 1)) return 'brace'
  if (!r.isOpen('(')) return undefined
  return r.token.sized === undefined ? 'plain' : 'left'
}

/** The arguments up to the closing bracket; undefined where no bracket closes them. */
export function arguments_(r: Reader): Formula[] | undefined {
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
    if (close.kind !== 'close' || close.text !== '(') return undefined
    r.take()
    return args
  }
}

export function callArguments(r: Reader, style: Style): Formula[] {
  const start = r.token
  r.at += style === 'brace' ? 2 : 1
  const args = arguments_(r)
  if (args === undefined) throw r.unexpected(r.token, `the '(' at column ${start.start + 1} is not closed`)
  if (style === 'brace') r.expect('}')
  return args
}
