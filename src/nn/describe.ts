/** Several things as a list in brackets, one as it is. */
export const shown = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : String(value)

/**
 * What stands in a printed module's parentheses: its sizes, then its options; those that are left out or false say nothing.
 *
 * @example
 * described('3 -> 8', { kernel: [3, 3], bias: false, groups: 2 }) // 3 -> 8, kernel: [3, 3], groups: 2
 */
export const described = (sizes: string, options: Readonly<Record<string, unknown>> = {}): string =>
  [
    ...(sizes === '' ? [] : [sizes]),
    ...Object.entries(options)
      .filter(([, value]) => value !== undefined && value !== null && value !== false)
      .map(([name, value]) => `${name}: ${shown(value)}`),
  ].join(', ')

/** `without: bias` of a layer that could have one, for `described`. */
export const missingBias = (bias: unknown): string | undefined => (bias === undefined ? 'bias' : undefined)
