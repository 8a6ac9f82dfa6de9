import { type Charting, renderChart } from '../../charting.ts'
import { LimitError } from '../../formula/errors.ts'
import { toExpr } from '../build/subs.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import type { Expr } from '../expr.ts'
import { apart } from '../integrate/apart.ts'
import { integrate } from '../integrate/integrate.ts'
import { shownAs } from '../print/shown.ts'
import { text } from '../print/text.ts'
import type { SeriesExpansion } from '../series/present.ts'
import { series } from '../series/series.ts'
import { expand, factorize, together } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { type Asymptote, asymptotes } from '../solve/asymptotes.ts'
import { domain, type Interval, type RealSet } from '../solve/domain.ts'
import { extrema, type GraphPoint, inflections } from '../solve/extrema.ts'
import { parity, period } from '../solve/period.ts'
import type { Within } from '../solve/pieces.ts'
import { range } from '../solve/range.ts'
import { roots } from '../solve/roots.ts'
import { type Singularity, singularities } from '../solve/singularities.ts'
import { type Derivation, steps } from '../steps/steps.ts'
import { freeSymbols } from '../traverse.ts'
import { searchLimits, withWorkLimit } from '../work.ts'
import { functionChart } from './chart.ts'
import { aboutHtml } from './html.ts'
import { type FunctionPlot, type PlotOptions, plotOf } from './plot.ts'
import { aboutData, aboutLatex, aboutPretty, aboutText } from './write.ts'

/** A part of the page that was found, on a part of the line where it is endless, or the reason why not. */
export type Found<T> =
  | { readonly found: true; readonly value: T; readonly within?: Within }
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
  /** The graphs of f and f'; undefined where there are parameters beside the variable, or no real values. */
  plot(options?: PlotOptions): FunctionPlot | undefined
  /** The same plot in the options of Apache ECharts. */
  chart(options?: PlotOptions): object | undefined
  /** The same plot as SVG, drawn by ECharts: `page.svg(await import('echarts'))`. */
  svg(charting: Charting, options?: PlotOptions): string | undefined
  /** The page for a terminal of so many columns, 80 if not given: mathematics in two dimensions, and the derivation. */
  pretty(columns?: number): string
  /** The page as a section of HTML; with ECharts handed in, the graphs stand in it. */
  html(charting?: Charting): string
  /** The page as a LaTeX description list, with the derivation. */
  latex(): string
  /** What the page says, as text by the name of the row. */
  data(): Readonly<Record<string, readonly string[]>>
  toString(): string
}

/** The part of the line on which the page lists what is endless. */
const shown: Within = { from: -10, to: 10 }

/** What one part of the page may take of the time for all. */
const partOfTime = 0.4

/**
 * Everything about a function of one variable: its derivative with steps, other forms, domain, range, period, parity,
 * roots, extrema, inflections, singularities, asymptotes, series at 0 and integral. What is not found says why; all of
 * it takes no longer than `searchLimits` says.
 *
 * @example
 * console.log(String(about(parse('x*exp(-x)'), 'x')))
 */
export function about(e: Expr, variable?: Variable): About {
  const x = (variable === undefined ? freeSymbols(e)[0] : resolve(e, variable)) ?? toExpr(variable ?? 'x')
  const { milliseconds, work } = searchLimits
  // no part takes the time of the others
  const found = <T>(make: () => T, share = partOfTime): Found<T> => {
    try {
      return { found: true, value: withWorkLimit('about', work, make, milliseconds * share) }
    } catch (error) {
      if (error instanceof NotFoundError) return { found: false, reason: error.reason }
      if (error instanceof EvaluationError || error instanceof LimitError)
        return { found: false, reason: error.message }
      throw error
    }
  }
  // what is infinitely many and no family is listed on a part of the line
  const listed = <T>(make: (within?: Within) => T): Found<T> => {
    const all = found(() => make(), partOfTime / 2)
    if (all.found || !/infinitely many|limit reached/.test(all.reason)) return all
    const some = found(() => make(shown))
    return some.found ? { ...some, within: shown } : all
  }
  const all = <T>(run: () => T): T => withWorkLimit('about', Number.POSITIVE_INFINITY, run, milliseconds)
  const parts = all(() => ({
    derivative: steps(e, x),
    forms: formsOf(e, x, found),
    period: found(() => period(e, x)),
    parity: found(() => parity(e, x)),
    series: found(() => series(e, x)),
    domain: found(() => domain(e, x)),
    integral: found(() => integrate(e, x), partOfTime / 2),
    roots: listed((within) => roots(e, x, within)),
    extrema: listed((within) => extrema(e, x, within)),
    inflections: listed((within) => inflections(e, x, within)),
    singularities: listed((within) => singularities(e, x, within)),
    asymptotes: listed((within) => asymptotes(e, x, within)),
    range: found(() => range(e, x)),
  }))
  const page: About = {
    expression: e,
    variable: x,
    ...parts,
    plot: (options) => plotOf(page, options),
    chart: (options) => {
      const plot = plotOf(page, options)
      return plot && functionChart(plot, `f = ${text(e)}`, String(x))
    },
    svg: (charting, options) => {
      const chart = page.chart(options)
      return chart && renderChart(charting, chart, 720, 440)
    },
    pretty: (columns = 80) => aboutPretty(page, columns),
    html: (charting) => aboutHtml(page, charting && page.svg(charting)),
    latex: () => aboutLatex(page),
    data: () => aboutData(page),
    toString: () => aboutText(page),
    ...shownAs(() => aboutText(page)),
  }
  return page
}

function formsOf(e: Expr, x: Expr, found: <T>(make: () => T) => Found<T>): Record<string, Expr> {
  const forms: Record<string, Expr> = {}
  const seen = new Set<Expr>([e])
  for (const [name, make] of [
    ['simplified', simplify],
    ['expanded', expand],
    ['factored', factorize],
    ['one fraction', together],
    ['partial fractions', (f: Expr) => apart(f, x)],
  ] as const) {
    const form = found(() => make(e))
    if (!form.found || seen.has(form.value)) continue
    seen.add(form.value)
    forms[name] = form.value
  }
  return forms
}
