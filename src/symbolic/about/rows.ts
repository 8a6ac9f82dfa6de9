import { rational } from '../build/atoms.ts'
import { multiplyAll, power, product } from '../build/product.ts'
import { negate, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { text } from '../print/text.ts'
import type { SeriesExpansion } from '../series/present.ts'
import type { Asymptote } from '../solve/asymptotes.ts'
import type { Interval, PointFamily } from '../solve/domain.ts'
import type { GraphPoint } from '../solve/extrema.ts'
import { isNumeric } from '../solve/verify.ts'
import { pointsInWords } from '../steps/exceptions.ts'
import type { About, Found } from './about.ts'

/** Words and mathematics side by side. */
export type Phrase = readonly (string | Expr)[]

/** A line of the page: what it is about, and a phrase for each thing that there is to say. */
export interface Row {
  readonly name: string
  readonly phrases: readonly Phrase[]
  /** Stands between phrases, where they are on one line. */
  readonly between: string
}

const row = (name: string, phrases: readonly Phrase[], between = ', '): Row => ({ name, phrases, between })

/** What a page says, in order. */
export function rowsOf(page: Omit<About, 'toString'>): Row[] {
  const x = page.variable
  const T = page.period.found ? page.period.value : undefined
  const nowhere = pointsInWords(page.derivative.exceptions ?? [], x)
  const inPeriod = T === undefined ? '' : ' in one period'
  const found = <V>(
    name: string,
    part: Found<V>,
    phrases: (value: V) => readonly Phrase[],
    between?: string,
  ) => {
    if (!part.found) return row(name, [[`not found: ${part.reason}`]])
    const list = phrases(part.value)
    const place = part.within === undefined ? '' : ` from ${part.within.from} to ${part.within.to}`
    return row(name + place, list.length === 0 ? [['none']] : list, between)
  }
  const points = (list: readonly GraphPoint<string>[], kind = true): Phrase[] =>
    list.map((q) => [
      kind ? `${q.kind} (` : '(',
      ...place(q.x),
      ', ',
      q.y,
      ')',
      // of the derivative only, as of x + sin(x)
      ...(q.period === undefined || T !== undefined ? [] : [' and so on with the period ', q.period]),
    ])
  return [
    row('function', [[page.expression]]),
    row('derivative', [[page.derivative.result]]),
    ...(nowhere === '' ? [] : [row('no derivative at', [[nowhere]])]),
    ...Object.entries(page.forms).map(([name, e]) => row(name, [[e]])),
    found(
      'domain',
      page.domain,
      (set) => {
        const list = set.intervals.length === 0 ? [['empty']] : set.intervals.map(interval)
        const except = (set.except ?? []).flatMap((family, i) => exception(family, i))
        if (except.length > 0) return [...list.slice(0, -1), [...list.at(-1)!, ...except]]
        return set.period === undefined
          ? list
          : [...list.slice(0, -1), [...list.at(-1)!, ', repeated with period ', set.period]]
      },
      ' and ',
    ),
    found('range', page.range, (list) => (list.length === 0 ? [['empty']] : list.map(interval)), ' and '),
    found('period', page.period, (period) => (period === undefined ? [] : [[period]])),
    found('parity', page.parity, (parity) => [[parity]]),
    found(`roots${inPeriod}`, page.roots, (list) => list.map(place)),
    found(`extrema${inPeriod}`, page.extrema, (list) => points(list)),
    found(`inflections${inPeriod}`, page.inflections, (list) => points(list, false)),
    found(`singularities${inPeriod}`, page.singularities, (list) => list.map((s) => [`${s.kind} at `, s.at])),
    found(`asymptotes${inPeriod}`, page.asymptotes, (list) => list.map((a) => asymptote(a, x))),
    found('series at 0', page.series, (series) => [expansion(series)]),
    found('integral', page.integral, (integral) => [[integral, ' + constant']]),
  ]
}

/** The terms in their order, as a sum would not keep them, and what is left out. */
function expansion({ base, terms, order }: SeriesExpansion): Phrase {
  const parts: (string | Expr)[] = ['']
  for (const { coefficient, exponent } of terms) {
    const term = multiplyAll([coefficient, power(base, rational(exponent))])
    const opposite = text(term).startsWith('-')
    if (parts.length === 1) parts.push(term)
    else parts.push(opposite ? ' - ' : ' + ', opposite ? negate(term) : term)
  }
  if (order !== undefined) parts.push(`${terms.length > 0 ? ' + ' : ''}O(`, power(base, rational(order)), ')')
  return parts.length === 1 ? ['0'] : parts
}

/** A place; what was found numerically says so. */
const place = (e: Expr): Phrase => (isNumeric(e) ? ['≈ ', e] : [e])

/** except 0, -1, -2 and so on */
function exception({ start, step, bothWays }: PointFamily, i: number): Phrase {
  const next = sum(start, step)
  const rest = bothWays ? ' and so on in both directions' : ' and so on'
  return [i === 0 ? ' except ' : ', ', start, ', ', next, ', ', sum(next, step), rest]
}

const interval = (i: Interval): Phrase =>
  i.from === i.to
    ? ['{', i.from, '}']
    : [i.closedFrom ? '[' : '(', i.from, ', ', i.to, i.closedTo ? ']' : ')']

function asymptote(a: Asymptote, x: Expr): Phrase {
  if (a.kind === 'vertical') return [x, ' = ', a.at]
  return ['y = ', sum(product(a.slope, x), a.intercept), ' as ', x, ' -> ', a.end]
}
