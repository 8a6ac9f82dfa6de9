import type { FunctionPlot } from './plot.ts'

/** Characters, where there is room for so many; each holds 2 x 4 dots of Braille. */
const [widest, height] = [68, 18]
/** The bit of each dot in a Braille character, by row and column. */
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const

/** The graphs of f (a line) and f' (dots) in Braille characters, with axes and the numbers at their ends, in so many columns. */
export function textPlot(plot: FunctionPlot, columns = 80): string {
  const [left, right] = plot.x
  const [low, high] = plot.y
  const room = Math.max(short(low).length, short(high).length)
  const width = Math.max(20, Math.min(widest, columns - room - 2))
  const column = (x: number): number => Math.round(((x - left) / (right - left)) * (2 * width - 1))
  const line = (y: number): number => Math.round(((high - y) / (high - low)) * (4 * height - 1))
  const canvas = Array.from({ length: height }, () => new Uint8Array(width))
  const put = (c: number, l: number): void => {
    const cells = canvas[l >> 2]
    if (cells !== undefined && c >= 0 && c < 2 * width) cells[c >> 1]! |= dots[l & 3]![c & 1]!
  }
  for (const { name, stretches } of plot.curves)
    for (const points of stretches) {
      // dots of f' stand evenly along the curve, in whatever direction it runs
      let walked = 0
      points.slice(1).forEach(([x, y], i) => {
        const [c0, l0] = [column(points[i]![0]), line(points[i]![1])]
        const [c1, l1] = [column(x), line(y)]
        const n = Math.max(1, Math.abs(c1 - c0), Math.abs(l1 - l0))
        for (let k = 0; k < n; k++) {
          const c = Math.round(c0 + ((c1 - c0) * k) / n)
          const l = Math.round(l0 + ((l1 - l0) * k) / n)
          if (name === 'f' || walked++ % 3 === 0) put(c, l)
        }
        if (name === 'f') put(c1, l1)
      })
    }
  const axis = {
    row: low < 0 && high > 0 ? line(0) >> 2 : -1,
    at: left < 0 && right > 0 ? column(0) >> 1 : -1,
  }
  const labels = new Map<number, string>([
    [0, short(high)],
    [height - 1, short(low)],
  ])
  if (axis.row > 0 && axis.row < height - 1) labels.set(axis.row, '0')
  const rows = canvas.map((cells, row) => {
    const characters = [...cells].map((bits, c) =>
      bits !== 0
        ? String.fromCodePoint(0x2800 + bits)
        : row === axis.row
          ? c === axis.at
            ? '┼'
            : '─'
          : c === axis.at
            ? '│'
            : ' ',
    )
    return `${(labels.get(row) ?? '').padStart(room)} ┤${characters.join('').trimEnd()}`
  })
  const [first, last] = [short(left), short(right)]
  const middle = axis.at > first.length + 1 && axis.at < width - last.length - 2 ? axis.at - first.length : -1
  const ends =
    middle < 0
      ? first + ' '.repeat(width - first.length - last.length) + last
      : `${first}${' '.repeat(middle)}0${' '.repeat(width - first.length - middle - 1 - last.length)}${last}`
  const margin = ' '.repeat(room + 2)
  return [...rows, `${margin}${ends}`, '', `${margin}f: line   f': dots`].join('\n')
}

const short = (x: number): string => String(Number(x.toPrecision(3)))
