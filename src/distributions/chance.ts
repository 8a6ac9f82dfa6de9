import { NablaError } from '../errors.ts'
import { optionsOf } from '../options.ts'
import {
  add,
  divide,
  entr,
  equal,
  exp,
  less,
  log,
  logicalAnd,
  logit,
  logSigmoid,
  logSoftmax,
  multiply,
  negative,
  sigmoid,
  subtract,
  sum,
  Tensor,
  type TensorLike,
  where,
  xlog1py,
  xlogy,
} from '../tensor/core.ts'
import { type Interval, nonnegative, real, unit } from './constraints.ts'
import { parameters } from './parameters.ts'

/** Probabilities, or their logarithms of odds (of categories: logarithms up to a constant): one of the two. */
export interface ChanceOptions {
  readonly probs?: TensorLike | undefined
  readonly logits?: TensorLike | undefined
}

type Chosen = Readonly<Record<'probs' | 'logits', Tensor>>

/** The one that is given. */
function givenChance(family: string, options: ChanceOptions): readonly ['probs' | 'logits', TensorLike] {
  const { probs, logits } = optionsOf(family, options, { probs: undefined, logits: undefined })
  if ((probs === undefined) === (logits === undefined))
    throw new NablaError(
      `${family}: ${probs === undefined ? 'neither' : 'both'} of probs and logits came: give one, as in { probs: 0.3 }.`,
    )
  return probs === undefined ? ['logits', logits!] : ['probs', probs]
}

/** The chance of a success. */
export interface Chance {
  readonly probs: Tensor
  /** That of a failure. */
  readonly rest: Tensor
  readonly logits: Tensor
  /** The logarithm of probs^successes rest^failures; 0 of what cannot be counts for nothing. */
  weigh(successes: TensorLike, failures: TensorLike): Tensor
  entropy(): Tensor
}

/** x, or `other` where 0 is raised to 0 : there neither a value nor a slope comes of it. */
const unlessPower0 = (power: TensorLike, x: Tensor, isNone: Tensor, other: number): Tensor =>
  where(logicalAnd(equal(power, 0), isNone), other, x)

/** The chance that options give, and other parameters in its shape and dtype. */
export function chance<K extends string = never>(
  family: string,
  options: ChanceOptions,
  others = {} as Readonly<Record<K, readonly [TensorLike, Interval]>>,
): Chance & { readonly others: Readonly<Record<K, Tensor>> } {
  const [kind, given] = givenChance(family, options)
  const all = parameters(family, { [kind]: [given, kind === 'probs' ? unit : real], ...others })
  const { [kind]: x } = all as Chosen
  return { ...chanceOf(kind, x), others: all as Readonly<Record<K, Tensor>> }
}

function chanceOf(kind: 'probs' | 'logits', x: Tensor): Chance {
  if (kind === 'probs') {
    const rest = subtract(1, x)
    return {
      probs: x,
      rest,
      logits: logit(x),
      weigh: (successes, failures) =>
        add(
          xlogy(successes, unlessPower0(successes, x, equal(x, 0), 1)),
          xlog1py(failures, unlessPower0(failures, negative(x), equal(x, 1), 0)),
        ),
      entropy: () => add(entr(x), where(less(x, 0.5), negative(xlog1py(rest, negative(x))), entr(rest))),
    }
  }
  const [probs, rest] = [sigmoid(x), sigmoid(negative(x))]
  const weigh = (successes: TensorLike, failures: TensorLike): Tensor =>
    add(multiply(successes, logSigmoid(x)), multiply(failures, logSigmoid(negative(x))))
  return { probs, rest, logits: x, weigh, entropy: () => negative(weigh(probs, rest)) }
}

/** The rows of numbers of nested lists; none of tensors, which are not read. */
const rowsOf = (x: TensorLike): readonly (readonly number[])[] =>
  Array.isArray(x) && typeof x[0] !== 'number'
    ? x.flatMap(rowsOf)
    : x instanceof Tensor
      ? []
      : [x as number[]]

/** The chances of categories, along the last axis: probabilities that add up to 1, and their logarithms. */
export function chances(
  family: string,
  options: ChanceOptions,
): { readonly probs: Tensor; readonly logits: Tensor } {
  const [kind, given] = givenChance(family, options)
  const { [kind]: x } = parameters(family, {
    [kind]: [given, kind === 'probs' ? nonnegative : real],
  }) as Chosen
  if (x.ndim === 0)
    throw new NablaError(`${family}: ${kind} is one number: give a list, one for each category.`)
  if (kind === 'logits') {
    const logits = logSoftmax(x, -1)
    return { probs: exp(logits), logits }
  }
  if (rowsOf(given).some((row) => row.length > 0 && row.every((share) => share === 0)))
    throw new NablaError(`${family}: all probs of a row are 0: one of them must be above 0.`)
  const probs = divide(x, sum(x, -1, { keepdims: true }))
  return { probs, logits: log(probs) }
}
