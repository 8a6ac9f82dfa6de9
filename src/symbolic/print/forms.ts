/**
 * LaTeX of an operation that is kept unevaluated, from the LaTeX of its arguments; undefined for any other call. An empty
 * group, which shows nothing, marks a derivative that `parse` is not to take.
 */
export function formLatex(name: string, args: readonly string[], held = false): string | undefined {
  const [body, variable, from, to] = args
  if (args.length !== 2 && args.length !== 4) return undefined
  const limits = from === undefined ? '' : `_{${from}}^{${to}}`
  switch (name) {
    case 'Derivative':
      return args.length === 2
        ? `\\frac{d}{d${variable}}${held ? '{}' : ''}\\left[${body}\\right]`
        : undefined
    case 'Integral':
      return `\\int${limits} ${body}\\,d${variable}`
    case 'Sum':
    case 'Product':
      return from === undefined
        ? undefined
        : `\\${name === 'Sum' ? 'sum' : 'prod'}_{${variable}=${from}}^{${to}} \\left(${body}\\right)`
    default:
      return undefined
  }
}
