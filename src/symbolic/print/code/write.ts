import { LimitError } from '../../../formula/errors.ts'
import { type ConstantName, isIntegerNumber } from '../../build/atoms.ts'
import type { Expr } from '../../expr.ts'
import { own } from '../../own.ts'
import { isKnownFunction } from '../../parse/names.ts'
import { freeSymbols, walk } from '../../traverse.ts'
import { bindingsOfAll } from '../bindings.ts'
import { atom, inline, type Notation, type Printed, signedTerms, tight, within, writer } from '../notation.ts'
import { CodeError, filled, type Language, repeatedIn } from './language.ts'

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
        for (const i of repeatedIn(templateOf(e, language.functions) ?? ''))
          if ((e.args[i]?.args.length ?? 0) > 0) repeated.add(e.args[i]!)
      },
      known,
    )
  const symbols = namesOf(
    [...known].filter((e) => e.kind === 'symbol'),
    language,
  )
  const bindings = bindingsOfAll(roots, {
    ...(treeLimit === undefined ? {} : { limit: treeLimit }),
    repeated,
    taken: symbols.values(),
  })
  const { write, define } = writer(notationOf(language, symbols))
  const lines: string[] = []
  let length = 0
  for (const { name, expr } of bindings) {
    const line = language.binding(name, define(expr, name, name))
    if ((length += line.length) > maxLength)
      throw new LimitError(
        language.name,
        'length of the source',
        maxLength,
        length,
        'Evaluate it with lambdify.',
      )
    lines.push(line)
  }
  const results = roots.map((root) => write(root).shown)
  const free = new Set(roots.flatMap(freeSymbols))
  return { lines, results, symbols: [...symbols].filter(([symbol]) => free.has(symbol)) }
}

/** The results as they were given: one, a list, or a list of the rows of a matrix, each in brackets. */
export function bracketedResults(printed: Printed, results: readonly string[]): string {
  if (!Array.isArray(printed)) return results[0]!
  let next = 0
  const parts = (printed as readonly (Expr | readonly Expr[])[]).map((row) =>
    Array.isArray(row) ? `[${row.map(() => results[next++]).join(', ')}]` : results[next++],
  )
  return `[${parts.join(', ')}]`
}

/** A name for each symbol that the language takes, each its own. */
function namesOf(found: readonly Expr[], language: Language): Map<Expr, string> {
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
      while (taken.has(name) || language.reserved.has(name) || language.meant?.(name)) name += '_'
    }
    taken.add(name)
    names.set(e, name)
  }
  return names
}

const enclosed = within((inside: string) => `(${inside})`)

function notationOf(language: Language, symbols: ReadonlyMap<Expr, string>): Notation<string> {
  const notation: Notation<string> = {
    within: enclosed,
    number(value) {
      const { text, atom } = language.number(value)
      return { shown: text, power: text.startsWith('-') ? tight.sum : atom ? tight.atom : tight.product }
    },
    ...(language.single === undefined ? {} : { single: language.single }),
    constant(name) {
      const shown = language.constants[name as ConstantName]
      if (shown !== undefined) return { shown, power: shown.startsWith('-') ? tight.sum : tight.atom }
      const lacking = name === 'I' ? 'complex numbers' : name
      throw new CodeError(language.name, lacking, 'Substitute a number for it.')
    },
    symbol: (e) => atom(symbols.get(e) ?? e.name),
    sum: signedTerms,
    negative: (shown) => `-${shown}`,
    product: (factors) => factors.join('*'),
    fraction: (top, bottom) => inline(notation, top, bottom),
    power(base, exponent) {
      if (!language.infixPower) return atom(language.power(base.shown, exponent.shown))
      const [below, above] = [base, exponent].map((piece) => enclosed(piece, tight.power + 1))
      return { shown: language.power(below!, above!), power: tight.power }
    },
    root: (inside, degree) => (degree === 2 ? atom(`${language.root}(${inside.shown})`) : undefined),
    call: (e, of) =>
      atom(
        callText(
          e,
          e.args.map((a) => of(a).shown),
          language,
        ),
      ),
    piecewise: (cases, otherwise) => atom(language.piecewise(cases, otherwise)),
    relation(name, a, b) {
      const sign = { '==': language.equal, '!=': language.unequal }[name] ?? ` ${name} `
      if (/^\w/.test(sign)) return atom(`${sign}(${a}, ${b})`)
      return { shown: `${a}${sign}${b}`, power: tight.relation }
    },
    logic(name, parts) {
      if (name === 'not') return { shown: `${language.not}(${parts[0]!.shown})`, power: tight.not }
      const all = parts.map((part) => enclosed(part, language.tightLogic ? tight.atom : tight[name] + 1))
      return { shown: all.join(language[name]), power: language.tightLogic ? tight.or : tight[name] }
    },
  }
  return notation
}

/** How a function is written: by its number of arguments, its order, or in general. */
function templateOf({ name, args }: Expr, functions: Language['functions']): string | undefined {
  const [order] = args
  const n = order && isIntegerNumber(order) && order.value.n >= 0 ? order.value.n : undefined
  const names = [`${name}/${args.length}`, ...(n === undefined ? [] : [`${name}(${n})`, `${name}(n)`]), name]
  return names.map((key) => own(functions, key)).find((template) => template !== undefined)
}

function callText(e: Expr, args: readonly string[], language: Language): string {
  // an unknown function may have the name of a known one
  const known = isKnownFunction(e.name, args.length)
  const template = known ? templateOf(e, language.functions) : undefined
  if (e.weights.length === 0 && template !== undefined) return filled(template, args)
  const orders = e.weights.map((w) => Number(w.n))
  const other = language.other?.(e, args, orders)
  if (other !== undefined) return other
  const what = orders.some((n) => n > 0) ? `derivative of ${e.name}` : `function '${e.name}'`
  throw new CodeError(language.name, what, language.instead)
}
