// Size of derivatives against n, written out as trees and as the graphs that they are. Draws docs/images/symbolic-growth.svg.
//   npx tsx bench/symbolic/growth.ts
import { writeFileSync } from 'node:fs'
import * as echarts from 'echarts'
import {
  Context,
  diff,
  type Expr,
  exp,
  gradient,
  integer,
  negate,
  power,
  product,
  subtract,
  sum,
  symbol,
  treeSize,
  walk,
  within,
} from '../../src/symbolic/index.ts'

interface Case {
  readonly name: string
  readonly sizes: readonly number[]
  make(n: number): readonly Expr[]
}

const cases: readonly Case[] = [
  {
    name: 'derivative of the n-fold nested logistic function',
    sizes: [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000],
    make(n) {
      let f: Expr = symbol('x')
      for (let i = 0; i < n; i++) f = power(sum(integer(1), exp(negate(f))), integer(-1))
      return [diff(f, 'x')]
    },
  },
  {
    name: 'gradient of a product of n variables',
    sizes: [2, 3, 10, 30, 100, 300, 1000, 3000, 10_000],
    make(n) {
      const symbols = Array.from({ length: n }, (_, i) => symbol(`x${i}`))
      return gradient(product(...symbols), symbols)
    },
  },
  {
    name: 'derivative of the logistic map iterated n times',
    sizes: [1, 2, 3, 5, 8, 10, 15, 20, 25, 30],
    make(n) {
      let f: Expr = symbol('x')
      for (let i = 0; i < n; i++) f = product(symbol('r'), f, subtract(integer(1), f))
      return [diff(f, 'x')]
    },
  },
]

function distinct(roots: readonly Expr[]): number {
  const seen = new Set<Expr>()
  for (const root of roots) walk(root, (e) => seen.add(e), seen)
  return seen.size
}

interface Point {
  readonly n: number
  readonly graph: number
  readonly tree: number
  readonly ms: number
}

function measure({ sizes, make }: Case): Point[] {
  return sizes.map((n) => {
    let ms = Number.POSITIVE_INFINITY
    let roots: readonly Expr[] = []
    for (let round = 0; round < 3; round++)
      within(new Context(), () => {
        const start = performance.now()
        roots = make(n)
        ms = Math.min(ms, performance.now() - start)
      })
    return { n, graph: distinct(roots), tree: roots.reduce((total, e) => total + treeSize(e), 0), ms }
  })
}

const results = cases.map((c) => ({ name: c.name, points: measure(c) }))
for (const { name, points } of results) {
  console.log(name)
  for (const { n, graph, tree, ms } of points)
    console.log(`  n = ${n}: ${graph} nodes, ${tree.toPrecision(3)} as a tree, ${ms.toFixed(2)} ms`)
}

const width = 1080
const panel = (k: number) => `${4 + 32.5 * k}%`
const line = (k: number, name: string, color: string, data: number[][], dashed = false) => ({
  name,
  type: 'line' as const,
  xAxisIndex: k,
  yAxisIndex: k,
  color,
  symbolSize: 5,
  data,
  lineStyle: { type: dashed ? ('dashed' as const) : ('solid' as const) },
})
const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height: 360 })
chart.setOption({
  animation: false,
  backgroundColor: '#fff',
  legend: { bottom: 0 },
  title: results.map(({ name }, k) => ({
    text: name,
    left: panel(k),
    top: 8,
    textStyle: { fontSize: 12, fontWeight: 'normal' as const },
  })),
  grid: results.map((_, k) => ({ left: panel(k), width: '27%', top: 40, bottom: 60, containLabel: true })),
  xAxis: results.map((_, k) => ({ type: 'log' as const, gridIndex: k, name: 'n', nameGap: 6 })),
  yAxis: results.map((_, k) => ({
    type: 'log' as const,
    gridIndex: k,
    name: k === 0 ? 'nodes' : '',
    axisLabel: {
      formatter: (value: number) => (value < 10_000 ? String(value) : `1e${Math.round(Math.log10(value))}`),
    },
  })),
  series: results.flatMap(({ points }, k) => [
    line(
      k,
      'as a tree',
      '#c23531',
      points.map(({ n, tree }) => [n, tree]),
      true,
    ),
    line(
      k,
      'as a graph, distinct nodes',
      '#2f4554',
      points.map(({ n, graph }) => [n, graph]),
    ),
  ]),
})
writeFileSync(new URL('../../docs/images/symbolic-growth.svg', import.meta.url), chart.renderToSVGString())
chart.dispose()
