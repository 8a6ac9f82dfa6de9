// Draws the paths of the methods of minimisation over the contours of Rosenbrock's function.
//   npx tsx examples/numeric/rosenbrock-paths.ts [file.svg]
import { writeFileSync } from 'node:fs'
import { contours } from 'd3-contour'
import * as echarts from 'echarts'
import { type MinimizeMethod, minimize } from '../../src/numeric/index.ts'

const rosenbrock = ([x, y]: number[]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2
const file = process.argv[2] ?? 'docs/images/rosenbrock-paths.svg'
const [left, right, bottom, top] = [-1.5, 1.5, -0.5, 1.5]

// contour lines of log f on a grid
const [columns, rows] = [300, 220]
const xAt = (i: number) => left + ((right - left) * (i - 0.5)) / (columns - 1)
const yAt = (j: number) => bottom + ((top - bottom) * (j - 0.5)) / (rows - 1)
const heights = Array.from({ length: columns * rows }, (_, k) =>
  Math.log10(rosenbrock([xAt((k % columns) + 0.5), yAt(Math.floor(k / columns) + 0.5)]) + 1e-12),
)
const levels = [-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5]
const inside = ([x, y]: number[]) => x! > left && x! < right && y! > bottom && y! < top
const lines = contours()
  .size([columns, rows])
  .thresholds(levels)(heights)
  .flatMap((level) => level.coordinates.flat())
  .flatMap((ring) => {
    // a ring that runs along the border of the grid is cut there
    const pieces: number[][][] = [[]]
    for (const [i, j] of ring) {
      const point = [xAt(i!), yAt(j!)]
      if (inside(point) && i! > 0.6 && j! > 0.6 && i! < columns - 0.6 && j! < rows - 0.6)
        pieces.at(-1)!.push(point)
      else if (pieces.at(-1)!.length > 0) pieces.push([])
    }
    return pieces.filter((piece) => piece.length > 1)
  })

const methods: readonly (readonly [MinimizeMethod, string])[] = [
  ['gradient-descent', '#9ca3af'],
  ['nesterov', '#a855f7'],
  ['cg', '#f59e0b'],
  ['bfgs', '#2563eb'],
  ['steihaug', '#16a34a'],
  ['nelder-mead', '#dc2626'],
]
const paths = methods.map(([method, colour]) => {
  const path: number[][] = []
  const found = minimize(rosenbrock, [-1.2, 1], {
    method,
    maxIterations: 400,
    gradientTolerance: 1e-6,
    callback: ({ x }) => {
      path.push(x)
    },
  })
  console.log(`${method.padEnd(17)} ${found.message}`)
  return {
    name: `${method} (${found.iterations}${found.converged ? '' : ', not there'})`,
    type: 'line' as const,
    symbolSize: 4,
    lineStyle: { color: colour, width: 1.5 },
    itemStyle: { color: colour },
    data: path.filter(inside),
  }
})

const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 640 })
chart.setOption({
  animation: false,
  backgroundColor: '#fff',
  title: {
    text: "Paths over Rosenbrock's function, with iterations",
    left: 'center',
    textStyle: { fontSize: 15 },
  },
  legend: { bottom: 0, itemGap: 24, textStyle: { fontSize: 11 }, data: paths.map((path) => path.name) },
  grid: { left: 50, right: 30, top: 50, bottom: 80 },
  xAxis: {
    type: 'value',
    min: left,
    max: right,
    name: 'x',
    nameLocation: 'middle',
    nameGap: 26,
    splitLine: { show: false },
    axisLine: { onZero: false },
  },
  yAxis: {
    type: 'value',
    min: bottom,
    max: top,
    name: 'y',
    splitLine: { show: false },
    axisLine: { onZero: false },
  },
  series: [
    ...lines.map((line) => ({
      type: 'line' as const,
      showSymbol: false,
      silent: true,
      lineStyle: { color: '#cbd5e1', width: 1 },
      data: line,
    })),
    ...paths,
    {
      type: 'scatter' as const,
      symbol: 'diamond',
      symbolSize: 12,
      itemStyle: { color: '#111827' },
      label: { show: true, formatter: '{@2}', position: 'top' as const, color: '#111827', distance: 8 },
      data: [
        [-1.2, 1, 'start'],
        [1, 1, 'minimum'],
      ],
    },
  ],
})
writeFileSync(file, chart.renderToSVGString())
chart.dispose()
console.log(`wrote ${file}`)
