import { binaryOf, callOf, derivativeOf, isMinusOne, span, symbolOf, tuple } from '../build.ts'
import { inverseName, isApplied } from '../textbook.ts'
import type { CallFormula, Formula, Span } from '../tree.ts'
import { arguments_, callArguments, type Style, styleOf } from './arguments.ts'
import { indexed, letterFunctions, ownFunctions, words } from './names.ts'
import type { Reader } from './reader.ts'
import { belowFormula, isBelow, readBelow, readCommandScripts, readScripts, type Scripts } from './scripts.ts'
import type { LatexToken } from './tokens.ts'

/** Letters that are taken for functions even when a blank stands before the bracket. */
const usual = new Set(['f', 'g', 'h', 'F', 'G', 'H'])

/** A symbol, or an application of an unknown or special function. */
export function readName(r: Reader, token: LatexToken): Formula {
  const word = token.quoted !== undefined && token.sized === undefined
  const base = token.text
  const afterName = r.at
  const scripts = readScripts(r)
  const style = styleOf(r)
  const at = span(token.start, r.peek(-1).end)
  if (isCall(r, token, base, word && base !== 'd', scripts, style))
    return readCall(r, token, base, scripts, style)
  r.at = afterName
  // \operatorname{sech} x, \operatorname{sech}^2 x; a symbol may be called sech, and is set in \mathrm then
  const operator = word && isApplied(base) && r.text.startsWith('\\operatorname', token.start)
  if (operator && (r.startsFactor(false) || r.is('-') || r.is('^') || r.is('_')))
    return readApplied(r, token, base)
  const below = isBelow(r) ? readBelow(r) : { text: '' }
  if (r.is("'") || (r.is('^') && r.isCommand('prime', 1)))
    throw r.unexpected(r.token, `a derivative is written ${base}'(x), with its argument`)
  const name = base + below.text
  if (word && below.text === '' && constants.has(base)) return symbolOf(constants.get(base)!, at)
  if (base === 'gamma' && below.text === '_E') return symbolOf('EulerGamma', at)
  // e and i are constants; whatever else stands here is a symbol, E and I too
  const constant =
    token.kind === 'name' && (base === 'e' || base === 'i') && token.sized === undefined && below.text === ''
  return symbolOf(name, at, !constant)
}

const constants = new Map([
  ['NaN', 'nan'],
  ['undefined', 'nan'],
  ['True', 'true'],
  ['true', 'true'],
  ['False', 'false'],
  ['false', 'false'],
])

function isCall(
  r: Reader,
  token: LatexToken,
  base: string,
  word: boolean,
  scripts: Scripts,
  style: Style,
): boolean {
  if (style === undefined) return false
  const name = base + scripts.belowText
  // x^{2} \left(y + 1\right)
  if (scripts.above !== undefined && style === 'left' && r.token.spaced) return false
  if (word) return true
  if (r.symbols?.has(name)) return false
  if (style === 'brace' || scripts.primes > 0 || scripts.orders !== undefined) return true
  const always = base === 'Gamma' || base === 'zeta' || !r.token.spaced
  if (Object.hasOwn(ownFunctions, base) && scripts.below === undefined && always) return true
  const spaced = r.token.spaced && style === 'plain'
  const special = style === 'left' && !r.token.spaced
  if (
    special &&
    (Object.hasOwn(letterFunctions, base) || (scripts.below !== undefined && Object.hasOwn(indexed, base)))
  )
    return true
  if (scripts.above !== undefined) return false
  if (token.sized !== undefined) return false
  return (!spaced && !r.token.spaced) || usual.has(name)
}

function readCall(r: Reader, token: LatexToken, base: string, scripts: Scripts, style: Style): Formula {
  const spaced = r.token.spaced
  const args = callArguments(r, style)
  const at = span(token.start, r.peek(-1).end)
  if (token.quoted && scripts.below !== undefined && (base === 'B' || base === 'I')) {
    // \operatorname{B}_{(x, y)}\left(a, b\right)
    const after = r.at
    r.at = scripts.below + 2
    const range = arguments_(r)
    r.at = after
    if (range?.length !== 2) throw r.unexpected(token, 'write \\operatorname{B}_{(x, y)}\\left(a, b\\right)')
    return applied(base === 'B' ? 'betainc' : 'betainc_regularized', [...args, ...range], scripts, at)
  }
  const parameter = scripts.below === undefined ? undefined : indexedName(base, token, style, spaced)
  let name = base + scripts.belowText
  let all = args
  if (parameter !== undefined) {
    name = parameter
    if (base !== 'atan' && base !== 'erf') all = [belowFormula(r, scripts.below!), ...args]
  } else if (scripts.below === undefined) {
    const left = style === 'left' && !spaced
    const own = ownFunctions[base] ?? (left ? letterFunctions[base] : undefined)
    name = (token.kind === 'name' && token.quoted ? words[base] : undefined) ?? own?.[args.length] ?? base
    if (style === 'brace' && token.quoted === undefined) name = base
  }
  const certain = style === 'brace' || token.quoted !== undefined || scripts.primes > 0
  const unknown = style === 'brace' && token.quoted === undefined && token.kind === 'name'
  return applied(name, all, scripts, at, {
    certain,
    quoted: unknown,
  })
}

