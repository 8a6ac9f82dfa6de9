import type { FunctionPlot } from './plot.ts'

const colours: Readonly<Record<string, string>> = {
  f: '#2563eb',
  "f'": '#dc2626',
  root: '#1f2937',
  minimum: '#16a34a',
  maximum: '#16a34a',
  inflection: '#a855f7',
}

/** The graphs of f and f' as options of an ECharts chart. */
export function functionChart(plot: FunctionPlot, title: string, variable: string): object {
  const axis = { onZero: true, lineStyle: { color: '#6b7280' } }
  const curve = plot.curves.map((c) => ({
    name: c.name,
    type: 'line',
    showSymbol: false,
    clip: true,
    lineStyle: { color: colours[c.name], width: 2, ...(c.name === 'f' ? {} : { type: 'dashed' }) },
    itemStyle: { color: colours[c.name] },
    data: c.stretches.flatMap((stretch, i): (readonly [number, number | null])[] =>
      i === 0 ? [...stretch] : [[stretch[0]![0], null], ...stretch],
    ),
  }))
  const kinds = [...new Set(plot.marks.map((m) => m.kind))]
  const marks = kinds.map((kind) => ({
    name: kind,
    type: 'scatter',
    symbolSize: 9,
    z: 3,
    itemStyle: { color: colours[kind] },
    data: plot.marks.filter((m) => m.kind === kind).map((m) => [m.x, m.y]),
  }))
  const poles = {
    type: 'line',
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: '#9ca3af', type: 'dotted' },
      data: plot.poles.map((at) => ({ xAxis: at })),
    },
  }
  return {
    animation: false,
    backgroundColor: '#fff',
    title: { text: title, left: 'center', textStyle: { fontSize: 15, fontWeight: 'normal' } },
    legend: { bottom: 0, data: [...plot.curves.map((c) => c.name), ...kinds] },
    grid: { left: 50, right: 30, top: 45, bottom: 60 },
    xAxis: {
      type: 'value',
      min: plot.x[0],
      max: plot.x[1],
      name: variable,
      axisLine: axis,
      axisLabel: { showMinLabel: false, showMaxLabel: false, formatter: rounded },
      splitLine: { lineStyle: { color: '#eef2f7' } },
    },
    yAxis: {
      type: 'value',
      min: plot.y[0],
      max: plot.y[1],
      axisLine: { ...axis, show: true },
      axisLabel: { showMinLabel: false, showMaxLabel: false, formatter: rounded },
      splitLine: { lineStyle: { color: '#eef2f7' } },
    },
    series: [...curve, ...marks, poles],
  }
}

const rounded = (x: number): string => String(Number(x.toPrecision(4)))
