/**
 * Breaks the lines of a text that are longer than so many columns: where a clause of a sentence ends, if there is one far enough
 * in the line, or else where the fewest brackets are open, at a blank between words, before a sign between blanks, or
 * behind the last sign of a product or bracket; what follows is set in, by two blanks more if not told otherwise.
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
function wrapLine(line: string, columns: number, indent: string): string[] {
  const lines: string[] = []
  let start = 0
  for (;;) {
    const front = start === 0 ? '' : indent
    const room = Math.max(8, columns - front.length)
    if (line.length - start <= room) break
    const end = start + breakIn(line.slice(start, start + room + 12), room)
    lines.push(front + line.slice(start, end).trimEnd())
    start = end
  }
  lines.push((start === 0 ? '' : indent) + line.slice(start))
  return lines
}

/** Where the first line of a text that is too long ends. */
function breakIn(text: string, room: number): number {
  const clause = lastEnd(text, clauses, room)
  if (clause > room / 3) return clause
  let [best, least] = [room, Number.POSITIVE_INFINITY]
  let depth = 0
  for (let i = 0; i < room; i++) {
    if ('([{'.includes(text[i]!)) depth++
    else if (')]}'.includes(text[i]!)) depth--
    const kind = kindOfBreak(text, i)
    const cost = 3 * depth + (kind ?? 0) + (3 * i > room ? 0 : 100)
    if (kind !== undefined && cost <= least) [best, least] = [i + 1, cost]
  }
  return best
}

/** How well a line is broken behind a character: 0 between words, 1 before a sign, 2 within a term, 6 before a bracket, undefined not at all. */
function kindOfBreak(text: string, i: number): number | undefined {
  if (text[i] === ' ') {
    if (/^[-+=<>!]=? /.test(text.slice(i + 1, i + 4))) return 1
    // minimum (1, 2) stays together where its parts may part
    if (/^\w \(/.test(text.slice(i - 1, i + 2))) return 6
    return /[-+=<>≈]/.test(text[i - 1] ?? '') ? undefined : text[i - 1] === ',' ? 2 : 0
  }
  return '*(/'.includes(text[i]!) && text.slice(i - 1, i + 2) !== 'd/d' ? 2 : undefined
}

/** Where the last match that ends within a text of that length ends, or 0. */
function lastEnd(text: string, pattern: RegExp, most: number): number {
  let end = 0
  for (const { index, 0: found } of text.matchAll(pattern))
    if (index + found.length <= most) end = index + found.length
  return end
}
