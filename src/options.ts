import { NablaError, shown } from './errors.ts'

/** What was given in the place of options is none, names one that the operation does not have, or is a word that it does not know. */
export class OptionError extends NablaError {
  protected override get kind(): string {
    return 'OptionError'
  }
  readonly operation: string
  /** The options (or words) that there are. */
  readonly options: readonly string[]

  constructor(
    operation: string,
    problem: string,
    options: readonly string[],
    rule = 'the options are an object of',
  ) {
    super(`${operation}: ${problem}: ${rule} ${options.join(', ')}.`)
    this.operation = operation
    this.options = options
  }
}

type Filled<O, D> = {
  readonly [K in keyof D & keyof O]-?: undefined extends D[K] ? O[K] : Exclude<O[K], undefined>
}

/**
 * The options of a call, with `defaults` (which name them all) for those that are left out or undefined.
 * Throws: OptionError for what is no object of them (a misspelled option would be left out in silence), and for what is neither
 * true nor false where the default is.
 */
export function optionsOf<O extends object, const D extends { readonly [K in keyof O]-?: O[K] | undefined }>(
  operation: string,
  given: O | undefined,
  defaults: D,
): Filled<O, D> {
  const filled: Record<string, unknown> = { ...defaults }
  if (given === undefined) return filled as Filled<O, D>
  checkOptions(operation, given, Object.keys(defaults))
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) {
      if (typeof filled[name] === 'boolean') checkWord(operation, name, value, [true, false])
      filled[name] = value
    }
  return filled as Filled<O, D>
}

/** Throws: OptionError for what is no object of options by these names. */
export function checkOptions(operation: string, given: unknown, names: readonly string[]): void {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
  const other = isObject && Object.keys(given).find((name) => !names.includes(name))
  if (!isObject || other !== undefined)
    throw new OptionError(
      operation,
      isObject && given.constructor === Object
        ? `there is no option '${other}'`
        : `options are given as ${shown(given)}`,
      names,
    )
}

/** Throws: OptionError for an option that is none of a few words. */
export function checkWord(operation: string, option: string, word: unknown, words: readonly unknown[]): void {
  if (!words.includes(word))
    throw new OptionError(
      operation,
      `${option} is ${typeof word === 'string' ? word : shown(word)}`,
      words.map(String),
      'it must be one of',
    )
}
