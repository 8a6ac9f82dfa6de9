/** The part of Apache ECharts that draws SVG without a document; `import * as echarts from 'echarts'` has it. */
export interface Charting {
  init(
    element: null,
    theme: null,
    options: { renderer: 'svg'; ssr: true; width: number; height: number },
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void }
}

/** Draws a chart as SVG, without a document. */
export function renderChart(charting: Charting, chart: object, width: number, height: number): string {
  const drawing = charting.init(null, null, { renderer: 'svg', ssr: true, width, height })
  drawing.setOption(chart)
  const svg = drawing.renderToSVGString()
  drawing.dispose()
  return svg
}
