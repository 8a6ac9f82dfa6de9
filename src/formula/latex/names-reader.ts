import { binaryOf, callOf, derivativeOf, isMinusOne, span, symbolOf, tuple } from '../build.ts'
import { inverseName, isApplied } from '../textbook.ts'
import type { CallFormula, Formula, Span } from '../tree.ts'
import { arguments_, callArguments, type Style, styleOf } from './arguments.ts'
import { isLetter, isMark } from './differential.ts'
import { indexed, letterFunctions, ownFunctions, words } from './names.ts'
import type { Reader } from './reader.ts'
import { belowFormula, readCommandScripts, readScripts, type Scripts } from './scripts.ts'
import type { LatexToken } from './tokens.ts'

/** Letters that are taken for functions even when a blank stands before the bracket. */
const usual = new Set(['f', 'g', 'h', 'F', 'G', 'H'])

/** A symbol, with what stands above it, or an application of an unknown or special function. */
export function readName(r: Reader, token: LatexToken): Formula {
  const { alone } = r
  const base = token.text
  refuseSlope(r, token)
  const word = token.quoted !== undefined && token.sized === undefined
  const behind = r.at
  const scripts = readScripts(r, alone)
  const style = styleOf(r)
  const at = span(token.start, r.peek(-1).end)
  if (isCall(r, token, base, word && base !== 'd', scripts, style))
    return readCall(r, token, base, scripts, style)
  const { below, belowText, above, orders = [], primes } = scripts
  // \operatorname{sech} x, \operatorname{sech}^2 x, and of unknown functions without a subscript \operatorname{rank} x; a symbol
  // may be called sech, and is set in \mathrm then
  const operator = word && !alone && base.length > 1 && r.text.startsWith('\\operatorname', token.start)
  const named = word && !alone && namesFunction(r, token)
  if (
    ((operator || named) && below === undefined && r.startsFactor(false)) ||
    (named && (r.is('-') || above !== undefined || below !== undefined))
  )
    return readApplied(r, token, base, scripts)
  if (primes > 0)
    throw r.unexpected(r.tokens.at(behind), `a derivative is written ${base}'(x), with its argument`)
  const name = symbolOfName(token, belowText, word, at)
  // x^{(n)} is x^n
  const exponent = above ?? orders[0]
  if (orders.length > 1) throw r.unexpected(r.tokens.at(behind), 'an exponent is one number')
  return exponent === undefined ? name : binaryOf('^', name, exponent)
}

/** Whether a name is set as that of a known function: \operatorname{sech}, {\rm sech}. */
export const namesFunction = (r: Reader, { text, start }: LatexToken): boolean =>
  text.length > 1 &&
  isApplied(text) &&
  (r.text.startsWith('\\operatorname', start) || r.text.startsWith('{', start))

/** dy/dx in a line would be read as a product. */
function refuseSlope(r: Reader, { kind, text, sized }: LatexToken): void {
  if (kind !== 'name' || text !== 'd' || sized !== undefined) return
  const letter = isLetter(r.token) ? 1 : 0
  if (r.is('/', letter) && isMark(r.peek(letter + 1)) === 'd' && isLetter(r.peek(letter + 2)))
    throw r.unexpected(r.peek(letter), 'a derivative is written \\frac{d}{dx} f or \\frac{dy}{dx}')
}

