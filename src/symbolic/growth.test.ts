import { describe, expect, test } from 'vitest'
import {
  Context,
  diff,
  type Expr,
  evaluate,
  exp,
  gradient,
  integer,
  negate,
  nodeCount,
  parse,
  power,
  product,
  subtract,
  sum,
  symbol,
  text,
  treeSize,
  walk,
  within,
} from './index.ts'

const x = symbol('x')

function nestedLogistic(n: number, start = x): Expr {
  let f: Expr = start
  for (let i = 0; i < n; i++) f = power(sum(integer(1), exp(negate(f))), integer(-1))
  return f
}

function distinctNodes(roots: readonly Expr[]): number {
  const seen = new Set<Expr>()
  for (const root of roots) walk(root, (e) => seen.add(e), seen)
  return seen.size
}

describe('derivatives stay a graph', () => {
  test('the n-fold nested logistic has a derivative of linear size, to n = 10,000', () => {
    const [a, b] = [1000, 10_000].map((n) => nodeCount(diff(nestedLogistic(n), 'x'))) as [number, number]
    expect(b / a).toBeLessThan(10.5)
    expect(b).toBeLessThan(6 * 10_000)
    expect(treeSize(diff(nestedLogistic(10_000), 'x'))).toBeGreaterThan(1e8)
  })

  test('and the right value', () => {
    const f = nestedLogistic(200)
    const g = diff(f, 'x')
    let y = 0.5
    let slope = 1
    for (let i = 0; i < 200; i++) {
      y = 1 / (1 + Math.exp(-y))
      slope *= y * (1 - y)
    }
    expect(evaluate(f, { x: 0.5 })).toBeCloseTo(y, 14)
    expect(evaluate(g, { x: 0.5 }) / slope).toBeCloseTo(1, 12)
  })

  test('the gradient of a product of n variables takes 3n products, to n = 10,000', () => {
    const n = 10_000
    const symbols = Array.from({ length: n }, (_, i) => symbol(`x${i}`))
    const slopes = gradient(product(...symbols), symbols)
    expect(distinctNodes(slopes)).toBeLessThan(4 * n)
    const values = Object.fromEntries(symbols.map((s, i) => [s.name, 1 + (i % 7) / 1000]))
    const all = symbols.reduce((p, s) => p * values[s.name]!, 1)
    for (const i of [0, 1, 4567, n - 1])
      expect(evaluate(slopes[i]!, values) / (all / values[`x${i}`]!)).toBeCloseTo(1, 10)
  })

  test('the logistic map iterated 30 times', () => {
    const r = symbol('r')
    let f: Expr = x
    for (let i = 0; i < 30; i++) f = product(r, f, subtract(integer(1), f))
    const g = diff(f, 'x')
    expect(nodeCount(g)).toBeLessThan(2000)
    expect(treeSize(g)).toBeGreaterThan(1e9)
    expect(text(g).length).toBeLessThan(100_000)
    let y = 0.2
    let slope = 1
    for (let i = 0; i < 30; i++) {
      slope *= 3.5 * (1 - 2 * y)
      y = 3.5 * y * (1 - y)
    }
    expect(evaluate(g, { x: 0.2, r: 3.5 }) / slope).toBeCloseTo(1, 8)
  })

  test('and take time linear in n', () => {
    /** The least processor time of a few runs, each with an empty table of expressions. */
    const least = (run: () => unknown): number => {
      const times = Array.from({ length: 4 }, () => {
        const start = process.cpuUsage()
        within(new Context(), run)
        const { user, system } = process.cpuUsage(start)
        return user + system
      })
      return Math.min(...times)
    }
    const logistic = (n: number) => (): Expr => diff(nestedLogistic(n, symbol('x')), 'x')
    const slopes = (n: number) => (): Expr[] => {
      const symbols = Array.from({ length: n }, (_, i) => symbol(`x${i}`))
      return gradient(product(...symbols), symbols)
    }
    // ten times the size: 10 where time is linear, 100 where it is quadratic
    for (const make of [logistic, slopes]) {
      least(make(1000))
      expect(least(make(10_000)) / least(make(1000))).toBeLessThan(40)
    }
  })

  test('the eighth derivative collects like terms', () => {
    expect(nodeCount(diff(parse('sin(sin(sin(sin(x))))'), 'x', 8))).toBeLessThan(500)
    expect(nodeCount(diff(parse('x^3*exp(2*x)*sin(x)'), 'x', 8))).toBeLessThan(40)
  })
})

describe('nothing recurses over depth', () => {
  test.each([
    ['parentheses', '('.repeat(100_000) + 'x' + ')'.repeat(100_000)],
    ['functions', 'sin('.repeat(50_000) + 'x' + ')'.repeat(50_000)],
    ['roots', 'sqrt(1+'.repeat(50_000) + 'x' + ')'.repeat(50_000)],
    ['products', 'x*(1+'.repeat(20_000) + '1' + ')'.repeat(20_000)],
    ['powers', 'x^'.repeat(20_000) + 'x'],
    ['signs', '-'.repeat(100_000) + 'x'],
    ['terms', Array.from({ length: 50_000 }, (_, i) => `x${i}`).join('+')],
  ])('%s', (_, source) => {
    const e = parse(source)
    expect(text(e).length).toBeGreaterThan(0)
    expect(nodeCount(diff(e, 'x'))).toBeGreaterThan(0)
  })
})
