/**
 * Breaks the lines of a text that are longer than so many columns: where a clause of a sentence ends, or before a sign
 * between blanks, or at a blank, if there is one far enough in the line, or else behind the last sign of an operation,
 * comma or bracket; what follows is set in, by two blanks more if not told otherwise.
 */
export function wrapText(text: string, columns: number, indent?: string): string {
  if (columns === Number.POSITIVE_INFINITY) return text
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns, indent ?? `${/^ */.exec(line)![0]}  `))
    .join('\n')
}

/** `...; d/du u^3 = 3*u^2`, `with u = x^2, v = sin(x)` */
const clauses = /; |, (?=\w+ = )| (?=with )/g
const signs = / (?=[-+=<>!]=? )/g
const blanks = / /g
const places = /[ *,/(]/g

function wrapLine(line: string, columns: number, indent: string): string[] {
  const lines: string[] = []
  let start = 0
  for (;;) {
    const front = start === 0 ? '' : indent
    const room = Math.max(8, columns - front.length)
    if (line.length - start <= room) break
    const window = line.slice(start, start + room + 1)
    const clause = lastEnd(window, clauses, room)
    const sign = lastEnd(window, signs, room)
    const blank = lastEnd(window, blanks, room)
    const place =
      clause > room / 3
        ? clause
        : ([sign, blank].find((at) => at > room / 2) ?? lastEnd(window, places, room))
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