function symbolOfName(token: LatexToken, below: string, word: boolean, at: Span): Formula {
  const { text, kind, sized } = token
  if (word && below === '' && constants.has(text)) return symbolOf(constants.get(text)!, at)
  if (text === 'gamma' && below === '_E') return symbolOf('EulerGamma', at)
  // e and i are constants; whatever else stands here is a symbol, E and I too
  const constant = kind === 'name' && (text === 'e' || text === 'i') && sized === undefined && below === ''
  return symbolOf(text + below, at, !constant)
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
  if (ownFunctions.has(base) && scripts.below === undefined && always) return true
  const spaced = r.token.spaced && style === 'plain'
  const special = style === 'left' && !r.token.spaced
  if (special && (letterFunctions.has(base) || (scripts.below !== undefined && indexed.has(base))))
    return true
  if (token.sized !== undefined) return false
  if (scripts.above !== undefined) return !r.token.spaced && usual.has(name)
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
  // in an italic face on purpose: no name that means something
  const plain = token.quoted === undefined || token.sized !== undefined
  const unknown = style === 'brace' && plain && token.kind === 'name'
  const parameter =
    scripts.below === undefined ? undefined : indexedName(base, scripts.belowText, token, style, spaced)
  let name = base + scripts.belowText
  let all = args
  if (parameter !== undefined) {
    name = parameter
    if (base !== 'atan' && base !== 'erf') all = [belowFormula(r, scripts.below!), ...args]
  } else if (scripts.below === undefined && !unknown && !(style === 'brace' && token.quoted === undefined)) {
    const known =
      ownFunctions.get(base) ?? (style === 'left' && !spaced ? letterFunctions.get(base) : undefined)
    name = (token.quoted ? words.get(base) : undefined) ?? known?.[args.length] ?? base
  }
  refuseInverse(r, token, name, scripts.above)
  const certain = style === 'brace' || token.quoted !== undefined || scripts.primes > 0
  return applied(name, all, scripts, at, {
    certain,
    quoted: unknown,
  })
}

function indexedName(
  base: string,
  below: string,
  token: LatexToken,
  style: Style,
  spaced: boolean,
): string | undefined {
  if (!indexed.has(base)) return undefined
  if (token.quoted) return indexed.get(base)
  const certain = (style === 'left' && !spaced) || base === 'J' || base === 'Y'
  return certain || ((base === 'I' || base === 'K') && usualOrder.test(below)) ? indexed.get(base) : undefined
}

/** Of modified Bessel functions; I_{max}(t) is a current, and K_d(x) a constant's. */
const usualOrder = /^_(?:[-\d]|n(?![A-Za-z])|nu|alpha)/

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
  if (!(token.kind === 'name' && words.get(token.text)?.startsWith('airy'))) return undefined
  if (!(r.is('^', 2) && r.isCommand('prime', 3) && r.is('}', 4) && r.is('^', 5))) return undefined
  r.at += 6
  const above = r.script()
  const style = styleOf(r)
  if (style === undefined) throw r.unexpected(r.token, 'the argument is missing')
  const args = callArguments(r, style)
  const at = span(token.start, r.peek(-1).end)
  return applied(words.get(token.text)!, args, { belowText: '', primes: 1, above }, at)
}

/** \sin, \log_2 and the like, with or without parentheses. */
export function readApplied(
  r: Reader,
  token: LatexToken,
  name: string,
  scripts: Scripts = readCommandScripts(r),
): Formula {
  const { below, above } = scripts
  const style = styleOf(r)
  const chooses = name === 'max' || name === 'min'
  let args: Formula[]
  if (style !== undefined || (chooses && r.isOpen('\\{'))) args = callArguments(r, style ?? 'plain')
  else if (r.is('{')) args = [r.group()]
  else if (chooses) throw r.unexpected(r.token, `the arguments of ${name} are missing`)
  else args = [r.expression(7.5, true)]
  const at = span(token.start, r.peek(-1).end)
  if (below !== undefined) {
    if (name !== 'log') throw r.unexpected(token, 'it takes no subscript')
    const [argument] = args
    if (argument === undefined) throw r.unexpected(r.peek(-1), `the argument of ${name} is missing`)
    args = [argument, belowFormula(r, below)]
  }
  refuseInverse(r, token, name, above)
  return applied(name, args, scripts, at)
}

function refuseInverse(r: Reader, token: LatexToken, name: string, above: Formula | undefined): void {
  if (above !== undefined && isMinusOne(above) && inverseName(name) === undefined)
    throw r.unexpected(token, `${name}^{-1} may mean a reciprocal or an inverse; write \\frac{1}{...}`)
}