function indexedName(base: string, token: LatexToken, style: Style, spaced: boolean): string | undefined {
  if (!Object.hasOwn(indexed, base)) return undefined
  if (token.quoted) return indexed[base]
  return (style === 'left' && !spaced) || base === 'J' || base === 'Y' ? indexed[base] : undefined
}

/** A call with the marks of its name: primes, orders, a power. */
function applied(
  name: string,
  args: readonly Formula[],
  scripts: Scripts,
  at: Span,
  marks: { readonly certain: boolean; readonly quoted: boolean } = { certain: false, quoted: false },
): Formula {
  const marked = (own: string, given: readonly Formula[], place: Span, primes = 0): CallFormula =>
    own === name
      ? callOf(own, given, place, primes, marks.quoted, marks.certain)
      : callOf(own, given, place, primes)
  const { orders, primes, above } = scripts
  if (orders !== undefined) {
    if (name === 'digamma' && orders.length === 1) return callOf('polygamma', [orders[0]!, ...args], at)
    // f^{(1,0)}(x, y) is the derivative by the first argument, there
    const places = args.map((_, i) => symbolOf(`_xi_${i + 1}`, at, true))
    const counts = orders.map((n) => (n.kind === 'number' ? Number(n.text) : NaN))
    const [argument] = args
    // f^{(n)}(x)
    if (orders.length === 1 && args.length === 1 && argument!.kind === 'symbol' && Number.isNaN(counts[0]))
      return derivativeOf(marked(name, args, at), [[argument!, orders[0]!]], at.start)
    if (counts.some(Number.isNaN) || counts.length !== args.length)
      return binaryOf('^', marked(name, args, at), orders[0]!)
    const variables = places.map((place, i) => [place, counts[i]!] as const).filter(([, n]) => n > 0)
    const derivative = derivativeOf(marked(name, places, at), variables, at.start)
    return callOf('Subs', [derivative, tuple(places, at), tuple(args, at)], at)
  }
  if (above !== undefined && isMinusOne(above) && inverseName(name) !== undefined)
    return marked(inverseName(name)!, args, at, primes)
  const call = marked(name, args, at, primes)
  return above === undefined ? call : binaryOf('^', call, above)
}

/** {Ai^\prime}^{2}\left(x\right), as SymPy prints a power of a derived Airy function. */
export function readAiry(r: Reader): Formula | undefined {
  const token = r.peek(1)
  if (!(token.kind === 'name' && words[token.text]?.startsWith('airy'))) return undefined
  if (!(r.is('^', 2) && r.isCommand('prime', 3) && r.is('}', 4) && r.is('^', 5))) return undefined
  r.at += 6
  const above = r.script()
  const style = styleOf(r)
  if (style === undefined) throw r.unexpected(r.token, 'the argument is missing')
  const args = callArguments(r, style)
  const at = span(token.start, r.peek(-1).end)
  return applied(words[token.text]!, args, { belowText: '', primes: 1, above }, at)
}

/** \sin, \log_2 and the like, with or without parentheses. */
export function readApplied(r: Reader, token: LatexToken, name: string): Formula {
  const scripts = readCommandScripts(r)
  const style = styleOf(r)
  let args: Formula[]
  const start = r.at
  if (style !== undefined) {
    const ahead = style === 'brace' ? r.partner(r.at) : undefined
    r.at += style === 'brace' ? 2 : 1
    const inner = arguments_(r)
    if (style === 'brace' && (inner === undefined || r.at !== ahead)) {
      // \sin{(x + 1)^2}
      r.at = start
      args = [r.group()]
    } else if (inner === undefined)
      throw r.unexpected(r.token, `the '(' at column ${r.tokens.at(start).start + 1} is not closed`)
    else {
      if (style === 'brace') r.take()
      args = inner
    }
  } else if (r.is('{')) args = [r.group()]
  else if (name === 'max' || name === 'min')
    throw r.unexpected(r.token, `the arguments of ${name} are missing`)
  else args = [r.expression(7.5, true)]
  const at = span(token.start, r.peek(-1).end)
  if (scripts.below !== undefined) {
    if (name !== 'log') throw r.unexpected(token, 'it takes no subscript')
    args = [args[0]!, belowFormula(r, scripts.below)]
  }
  if (scripts.above !== undefined && isMinusOne(scripts.above) && inverseName(name) === undefined)
    throw r.unexpected(token, `${name}^{-1} may mean a reciprocal or an inverse; write \\frac{1}{...}`)
  return applied(name, args, scripts, at)
}
