import { LimitError } from '../../../formula/errors.ts'
import type { Expr } from '../../expr.ts'
import { isOne, type Rational, signOf } from '../../number/rational.ts'
import { freeSymbols, walk } from '../../traverse.ts'
import { bindingsOfAll } from '../bindings.ts'
import { type Factor, orderedTerms, type Quotient, quotientOf, termOf, type View } from '../order.ts'
import { CodeError, filled, type Language, repeatedIn } from './language.ts'

interface Piece {
  readonly text: string
  readonly power: number
  readonly named?: true
}
const tight = { or: 1, and: 2, not: 3, relation: 4, sum: 5, product: 6, power: 8, atom: 10 } as const
type Of = (e: Expr) => Piece

/** Source text: lines that name parts, and the expressions over them. */
export interface Source {
  readonly lines: readonly string[]
  readonly results: readonly string[]
  /** The free symbols, each with the name that the source gives it. */
  readonly symbols: readonly (readonly [symbol: Expr, name: string])[]
}

/** Longest source that is written. */
const maxLength = 50_000_000

/** Writes expressions in a language; shared parts of large ones, and what a formula repeats, are named first. */
export function writeSource(roots: readonly Expr[], language: Language, treeLimit?: number): Source {
  const repeated = new Set<Expr>()
  const known = new Set<Expr>()
  for (const root of roots)
    walk(
      root,
      (e) => {
        known.add(e)
        if (e.kind !== 'call') return
        for (const i of repeatedIn(language.functions[e.name] ?? ''))
          if ((e.args[i]?.args.length ?? 0) > 0) repeated.add(e.args[i]!)
      },
      known,
    )
  const symbols = namesOf(roots, language)
  const bindings = bindingsOfAll(roots, {
    ...(treeLimit === undefined ? {} : { limit: treeLimit }),
    repeated,
    taken: symbols.values(),
  })
  const pieces = new Map<Expr, Piece>([...symbols].map(([e, text]) => [e, { text, power: tight.atom }]))
  const lines: string[] = []
  let length = 0
  for (const { name, expr } of bindings) {
    const line = language.binding(name, pieceOf(expr, pieces, language).text)
    if ((length += line.length) > maxLength)
      throw new LimitError(
        language.name,
        'length of the source',
        maxLength,
        length,
        'Evaluate it with lambdify.',
      )
    lines.push(line)
    pieces.set(expr, { text: name, power: tight.atom, named: true })
  }
  const results = roots.map((root) => pieceOf(root, pieces, language).text)
  return { lines, results, symbols: [...symbols] }
}

/** A name for each symbol that the language takes, each its own. */
function namesOf(roots: readonly Expr[], language: Language): Map<Expr, string> {
  const found = new Set(roots.flatMap(freeSymbols))
  const taken = new Set<string>()
  const names = new Map<Expr, string>()
  // plain names first, so that they stay as they are
  const plain = (e: Expr): boolean =>
    /^[A-Za-z_]\w*$/.test(e.name) && !language.reserved.has(e.name) && !(language.meant?.(e.name) ?? false)
  for (const e of [...found].sort((a, b) => Number(plain(b)) - Number(plain(a)))) {
    let name = e.name
    if (!plain(e) && language.quote !== undefined) name = language.quote(name)
    else {
      if (!plain(e))
        name = name.replace(/[^\w]/g, (c) => `u${c.codePointAt(0)!.toString(16)}`).replace(/^(?=\d|$)/, '_')
      while (taken.has(name) || language.reserved.has(name)) name += '_'
    }
    taken.add(name)
    names.set(e, name)
  }
  return names
}

function pieceOf(root: Expr, pieces: Map<Expr, Piece>, language: Language): Piece {
  const stack: Expr[] = [root]
  while (stack.length > 0) {
    const e = stack[stack.length - 1]!
    const missing = e.args.filter((a) => !pieces.has(a))
    if (missing.length > 0) {
      for (const a of missing) stack.push(a)
      continue
    }
    stack.pop()
    if (!pieces.has(e))
      pieces.set(
        e,
        write(e, (x) => pieces.get(x)!, language),
      )
  }
  return pieces.get(root)!
}

const within = (piece: Piece, least: number): string => (piece.power < least ? `(${piece.text})` : piece.text)
const viewOf = (of: Of): View => ({
  key: (e) => of(e).text,
  named: (e) => (of(e) as Piece | undefined)?.named === true,
})

