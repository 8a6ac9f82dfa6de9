import { isNumber } from '../build/atoms.ts'
import { toExpr } from '../build/subs.ts'
import { resolve, type Variable } from '../calculus/diff.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import type { Expr } from '../expr.ts'
import { apart } from '../integrate/apart.ts'
import { integrate } from '../integrate/integrate.ts'
import { text } from '../print/text.ts'
import { type SeriesExpansion, series } from '../series/series.ts'
import { expand, factorize, together } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import {
  type Asymptote,
  asymptotes,
  domain,
  extrema,
  type GraphPoint,
  type Interval,
  inflections,
  type RealSet,
  range,
  roots,
  type Singularity,
  singularities,
} from '../solve/analysis.ts'
import { parity, period } from '../solve/period.ts'
import { type Derivation, steps } from '../steps/steps.ts'
import { freeSymbols } from '../traverse.ts'

/** A part of the page that was found, or the reason why not. */
export type Found<T> =
  | { readonly found: true; readonly value: T }
  | { readonly found: false; readonly reason: string }

/** What a page about a function of one variable says. */
export interface About {
  readonly expression: Expr
  readonly variable: Expr
  readonly derivative: Derivation
  /** Other forms of the same value, by the name of the operation that makes them. */
  readonly forms: Readonly<Record<string, Expr>>
  readonly domain: Found<RealSet>
  readonly range: Found<readonly Interval[]>
  readonly period: Found<Expr | undefined>
  readonly parity: Found<'even' | 'odd' | 'neither'>
  readonly roots: Found<readonly Expr[]>
  readonly extrema: Found<readonly GraphPoint<'minimum' | 'maximum'>[]>
  readonly inflections: Found<readonly GraphPoint<'inflection'>[]>
  readonly singularities: Found<readonly Singularity[]>
  readonly asymptotes: Found<readonly Asymptote[]>
  readonly series: Found<SeriesExpansion>
  readonly integral: Found<Expr>
  toString(): string
}

/**
 * Everything about a function of one variable: its derivative with steps, other forms, domain, range, period, parity,
 * roots, extrema, inflections, singularities, asymptotes, series at 0 and integral. What is not found says why.
 *
 * @example
 * console.log(String(about(parse('x*exp(-x)'), 'x')))
 */
export function about(e: Expr, variable?: Variable): About {
  const x = (variable === undefined ? freeSymbols(e)[0] : resolve(e, variable)) ?? toExpr(variable ?? 'x')
  const found = <T>(make: () => T): Found<T> => {
    try {
      return { found: true, value: make() }
    } catch (error) {
      if (error instanceof NotFoundError) return { found: false, reason: error.reason }
      if (error instanceof EvaluationError) return { found: false, reason: error.message }
      throw error
    }
  }
  const page: About = {
    expression: e,
    variable: x,
    derivative: steps(e, x),
    forms: formsOf(e, x),
    domain: found(() => domain(e, x)),
    range: found(() => range(e, x)),
    period: found(() => period(e, x)),
    parity: found(() => parity(e, x)),
    roots: found(() => roots(e, x)),
    extrema: found(() => extrema(e, x)),
    inflections: found(() => inflections(e, x)),
    singularities: found(() => singularities(e, x)),
    asymptotes: found(() => asymptotes(e, x)),
    series: found(() => series(e, x)),
    integral: found(() => integrate(e, x)),
    toString: () => aboutText(page),
  }
  return page
}

function formsOf(e: Expr, x: Expr): Record<string, Expr> {
  const forms: Record<string, Expr> = {}
  const seen = new Set<Expr>([e])
  for (const [name, make] of [
    ['simplified', simplify],
    ['expanded', expand],
    ['factored', factorize],
    ['one fraction', together],
    ['partial fractions', (f: Expr) => apart(f, x)],
  ] as const) {
    const form = make(e)
    if (seen.has(form)) continue
    seen.add(form)
    forms[name] = form
  }
  return forms
}

const intervalText = (i: Interval): string =>
  i.from === i.to ? `{${i.from}}` : `${i.closedFrom ? '[' : '('}${i.from}, ${i.to}${i.closedTo ? ']' : ')'}`

const setText = (s: readonly Interval[], T: Expr | undefined): string =>
  (s.length === 0 ? 'empty' : s.map(intervalText).join(' and ')) +
  (T === undefined ? '' : `, repeated with period ${T}`)

const asymptoteText = (a: Asymptote, x: Expr): string => {
  if (a.kind === 'vertical') return `${x} = ${a.at}`
  const slope = isNumber(a.slope) && a.slope.value.n === 0 ? '' : `(${a.slope})*${x} + `
  return `y = ${slope}${a.intercept} as ${x} -> ${a.end}`
}

/** The page as text. */
function aboutText(p: About): string {
  const list = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '))
  const lines: [string, string][] = [
    ['function', text(p.expression)],
    ['derivative', text(p.derivative.result)],
    ...Object.entries(p.forms).map(([name, e]): [string, string] => [name, text(e)]),
  ]
  const put = <T>(name: string, part: Found<T>, write: (value: T) => string): void => {
    lines.push([name, part.found ? write(part.value) : `not found: ${part.reason}`])
  }
  const point = (q: GraphPoint<string>): string => `${q.kind} (${q.x}, ${q.y})`
  const T = p.period.found ? p.period.value : undefined
  const inPeriod = T === undefined ? '' : ' in one period'
  put('domain', p.domain, (s) => setText(s.intervals, s.period))
  put('range', p.range, (s) => setText(s, undefined))
  put('period', p.period, (v) => (v === undefined ? 'none' : text(v)))
  put('parity', p.parity, (v) => v)
  put('roots' + inPeriod, p.roots, (r) => list(r.map((v) => text(v))))
  put('extrema' + inPeriod, p.extrema, (v) => list(v.map(point)))
  put('inflections' + inPeriod, p.inflections, (v) => list(v.map((q) => `(${q.x}, ${q.y})`)))
  put('singularities' + inPeriod, p.singularities, (v) => list(v.map((s) => `${s.kind} at ${s.at}`)))
  put('asymptotes' + inPeriod, p.asymptotes, (v) => list(v.map((a) => asymptoteText(a, p.variable))))
  put('series at 0', p.series, (s) => String(s))
  put('integral', p.integral, (F) => `${text(F)} + constant`)
  const width = Math.max(...lines.map(([name]) => name.length)) + 2
  return lines.map(([name, value]) => name.padEnd(width) + value).join('\n')
}
