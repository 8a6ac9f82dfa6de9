import { call } from '../build/call.ts'
import type { Expr } from '../expr.ts'
import { definitions } from './definitions.ts'
import { aritiesOf, canonicalName, nameByCount } from './names.ts'

const folds: Readonly<Record<string, 'maximum' | 'minimum'>> = {
  max: 'maximum',
  Max: 'maximum',
  min: 'minimum',
  Min: 'minimum',
}

/**
 * A function by any name that texts may use for it: `ln` is log, `arcsin` is asin, `Max` is maximum. A name that is known
 * by none of them stands for an undefined function.
 */
export function callByName(name: string, args: readonly Expr[]): Expr {
  if (Object.hasOwn(folds, name) && args.length > 0) return args.reduce((a, b) => call(folds[name]!, a, b))
  const own = nameByCount(canonicalName(name), args.length)
  if (own === name || aritiesOf(name)?.includes(args.length)) return defined(name, args) ?? call(own, ...args)
  return aritiesOf(own)?.includes(args.length)
    ? call(own, ...args)
    : (defined(name, args) ?? call(name, ...args))
}

/** What is defined by others, such as a function of degrees; only where it is no function of ours. */
const defined = (name: string, args: readonly Expr[]): Expr | undefined =>
  aritiesOf(name) === undefined && Object.hasOwn(definitions, name) ? definitions[name]!(...args) : undefined