function write(e: Expr, of: Of, language: Language): Piece {
  switch (e.kind) {
    case 'number':
      return number(e.value, language)
    case 'constant': {
      const text = language.constants[e.name as 'pi']
      if (text === undefined)
        throw new CodeError(
          language.name,
          e.name === 'I' ? 'complex numbers' : e.name,
          'Substitute a number for it.',
        )
      return { text, power: text.startsWith('-') ? tight.sum : tight.atom }
    }
    case 'symbol':
      return { text: e.name, power: tight.atom }
    case 'sum':
      return { text: sum(e, of, language), power: tight.sum }
    case 'product':
      return quotient(quotientOf(termOf(e), viewOf(of)), of, language)
    case 'power': {
      const [base, exponent] = e.args as [Expr, Expr]
      if (exponent.kind === 'number') return quotient(quotientOf(termOf(e), viewOf(of)), of, language)
      return powerPiece(of(base), of(exponent), language)
    }
    case 'call':
      return writeCall(e, of, language)
    case 'piecewise': {
      const cases: [string, string][] = []
      let otherwise: string | undefined
      for (let i = 0; i < e.args.length; i += 2)
        if (e.args[i + 1]!.name === 'true' && e.args[i + 1]!.kind === 'constant')
          otherwise = of(e.args[i]!).text
        else cases.push([of(e.args[i]!).text, of(e.args[i + 1]!).text])
      return { text: language.piecewise(cases, otherwise), power: tight.atom }
    }
    case 'relation': {
      const [a, b] = e.args.map((x) => within(of(x), tight.sum)) as [string, string]
      const sign = { '==': language.equal, '!=': language.unequal }[e.name] ?? ` ${e.name} `
      if (/^\w/.test(sign)) return { text: `${sign}(${a}, ${b})`, power: tight.atom }
      return { text: `${a}${sign}${b}`, power: tight.relation }
    }
    case 'logic': {
      const least = language.tightLogic ? tight.atom : tight[e.name as 'and' | 'or' | 'not'] + 1
      const parts = e.args.map((x) => within(of(x), least))
      const power = language.tightLogic ? tight.or : tight[e.name as 'and' | 'or' | 'not']
      if (e.name === 'not')
        return {
          text: `${language.not}(${of(e.args[0]!).text})`,
          power: tight.not,
        }
      return { text: parts.join(e.name === 'and' ? language.and : language.or), power }
    }
  }
}

function number(value: Rational, language: Language): Piece {
  const { text, atom } = language.number(value)
  return { text, power: text.startsWith('-') ? tight.sum : atom ? tight.atom : tight.product }
}

function sum(e: Expr, of: Of, language: Language): string {
  return orderedTerms(e, viewOf(of))
    .map((term, i) => {
      const q = quotientOf(term, viewOf(of))
      const sign = i === 0 ? (q.negative ? '-' : '') : q.negative ? ' - ' : ' + '
      return sign + within(quotient({ ...q, negative: false }, of, language), tight.product)
    })
    .join('')
}

function quotient(q: Quotient, of: Of, language: Language): Piece {
  const c = q.coefficient
  const top = q.top.map((f) => within(factor(f, of, language), tight.product + 1))
  const bottom = q.bottom.map((f) => factor(f, of, language))
  if (c.decimal) {
    const decimal = number(c, language)
    top.unshift(within(decimal, tight.product + 1))
  } else {
    if (!isOne(c) && c.n !== 1) top.unshift(language.whole(c.n))
    if (c.d !== 1) bottom.unshift({ text: language.whole(c.d), power: tight.atom })
  }
  if (top.length === 0 && bottom.length > 0) top.push(language.whole(1))
  const alone =
    q.top.length === 1 && top.length === 1 && bottom.length === 0
      ? factor(q.top[0]!, of, language)
      : undefined
  if (alone !== undefined && !q.negative) return alone
  let text = top.length === 0 ? language.whole(1) : top.join('*')
  if (bottom.length === 1) text += `/${within(bottom[0]!, tight.product + 1)}`
  else if (bottom.length > 1) text += `/(${bottom.map((b) => within(b, tight.product + 1)).join('*')})`
  return q.negative
    ? { text: `-${text}`, power: tight.sum }
    : { text, power: top.length + bottom.length === 1 ? tight.atom : tight.product }
}

function factor({ base, exponent }: Factor, of: Of, language: Language): Piece {
  const e = base.kind === 'power' && exponent === undefined && !viewOf(of).named(base) ? base : undefined
  const inner = e === undefined ? base : e.args[0]!
  const own = e === undefined ? exponent : e.args[1]!.kind === 'number' ? e.args[1]!.value : undefined
  if (own === undefined || isOne(own)) return of(base)
  if (own.n === 1 && own.d === 2 && !own.decimal)
    return { text: `${language.root}(${of(inner).text})`, power: tight.atom }
  return powerPiece(of(inner), number(own, language), language)
}

function powerPiece(base: Piece, exponent: Piece, language: Language): Piece {
  if (!language.infixPower) return { text: language.power(base.text, exponent.text), power: tight.atom }
  return {
    text: language.power(within(base, tight.power + 1), within(exponent, tight.power + 1)),
    power: tight.power,
  }
}

function writeCall(e: Expr, of: Of, language: Language): Piece {
  const args = e.args.map((a) => of(a).text)
  if (e.weights.length === 0) {
    const template = Object.hasOwn(language.functions, e.name) ? language.functions[e.name] : undefined
    if (template !== undefined) return { text: filled(template, args), power: tight.atom }
  }
  const orders = e.weights.map((w) => Number(w.n))
  const other = language.other?.(e, args, orders)
  if (other !== undefined) return { text: other, power: tight.atom }
  const what = orders.some((n) => n > 0) ? `derivative of ${e.name}` : `function '${e.name}'`
  throw new CodeError(
    language.name,
    what,
    signOf(e.value) === 0 ? 'Substitute it, or evaluate with lambdify.' : '',
  )
}
