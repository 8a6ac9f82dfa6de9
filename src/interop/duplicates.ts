/** A text, or what opens, closes or parts things, in valid JSON. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/**
 * A name that stands twice in one object of a valid JSON text, which `JSON.parse` would take the last value of; undefined if
 * there is none.
 */
export function duplicateName(json: string): string | undefined {
  // the names of each object around the place, and undefined for each list
  const around: (Set<string> | undefined)[] = []
  let text = ''
  for (const [found] of json.matchAll(token)) {
    if (found === '{') around.push(new Set())
    else if (found === '[') around.push(undefined)
    else if (found === '}' || found === ']') around.pop()
    else if (found === ':') {
      const name = JSON.parse(text) as string
      const names = around.at(-1)!
      if (names.has(name)) return name
      names.add(name)
    } else if (found !== ',') text = found
  }
  return undefined
}
