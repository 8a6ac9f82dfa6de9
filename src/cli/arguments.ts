import { InvalidArgumentError } from 'commander'
import { NablaError } from '../errors.ts'

/** Input that the user can mend: exit code 2. */
export class UsageError extends NablaError {
  protected override get kind(): string {
    return 'UsageError'
  }
}

/** Reads an option that is one of a few words. */
export const choice =
  <T extends string>(allowed: readonly T[]) =>
  (value: string): T => {
    const found = allowed.find((name) => name === value)
    if (!found) throw new InvalidArgumentError(`It must be one of ${allowed.join(', ')}.`)
    return found
  }

/** Reads an option that is a whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most: number) =>
  (value: string): number => {
    const n = Number(value)
    if (!/^\d+$/.test(value) || n < least || n > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return n
  }

/** Gathers names separated by commas, over several uses of an option. */
export const names = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  ...value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
]

/** The first `-` that is no option's value, as in `--side -`, is what `read` gives. */
export function fromInput(
  args: readonly string[],
  takesValue: (option: string) => boolean,
  read: () => string,
): string[] {
  const at = args.findIndex((arg, i) => arg === '-' && !takesValue(args[i - 1] ?? ''))
  return at < 0 ? [...args] : args.with(at, read().trim())
}

/**
 * Lets a formula begin with a minus sign, which would look like an option: such arguments go behind `--`, unless an option
 * before them takes a value. After `--` stands a formula, and options may follow it all the same.
 */
export function protectFormulas(args: readonly string[], takesValue: (option: string) => boolean): string[] {
  const before: string[] = []
  const formulas: string[] = []
  let positional = false
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const isOption = arg === '-h' || /^--[a-z]/.test(arg)
    if (arg === '--' && i + 1 < args.length) {
      formulas.push(args[++i]!)
      positional = true
    } else if (isOption) {
      before.push(arg)
      if (takesValue(arg) && i + 1 < args.length) before.push(args[++i]!)
    } else if (arg.startsWith('-') && arg.length > 1) {
      formulas.push(arg)
      positional = true
    } else if (positional) formulas.push(arg)
    else before.push(arg)
  }
  return formulas.length > 0 ? [...before, '--', ...formulas] : before
}
