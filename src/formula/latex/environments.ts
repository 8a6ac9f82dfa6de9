import { callOf, list, span, symbolOf } from '../build.ts'
import type { Formula } from '../tree.ts'
import type { Reader } from './reader.ts'
import type { LatexToken } from './tokens.ts'

/** Cases and matrices, from behind \\begin. */
export function readEnvironment(r: Reader, token: LatexToken): Formula {
  const open = environmentName(r)
  const at = span(token.start, r.token.end)
  if (open === 'array' || open === 'alignedat') skipGroup(r)
  const rows = readRows(r).filter((row) => row.length > 0)
  switch (open) {
    case 'cases':
      return callOf(
        'Piecewise',
        rows.map((row) => callOf('', [row[0]!, row[1] ?? symbolOf('True', at)], at)),
        at,
      )
    case 'matrix':
    case 'pmatrix':
    case 'bmatrix':
    case 'Bmatrix':
    case 'smallmatrix':
    case 'array':
    case 'vmatrix': {
      const matrix = list(
        rows.map((row) => list(row, at)),
        at,
      )
      return open === 'vmatrix' ? callOf('det', [matrix], at) : callOf('Matrix', [matrix], at)
    }
    default:
      throw r.unexpected(token, `the environment ${open} is not known`)
  }
}

/** {}_{p}F_{q}\left(\begin{matrix} a \\ b \end{matrix}\middle| {x}\right) */
export function readHypergeometric(r: Reader): Formula {
  const { start } = r.token
  r.at += 2
  const skip = (): void => {
    r.expect('_')
    r.script()
  }
  skip()
  if (r.token.text !== 'F') throw r.unexpected(r.token, 'a name is missing')
  r.take()
  skip()
  r.take()
  if (!r.isCommand('begin')) throw r.unexpected(r.token, 'write {}_{2}F_{1}\\left(\\begin{matrix} ...')
  r.take()
  r.group()
  const [above = [], below = []] = readRows(r)
  if (r.token.kind === 'bar') r.take()
  const x = r.inside()
  const end = r.take()
  const at = span(start, end.end)
  const rowOf = (cells: readonly Formula[]): Formula => callOf('', cells, at)
  return callOf('hyper', [rowOf(above), rowOf(below), x], at)
}

/** Cells between & and \\ up to \end{...}, with the words of cases left out. */
function readRows(r: Reader): Formula[][] {
  const rows: Formula[][] = [[]]
  while (!r.isCommand('end')) {
    if (r.token.kind === 'end') throw r.unexpected(r.token, '\\end is missing')
    if (r.is('&') || r.is(',') || r.is('.') || r.is(';')) r.take()
    else if (r.isCommand('\\')) {
      r.take()
      rows.push([])
    } else if (isFiller(r.token)) {
      const word = r.take().text.toLowerCase()
      if (word === 'otherwise' || word === 'else')
        rows[rows.length - 1]!.push(symbolOf('True', span(r.token.start, r.token.start)))
    } else rows[rows.length - 1]!.push(r.inside())
  }
  r.take()
  environmentName(r)
  return rows
}

export function environmentName(r: Reader): string {
  r.expect('{')
  let name = ''
  while (r.token.kind === 'name' || r.is('*')) name += r.take().text
  r.expect('}')
  return name
}

export function skipGroup(r: Reader): void {
  const end = r.partner(r.at)
  if (end === undefined) throw r.unexpected(r.token, "a '{' is missing")
  r.at = end + 1
}

/** A word of cases; a symbol of that name is in italics. */
const isFiller = ({ kind, text, sized }: LatexToken): boolean =>
  kind === 'name' && sized === undefined && fillers.has(text.toLowerCase())
const fillers = new Set(['if', 'for', 'when', 'otherwise', 'else'])
