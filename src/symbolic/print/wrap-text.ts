/**
 * Breaks the lines of a text that are longer than so many columns: before a sign between blanks if there is one in the
 * second half of the line, or else behind the last sign of an operation, comma or bracket; what follows is set in, by two blanks more if not told otherwise.
 */
export function wrapText(text: string, columns: number, indent?: string): string {
  if (columns === Number.POSITIVE_INFINITY) return text
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns, indent ?? `${/^ */.exec(line)![0]}  `))
    .join('\n')
}

const signs = / (?=[-+=<>!]=? )/g
const places = /[ *,/(]/g

function wrapLine(line: string, columns: number, indent: string): string[] {
  const lines: string[] = []
  let start = 0
  for (;;) {
    const front = start === 0 ? '' : indent
    const room = Math.max(8, columns - front.length)
    if (line.length - start <= room) break
    const window = line.slice(start, start + room + 1)
    const sign = lastEnd(window, signs, room)
    const place = sign > room / 2 ? sign : lastEnd(window, places, room)
    const end = start + (place > 0 ? place : room)
    lines.push(front + line.slice(start, end).trimEnd())
    start = end
  }
  lines.push((start === 0 ? '' : indent) + line.slice(start))
  return lines
}

/** Where the last match that ends within a text of that length ends, or 0. */
function lastEnd(text: string, pattern: RegExp, most: number): number {
  let end = 0
  for (const { index, 0: found } of text.matchAll(pattern))
    if (index + found.length <= most) end = index + found.length
  return end
}
