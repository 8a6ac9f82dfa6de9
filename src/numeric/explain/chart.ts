import type { StepExplanation } from './explainStep.ts'

/** The error against the step as options of an ECharts chart. */
export function stepChart(facts: Pick<StepExplanation, 'points' | 'best' | 'method' | 'x'>): object {
  const { points, best } = facts
  const least = Math.min(...points.filter((p) => p.error > 0).map((p) => p.error), 1)
  const floor = 10 ** Math.floor(Math.log10(least))
  const most = Math.max(...points.map((p) => Math.max(p.error, p.roundOff)), 10 * floor)
  const ceiling = 10 ** Math.ceil(Math.log10(most) - 1e-9)
  const above = (key: 'truncation' | 'roundOff') =>
    points.filter((p) => p[key] >= floor).map((p) => [p.step, p[key]])
  const power = (value: number) => `1e${Math.round(Math.log10(value))}`
  return {
    animation: false,
    backgroundColor: '#fff',
    title: {
      text: `Error of the ${facts.method} difference at x = ${facts.x}`,
      subtext: `best step ${best.step.toExponential(2)}, error ${best.error.toExponential(1)}`,
      left: 'center',
    },
    legend: { bottom: 0 },
    grid: { left: 70, right: 30, top: 70, bottom: 80 },
    xAxis: {
      type: 'log',
      name: 'step',
      nameLocation: 'middle',
      nameGap: 28,
      min: points[0]!.step,
      max: points.at(-1)!.step,
      axisLabel: { formatter: power },
    },
    yAxis: { type: 'log', name: 'error', min: floor, max: ceiling, axisLabel: { formatter: power } },
    series: [
      {
        name: 'error',
        type: 'scatter',
        symbolSize: 6,
        itemStyle: { color: '#1f2937' },
        data: points.filter((p) => p.error > 0).map((p) => [p.step, p.error]),
      },
      curve('truncation', '#2563eb', above('truncation')),
      curve('round-off', '#dc2626', above('roundOff')),
      curve(
        'best step',
        '#16a34a',
        [
          [best.step, floor],
          [best.step, ceiling],
        ],
        'dashed',
      ),
    ],
  }
}

function curve(name: string, color: string, data: readonly number[][], type = 'solid'): object {
  return { name, type: 'line', showSymbol: false, lineStyle: { color, type }, itemStyle: { color }, data }
}
