// Fits a NIST problem and draws the data, the curve and its 95 % confidence band.
//   npx tsx examples/numeric/nist-fit.ts [problem] [file.svg]
import { readFileSync, writeFileSync } from 'node:fs'
import * as echarts from 'echarts'
import { confidenceBand, leastSquares } from '../../src/numeric/index.ts'
import { compileFormula } from '../../test/numeric/formulaFunction.ts'

interface Problem {
  readonly name: string
  readonly model: string
  readonly params: string[]
  readonly predictors: string[]
  readonly start1: number[]
  readonly data: [y: number, x: number][]
}

const [name = 'Chwirut1', file = 'docs/images/nist-fit.svg'] = process.argv.slice(2)
const source = new URL('../../../shared/data/nist/nist.json', import.meta.url)
const problem = (JSON.parse(readFileSync(source, 'utf8')) as Problem[]).find((p) => p.name === name)
if (problem === undefined || problem.predictors.length !== 1)
  throw new Error(`no problem ${name} with one predictor`)

const model = compileFormula(problem.model, [...problem.params, 'x'])
const fit = leastSquares((b) => problem.data.map(([y, x]) => model(...b, x) - y), problem.start1, {
  parameterNames: problem.params,
})
console.log(fit.summary())

const xs = problem.data.map(([, x]) => x)
const [first, last] = [Math.min(...xs), Math.max(...xs)]
const grid = Array.from({ length: 200 }, (_, k) => first + ((last - first) * k) / 199)
const band = confidenceBand(fit, (b) => grid.map((x) => model(...b, x)))
const wide = confidenceBand(fit, (b) => grid.map((x) => model(...b, x)), { kind: 'prediction' })

interface Drawing {
  coord(point: number[]): number[]
}

/** The area between two curves as a series of one polygon. */
function area(title: string, lower: readonly number[], upper: readonly number[], colour: string) {
  const outline = [...grid.map((x, k) => [x, upper[k]!]), ...grid.map((x, k) => [x, lower[k]!]).reverse()]
  return {
    name: title,
    type: 'custom' as const,
    clip: true,
    itemStyle: { color: colour },
    data: [[first, last]],
    renderItem: (_: unknown, drawing: Drawing) => ({
      type: 'polygon' as const,
      shape: { points: outline.map((point) => drawing.coord(point)) },
      style: { fill: colour },
    }),
  }
}

const lowest = Math.min(...problem.data.map(([y]) => y), ...wide.lower)
const highest = Math.max(...problem.data.map(([y]) => y), ...wide.upper)
const margin = 0.02 * (highest - lowest)
const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 800, height: 500 })
chart.setOption({
  animation: false,
  backgroundColor: '#fff',
  title: { text: `NIST ${name}: y = ${problem.model}`, left: 'center', textStyle: { fontSize: 15 } },
  legend: { bottom: 0, itemGap: 28, textStyle: { fontSize: 11 } },
  grid: { left: 60, right: 30, top: 50, bottom: 70 },
  xAxis: {
    type: 'value',
    name: 'x',
    nameLocation: 'middle',
    nameGap: 26,
    axisLine: { onZero: false },
    min: first,
    max: last,
  },
  yAxis: {
    type: 'value',
    name: 'y',
    axisLabel: { showMinLabel: false, showMaxLabel: false },
    min: Math.floor(lowest - margin),
    max: Math.ceil(highest + margin),
  },
  series: [
    area('95 % for a new observation', wide.lower, wide.upper, '#dbeafe'),
    area('95 % for the curve', band.lower, band.upper, '#93c5fd'),
    {
      name: 'fit',
      type: 'line',
      showSymbol: false,
      lineStyle: { color: '#1d4ed8', width: 2 },
      itemStyle: { color: '#1d4ed8' },
      data: grid.map((x, k) => [x, band.value[k]!]),
    },
    {
      name: 'observations',
      type: 'scatter',
      symbolSize: 4,
      itemStyle: { color: '#1f2937' },
      data: problem.data.map(([y, x]) => [x, y]),
    },
  ],
})
writeFileSync(file, chart.renderToSVGString())
chart.dispose()
console.log(`\nwrote ${file}`)
