import type { StepExplanation } from './explainStep.ts'

const [width, height] = [65, 17]

/** The error against the step, both on logarithmic scales, in characters. */
export function textPlot(
  facts: Pick<StepExplanation, 'points' | 'best' | 'balance' | 'reference' | 'method' | 'x'>,
): string {
  const { points, best, balance } = facts
  const [first, last] = [Math.log10(points[0]!.step), Math.log10(points.at(-1)!.step)]
  const sizes = points.map((p) => p.error).filter((e) => e > 0)
  const high = Math.ceil(Math.log10(Math.max(...sizes, 1e-300)))
  const low = Math.max(high - 18, Math.floor(Math.log10(Math.min(...sizes, 10 ** (high - 1)))))
  const grid = Array.from({ length: height }, () => new Array<string>(width).fill(' '))
  const column = (step: number) =>
    Math.round(((Math.log10(step) - first) / (last - first || 1)) * (width - 1))
  const draw = (step: number, error: number, mark: string) => {
    if (!(error > 0)) return
    const row = Math.round(((high - Math.log10(error)) / (high - low || 1)) * (height - 1))
    const cells = grid[row]
    if (cells !== undefined) cells[column(step)] = mark
  }
  for (const p of points) {
    draw(p.step, p.roundOff, '\\')
    draw(p.step, p.truncation, '/')
  }
  for (const p of points) draw(p.step, p.error, '●')
  for (let row = 0; row < height; row++) {
    const cells = grid[row]!
    const at = column(best.step)
    if (cells[at] === ' ') cells[at] = '┊'
  }
  draw(best.step, best.error > 0 ? best.error : 10 ** low, '◆')
  const label = (row: number) => {
    const exponent = high - (row * (high - low)) / (height - 1)
    return row % 4 === 0 ? `1e${Math.round(exponent)}`.padStart(6) : ''.padStart(6)
  }
  const lines = grid.map((cells, row) => `${label(row)} │${cells.join('').trimEnd()}`)
  const axis = new Array<string>(width + 4).fill(' ')
  for (let k = Math.ceil(first); k <= last; k += 4) {
    const text = `1e${k}`
    for (let i = 0; i < text.length; i++) axis[column(10 ** k) + i] = text[i]!
  }
  return [
    `Error of the ${facts.method} difference at x = ${facts.x} against its step`,
    '',
    ...lines,
    `       └${'─'.repeat(width)}`,
    `        ${axis.join('').trimEnd()}`,
    '',
    `  ● error   / truncation   \\ round-off   ◆ best step: ${best.step.toExponential(2)}, error ${best.error.toExponential(1)}`,
    `  Truncation and round-off balance near ${balance.toExponential(1)}; the derivative is ${facts.reference}.`,
  ].join('\n')
}
