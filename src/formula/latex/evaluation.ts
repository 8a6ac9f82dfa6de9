import { callOf, span, tuple } from '../build.ts'
import type { Formula } from '../tree.ts'
import { readLimits } from './calculus.ts'
import type { Reader } from './reader.ts'

const written = 'write \\left. f \\right|_{x=a}, or \\left. f \\right|_a^b'

/** \left. f \right|_{x=a} and \left. f \right|_a^b */
export function readSubstitution(r: Reader): Formula {
  const start = r.take()
  if (start.sized !== -1) throw r.unexpected(start, 'an operand is missing')
  const body = r.inside()
  const bar = r.take()
  if (bar.text !== '|' && bar.text !== '[') throw r.unexpected(bar, written)
  return readPlaces(r, body, start.start)
}

/** Whether a bar begins here that says where what stands before it is evaluated: f \Big|_a^b. */
export const isEvaluation = (r: Reader): boolean =>
  r.token.kind === 'bar' && !r.bars && r.token.sized !== 0 && (r.is('_', 1) || r.is('^', 1))

/** What stands at the bar or the closing bracket behind a body: x=a, a and b, or x=a and b. */
export function readPlaces(r: Reader, body: Formula, start: number): Formula {
  if (r.is('_') && r.peek(1).text === '{' && isList(r, r.at + 1)) return readList(r, body, start)
  const [lower, upper] = readLimits(r)
  const at = span(start, r.peek(-1).end)
  const [variable, from] = equation(lower)
  const [same, to] = equation(upper)
  if (from === undefined || (same !== undefined && variable === undefined))
    throw r.unexpected(r.token, written)
  if (variable === undefined) {
    if (to === undefined) throw r.unexpected(r.token, written)
    return callOf('|', [body, from, to], at)
  }
  return to === undefined
    ? callOf('Subs', [body, variable, from], at)
    : callOf('|', [body, tuple([variable, from, to], at)], at)
}

/** x and a of x=a; a alone. */
function equation(place: Formula | undefined): [variable: Formula | undefined, value: Formula | undefined] {
  return place?.kind === 'binary' && place.op === '==' ? [place.left, place.right] : [undefined, place]
}

/** Whether a group holds several equations: {x=a, y=b}, or \substack. */
function isList(r: Reader, from: number): boolean {
  const end = r.partner(from) ?? from
  let depth = 0
  for (let i = from + 1; i < end; i++) {
    const { kind, text } = r.tokens.at(i)
    if (kind === 'open' || text === '{') depth++
    else if (kind === 'close' || text === '}') depth--
    else if (
      depth === 0 &&
      ((kind === 'sign' && text === ',') || (kind === 'command' && text === 'substack'))
    )
      return true
  }
  return false
}

/** _{x=a, y=b} and _{\substack{x=a \\\\ y=b}} */
function readList(r: Reader, body: Formula, start: number): Formula {
  r.take()
  r.expect('{')
  const stacked = r.isCommand('substack')
  if (stacked) {
    r.take()
    r.expect('{')
  }
  const names: Formula[] = []
  const values: Formula[] = []
  for (;;) {
    const [name, value] = equation(r.inside())
    if (name === undefined) throw r.unexpected(r.token, 'write x=a')
    names.push(name)
    values.push(value!)
    if (!r.is(',') && !r.isCommand('\\')) break
    r.take()
  }
  if (stacked) r.expect('}')
  r.expect('}')
  const at = span(start, r.peek(-1).end)
  return callOf('Subs', [body, tuple(names, at), tuple(values, at)], at)
}
