/** A rectangle of characters with a baseline: line number `base` stands level with the text around it. */
export interface Box {
  readonly lines: readonly string[]
  readonly base: number
  readonly width: number
  /** Columns before which lines that are too long may be broken, from left to right. */
  readonly breaks?: readonly Break[]
}

/** A place to break lines at; `level` is how many brackets and operators it lies within. */
interface Break {
  readonly column: number
  readonly level: number
}
/** What lies deeper is not broken. */
const deepestBreak = 3

const isWide = (line: string): boolean => /[\ud800-\udfff]/.test(line)
const widthOf = (line: string): number => (isWide(line) ? [...line].length : line.length)
const slice = (line: string, start: number, end: number): string =>
  isWide(line) ? [...line].slice(start, end).join('') : line.slice(start, end)
const pad = (line: string, width: number): string => line + ' '.repeat(width - widthOf(line))
const blank = (width: number): string => ' '.repeat(width)

export function box(lines: readonly string[], base: number): Box {
  const width = lines.reduce((most, line) => Math.max(most, widthOf(line)), 0)
  return { lines: lines.map((line) => pad(line, width)), base, width }
}

export const word = (text: string): Box => box([text], 0)

/** Boxes side by side on one baseline. */
export const beside = (...boxes: readonly Box[]): Box => row(boxes)

/** A list of boxes side by side on one baseline; lines may be broken where they may be in one of them. */
export function row(boxes: readonly Box[], between: readonly number[] = []): Box {
  let above = 0
  let below = 0
  for (const { base, lines } of boxes) {
    above = Math.max(above, base)
    below = Math.max(below, lines.length - base - 1)
  }
  const lines: string[] = []
  for (let line = -above; line <= below; line++)
    lines.push(boxes.map((b) => b.lines[b.base + line] ?? blank(b.width)).join(''))
  const made = box(lines, above)
  const breaks: Break[] = []
  let column = 0
  let next = 0
  boxes.forEach((b, i) => {
    if (between[next] === i) {
      breaks.push({ column, level: 0 })
      next++
    }
    for (const inner of b.breaks ?? [])
      if (inner.level < deepestBreak) breaks.push({ column: column + inner.column, level: inner.level + 1 })
    column += b.width
  })
  return breaks.length === 0 ? made : { ...made, breaks }
}

/** Boxes side by side, between which a line may be broken. */
export const breakable = (boxes: readonly Box[]): Box =>
  row(
    boxes,
    boxes.slice(1).map((_, i) => i + 1),
  )

/** Boxes side by side with a sign between them, behind which a line may be broken. */
export const joined = (boxes: readonly Box[], separator: string): Box =>
  row(
    boxes.flatMap((b, i) => (i === 0 ? [b] : [word(separator), b])),
    boxes.slice(1).map((_, i) => 2 * i + 2),
  )

/** A box cut at its breaks into boxes of at most `columns`, all behind a label; undefined where a part is too wide. */
export function wrapped(
  label: Box,
  { lines, base, width, breaks = [] }: Box,
  columns: number,
): Box[] | undefined {
  const room = columns - label.width
  const parts: Box[] = []
  let next = 0
  for (let start = 0; start < width; ) {
    let end = width - start <= room ? width : 0
    // the outermost break in the second half of the line, or else the last
    let best = deepestBreak + 1
    for (; next < breaks.length && breaks[next]!.column <= start + room; next++) {
      const { column, level } = breaks[next]!
      if (end === width || column <= start) continue
      const early = column - start < room / 2
      if (end === 0 || level <= best || (early && level === best)) {
        end = column
        best = early ? deepestBreak + 1 : level
      }
    }
    if (end === 0) return undefined
    // breaks behind the one that is taken are looked at again
    while (next > 0 && breaks[next - 1]!.column > end) next--
    const part = box(
      lines.map((line) => slice(line, start, end)),
      base,
    )
    parts.push(beside(start === 0 ? label : word(blank(label.width)), trimmed(part)))
    start = end
  }
  return parts
}

/** Without the empty lines above and below. */
function trimmed({ lines, base }: Box): Box {
  const isFull = (line: string): boolean => line.trim() !== ''
  const first = lines.findIndex(isFull)
  return box(lines.slice(first, lines.findLastIndex(isFull) + 1), base - first)
}

const centre = (line: string, width: number): string => {
  const left = Math.floor((width - widthOf(line)) / 2)
  return pad(blank(left) + line, width)
}

/** A fraction with its bar on the baseline. */
export function over(top: Box, bottom: Box): Box {
  const width = Math.max(top.width, bottom.width)
  const lines = [
    ...top.lines.map((l) => centre(l, width)),
    '─'.repeat(width),
    ...bottom.lines.map((l) => centre(l, width)),
  ]
  return box(lines, top.lines.length)
}

