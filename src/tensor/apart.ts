/** Numbers that may be left out, and the options, which stand last or behind fewer numbers. */
export function apart<O>(
  ...given: readonly (number | O | undefined)[]
): [numbers: (number | undefined)[], options: O | undefined] {
  const at = given.findIndex((x, i) => i === given.length - 1 || (x !== undefined && typeof x !== 'number'))
  return [given.slice(0, at) as number[], given[at] as O | undefined]
}
