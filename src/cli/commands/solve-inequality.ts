import {
  type Expr,
  freeSymbols,
  type Interval,
  latex,
  pretty,
  product,
  solveInequality,
  sum,
  symbol,
  text,
} from '../../symbolic/index.ts'
import type { Answer } from '../answer.ts'

/** How intervals are written: what joins them, the signs, and an end. */
interface Notation {
  readonly or: string
  readonly below: string
  readonly atMost: string
  readonly every: string
  readonly write: (e: Expr) => string
}

const plain: Notation = { or: ' or ', below: '<', atMost: '<=', every: 'true', write: (e) => text(e) }
const forPeople: Notation = {
  or: '  or  ',
  below: '<',
  atMost: '≤',
  every: 'all real numbers',
  write(e) {
    const block = pretty(e)
    return block.includes('\n') ? text(e).replace(/\bpi\b/g, 'π') : block
  },
}
const inLatex: Notation = {
  or: ' \\quad\\text{or}\\quad ',
  below: '<',
  atMost: '\\le',
  every: '\\mathbb{R}',
  write: (e) => latex(e),
}

const isEndless = (e: Expr): boolean => e.kind === 'constant' && e.name.endsWith('oo')

function inWords({ from, to, closedFrom, closedTo }: Interval, x: string, notation: Notation): string {
  const { write, below, atMost, every } = notation
  if (from === to) return `${x} = ${write(from)}`
  if (isEndless(from) && isEndless(to)) return every
  const left = isEndless(from) ? '' : `${write(from)} ${closedFrom ? atMost : below} `
  return left + x + (isEndless(to) ? '' : ` ${closedTo ? atMost : below} ${write(to)}`)
}

/** Where an inequality holds, or several joined by and, or, not. */
export function inequalityAnswer(condition: Expr, x: Expr | string): Answer {
  const { intervals, period } = solveInequality(condition, x)
  const n = symbol(String(x) === 'n' ? 'k' : 'n', { integer: true })
  const member = (e: Expr): Expr => (period === undefined || isEndless(e) ? e : sum(e, product(n, period)))
  const all = intervals.map((i) => ({ ...i, from: member(i.from), to: member(i.to) }))
  const written = (notation: Notation): string =>
    all.map((interval) => inWords(interval, String(x), notation)).join(notation.or)
  const isFamily = all.some(({ from, to }) => [from, to].some((e) => freeSymbols(e).includes(n)))
  return {
    pretty: () =>
      all.length === 0
        ? 'no solution'
        : written(forPeople) + (isFamily ? `\n\n(${n} is any whole number)` : ''),
    text: () => written(plain) || 'false',
    latex: () => written(inLatex) || '\\emptyset',
    json: () => ({
      condition: text(condition),
      variable: String(x),
      intervals: intervals.map((i) => ({ ...i, from: text(i.from), to: text(i.to) })),
      ...(period === undefined ? {} : { period: text(period) }),
    }),
  }
}
