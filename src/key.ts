/**
 * A text that numbers, texts, lists and records have in common only if they are equal; the sign of zero counts. What has a
 * `nameOf` stands there with it alone.
 */
export function keyOf(value: unknown, nameOf?: (object: object) => string | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Object(value) !== value) return Object.is(value, -0) ? '-0' : `${value}`
  const name = nameOf?.(value as object)
  if (name) return name
  let text = ''
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) text += `${keyOf(value[i], nameOf)},`
  else
    for (const key in value as object)
      text += `${key}:${keyOf((value as Record<string, unknown>)[key], nameOf)},`
  return `{${text}}`
}
