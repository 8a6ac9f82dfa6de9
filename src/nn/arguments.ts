import { LayerError } from './errors.ts'

/** The options of every layer that starts from random numbers. */
export const initOptions = { dtype: undefined, generator: undefined } as const

/** Refuses sizes that are no whole numbers: a forgotten argument, a text. Throws: LayerError. */
export function checkSizes(layer: string, sizes: Readonly<Record<string, unknown>>): void {
  for (const [name, size] of Object.entries(sizes))
    if (!Number.isInteger(size) || (size as number) < 0)
      throw new LayerError(
        layer,
        `${name} is ${JSON.stringify(size) ?? String(size)}: it must be a whole number. The arguments are ${Object.keys(sizes).join(', ')}, then options.`,
      )
}