/** The exponent to the upper right of the base. */
export function raised(base: Box, exponent: Box): Box {
  const lines = [
    ...exponent.lines.map((l) => blank(base.width) + l),
    ...base.lines.map((l) => l + blank(exponent.width)),
  ]
  return box(lines, base.base + exponent.lines.length)
}

const tall = { '(': ['⎛', '⎜', '⎝'], ')': ['⎞', '⎟', '⎠'], '|': ['│', '│', '│'] } as const

function bracket(kind: '(' | ')' | '|', like: Box): Box {
  const n = like.lines.length
  if (n === 1) return word(kind === '|' ? '│' : kind)
  const [top, middle, bottom] = tall[kind]
  return box(
    like.lines.map((_, i) => (i === 0 ? top : i === n - 1 ? bottom : middle)),
    like.base,
  )
}

export const bracketed = (inside: Box): Box => beside(bracket('(', inside), inside, bracket(')', inside))
export const barred = (inside: Box): Box => beside(bracket('|', inside), inside, bracket('|', inside))

/** The brackets of floor and ceiling. */
export function sided(inside: Box, kind: 'floor' | 'ceil'): Box {
  const end = kind === 'floor' ? inside.lines.length - 1 : 0
  const side = (corner: string, straight: string): Box =>
    box(
      inside.lines.map((_, i) => (i === end ? corner : straight)),
      inside.base,
    )
  const [left, right] = kind === 'floor' ? ['⎣', '⎦'] : ['⎡', '⎤']
  if (inside.lines.length === 1)
    return beside(word(kind === 'floor' ? '⌊' : '⌈'), inside, word(kind === 'floor' ? '⌋' : '⌉'))
  return beside(side(left!, '⎢'), inside, side(right!, '⎥'))
}

/** A root sign over the radicand, as high as it is; before a number or a letter the character √. */
export function root(inside: Box): Box {
  const n = inside.lines.length
  const [line = ''] = inside.lines
  if (n === 1 && (/^\d+$/.test(line) || inside.width === 1)) return word(`√${line}`)
  const sign = Array.from({ length: n }, (_, i) => {
    const slash = blank(n - i) + '╱' + blank(i)
    return i === n - 1 ? '╲' + slash.slice(1) : slash
  })
  const lines = [
    `${blank(n + 1)}${'_'.repeat(inside.width + 1)}`,
    ...inside.lines.map((l, i) => `${sign[i]!} ${l}`),
  ]
  return box(lines, inside.base + 1)
}

/** Rows of two cells, the second ones below each other; rows of several lines stand apart by a blank one. */
export function table(rows: readonly (readonly [Box, Box])[]): Box {
  const width = rows.reduce((most, [first]) => Math.max(most, first.width), 0)
  const gap = rows.some(([first, second]) => first.lines.length + second.lines.length > 2) ? [''] : []
  const lines = rows.flatMap(([first, second], i) => {
    const cells = beside(first, word(blank(width - first.width + 2)), second)
    return i > 0 ? [...gap, ...cells.lines] : cells.lines
  })
  return box(lines, lines.length >> 1)
}

/** A curly brace before lines. */
export function braced({ lines, base }: Box): Box {
  const n = lines.length
  const brace = (i: number): string =>
    n === 1 ? '{' : i === 0 ? '⎧' : i === n - 1 ? '⎩' : i === base ? '⎨' : '⎪'
  return box(
    lines.map((l, i) => `${brace(i)} ${l}`),
    base,
  )
}

/** Boxes in rows and columns, in square brackets; rows of several lines stand apart by a blank one. */
export function matrixBox(rows: readonly (readonly Box[])[]): Box {
  const widths = (rows[0] ?? []).map((_, j) => rows.reduce((most, row) => Math.max(most, row[j]!.width), 0))
  const cell = (b: Box, j: number): Box => ({
    ...b,
    lines: b.lines.map((line) => centre(line, widths[j]!)),
    width: widths[j]!,
  })
  const lines = rows.map(
    (cells) => row(cells.flatMap((b, j) => (j > 0 ? [word('  '), cell(b, j)] : [cell(b, j)]))).lines,
  )
  const gap = lines.some((row) => row.length > 1) ? [''] : []
  const inside = lines.flatMap((row, i) => (i > 0 ? [...gap, ...row] : row))
  return squared(box(inside, inside.length >> 1))
}

/** In square brackets. */
function squared(inside: Box): Box {
  const n = inside.lines.length
  if (n === 1) return beside(word('['), inside, word(']'))
  const side = (top: string, middle: string, bottom: string): Box =>
    box(
      inside.lines.map((_, i) => (i === 0 ? top : i === n - 1 ? bottom : middle)),
      inside.base,
    )
  return beside(side('⎡', '⎢', '⎣'), inside, side('⎤', '⎥', '⎦'))
}
