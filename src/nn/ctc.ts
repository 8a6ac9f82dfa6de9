import { shown } from '../errors.ts'
import { DTypeError, isFloat } from '../graph/dtype.ts'
import { checkWord, optionsOf } from '../options.ts'
import {
  add,
  arange,
  astype,
  cumsum,
  divide,
  equal,
  full,
  less,
  logicalAnd,
  logsumexp,
  maximum,
  mean,
  minimum,
  multiply,
  negative,
  noGrad,
  notEqual,
  pad,
  reshape,
  ShapeError,
  scan,
  subtract,
  sum,
  Tensor,
  type TensorLike,
  take,
  takeAlongAxis,
  tensor,
  toTensor,
  unsqueeze,
  where,
} from '../tensor/core.ts'
import { concatenate, stack } from '../tensor/functions/joining.ts'
import type { Reduction } from '../tensor/functions/loss.ts'
import { described } from './describe.ts'
import { LayerError } from './errors.ts'
import { Module } from './module.ts'

export interface CtcOptions {
  /** The class that stands for no label (0). */
  readonly blank?: number
  /** 'mean' divides each loss by the length of its target, and takes the mean over the batch. */
  readonly reduction?: Reduction
  /** Gives 0 in place of an infinite loss, of a target that does not fit into its input, and no gradient (false). */
  readonly zeroInfinity?: boolean
}

const ctcOptions = (options: CtcOptions | undefined): Required<CtcOptions> => {
  const filled = optionsOf('CTCLoss', options, {
    blank: 0,
    reduction: 'mean' as Reduction,
    zeroInfinity: false,
  })
  const { blank, reduction } = filled
  checkWord('CTCLoss', 'reduction', reduction, ['mean', 'sum', 'none'])
  if (!Number.isInteger(blank) || blank < 0)
    throw new LayerError('CTCLoss', `blank is ${shown(blank)}: it must be the number of a class, from 0.`)
  return filled
}

/** Whole numbers as int32. Throws: LayerError for parts of numbers in a list, DTypeError for a tensor of floats. */
function whole(name: string, x: TensorLike): Tensor {
  if (!(x instanceof Tensor)) {
    const given = tensor(x, { dtype: 'float64' })
    const part = given.data().find((value) => !Number.isInteger(value))
    if (part === undefined) return astype(given, 'int32')
    throw new LayerError('CTCLoss', `${name} holds ${part}: it must be whole numbers.`)
  }
  if (isFloat(x.dtype))
    throw new DTypeError(
      'CTCLoss',
      [x.dtype],
      `${name} is ${x.dtype}[${x.shape}]: it must be integers. Use astype('int32').`,
    )
  return astype(x, 'int32')
}

/** Refuses numbers outside a range, where they are known. */
function checkRange(name: string, values: Tensor, least: number, most: number, repair: string): void {
  if (values.node.abstract) return
  const wrong = values.data().find((value) => value < least || value > most)
  if (wrong !== undefined)
    throw new LayerError('CTCLoss', `${name} holds ${wrong}: it must be from ${least} to ${most}. ${repair}`)
}

/** Targets that stand one behind the other, as rows; what is behind a row's end does not count. Shapes: [sum] -> [batch, most] */
function rowsOf(targets: Tensor, lengths: Tensor): Tensor {
  const count = targets.shape[0]!
  const known = !lengths.node.abstract
  if (known && noGrad(() => sum(lengths).item()) !== count)
    throw new ShapeError(
      'CTCLoss',
      [targets.shape, lengths.shape],
      `the targets are ${count} labels in a row, the targetLengths add up to ${noGrad(() => sum(lengths).item())}: they must be equal. Or give targets as [batch, most labels].`,
    )
  const most = known ? Math.max(0, ...lengths.data()) : count
  const starts = subtract(cumsum(lengths, 0), lengths)
  const places = add(unsqueeze(starts, 1), arange(most))
  return count === 0 ? places : take(targets, minimum(places, count - 1))
}

/**
 * Minus the log-probability that a sequence of class probabilities gives a sequence of labels, however the labels are spread over
 * time: each may last, and blanks may stand between them (they must between equal ones).
 *
 * Shapes: logProbs [time, batch, classes], targets [batch, most labels] or all labels in a row, lengths [batch] -> [] or [batch];
 * without the batch axis for one sequence.
 * Throws: LayerError for lengths and labels out of range, ShapeError, DTypeError for targets and lengths that are floats.
 * Accuracy: sums of probabilities are taken in logarithms. The gradient is that of logProbs as they are; PyTorch's holds exp(logProbs)
 * besides, which is gone behind logSoftmax.
 * Source: Graves et al., "Connectionist temporal classification" (2006).
 *
 * @example
 * ctc(logits.logSoftmax(-1), [[1, 2, 2]], [12], [3])
 */
export function ctc(
  logProbs: TensorLike,
  targets: TensorLike,
  inputLengths: TensorLike,
  targetLengths: TensorLike,
  options?: CtcOptions,
): Tensor {
  const { blank, reduction, zeroInfinity } = ctcOptions(options)
  const x = toTensor(logProbs)
  if (x.ndim === 2) {
    const [labels, ...lengths] = [
      unsqueeze(whole('targets', targets), 0),
      reshape(whole('inputLengths', inputLengths), [-1]),
      reshape(whole('targetLengths', targetLengths), [-1]),
    ] as const
    const alone = { blank, zeroInfinity, reduction: reduction === 'none' ? 'sum' : reduction } as const
    return ctc(unsqueeze(x, 1), labels, ...lengths, alone)
  }
  const [time, batch, classes] = x.shape as [number, number, number]
  const inputs = whole('inputLengths', inputLengths)
  const counts = whole('targetLengths', targetLengths)
  const given = whole('targets', targets)
  const isBatch = (lengths: Tensor): boolean => lengths.ndim === 1 && lengths.shape[0] === batch
  if (x.ndim !== 3 || !isBatch(inputs) || !isBatch(counts) || !(given.ndim === 1 || given.shape[0] === batch))
    throw new ShapeError(
      'CTCLoss',
      [x.shape, given.shape, inputs.shape, counts.shape],
      `logProbs are [${x.shape}], targets [${given.shape}], inputLengths [${inputs.shape}], targetLengths [${counts.shape}]: they must be [time, batch, classes], [batch, labels] or [all labels], [batch], [batch].`,
    )
  if (!isFloat(x.dtype))
    throw new DTypeError(
      'CTCLoss',
      [x.dtype],
      `logProbs are ${x.dtype}: they must be floats, as logSoftmax gives.`,
    )
  if (blank >= classes)
    throw new LayerError('CTCLoss', `blank is ${blank}: it must be one of the ${classes} classes, from 0.`)
  checkRange('inputLengths', inputs, 0, time, `The first axis of logProbs is the time, here ${time}.`)
  const rows = given.ndim === 1 ? rowsOf(given, counts) : given
  const most = rows.shape[1]!
  checkRange('targetLengths', counts, 0, most, `The targets have room for ${most} labels.`)
  const counted = less(arange(most), unsqueeze(counts, 1))
  const labels = where(counted, rows, blank)
  checkRange('targets', labels, 0, classes - 1, `There are ${classes} classes.`)
  const isBlank = noGrad(() => logicalAnd(counted, equal(rows, blank)))
  if (!isBlank.node.abstract && isBlank.data().includes(1))
    throw new LayerError(
      'CTCLoss',
      `targets hold the blank, ${blank}: it stands for no label. Leave it out, or give another class as { blank }.`,
    )
  const losses = negativeLogLikelihood(x, labels, inputs, counts, blank)
  const finite = zeroInfinity ? where(equal(losses, Number.POSITIVE_INFINITY), 0, losses) : losses
  if (reduction === 'none') return finite
  return reduction === 'sum' ? sum(finite) : mean(divide(finite, astype(maximum(counts, 1), x.dtype)))
}

/**
 * Forward in time over the labels with blanks around each: state s at time t is reached from s and s - 1, and from s - 2 where
 * that is another label. a(t, s) = log(sum of exp a(t - 1, those)) + x(t, label s).
 * Shapes: [time, batch, classes], [batch, most], [batch], [batch] -> [batch]
 */
function negativeLogLikelihood(
  x: Tensor,
  labels: Tensor,
  inputs: Tensor,
  counts: Tensor,
  blank: number,
): Tensor {
  const [time, batch] = x.shape as [number, number]
  const never = Number.NEGATIVE_INFINITY
  const blanks = add(multiply(labels, 0), blank)
  // [batch, 2*most + 1]: blank, label, blank, label, ..., blank
  const between = reshape(stack([blanks, labels], 2), [batch, 2 * labels.shape[1]!])
  const states = concatenate([between, full([batch, 1], blank, { dtype: 'int32' })], 1)
  const width = states.shape[1]!
  const shifted = (a: Tensor, by: number, value: number): Tensor => pad(a, [by, -by], { value })
  const skips = notEqual(states, shifted(states, 2, blank))
  const emitted = takeAlongAxis(x, unsqueeze(states, 0), 2)
  // before the first step: at the first blank, without having emitted it
  const before = add(
    astype(where(equal(arange(width), 0), 0, never), x.dtype),
    full([batch, 1], 0, { dtype: x.dtype }),
  )
  const [last] = scan(
    (a: Tensor, [t, log]: [Tensor, Tensor]) => {
      const paths = stack([a, shifted(a, 1, never), where(skips, shifted(a, 2, never), never)], 0)
      const next = add(logsumexp(paths, 0), log)
      return [where(unsqueeze(less(t, inputs), 1), next, a), null]
    },
    before,
    [arange(time), emitted] as [Tensor, Tensor],
  )
  const ends = unsqueeze(multiply(counts, 2), 1)
  const blankLast = takeAlongAxis(last, ends, 1)
  const labelLast = where(equal(ends, 0), never, takeAlongAxis(last, maximum(subtract(ends, 1), 0), 1))
  return negative(logsumexp(concatenate([blankLast, labelLast], 1), 1))
}

/** `ctc` with options that are given once: `new CTCLoss({ blank, reduction, zeroInfinity })`. See `ctc`. */
export class CTCLoss extends Module {
  readonly options: CtcOptions
  constructor(options?: CtcOptions) {
    super()
    this.options = ctcOptions(options)
  }
  forward(
    logProbs: TensorLike,
    targets: TensorLike,
    inputLengths: TensorLike,
    targetLengths: TensorLike,
  ): Tensor {
    return ctc(logProbs, targets, inputLengths, targetLengths, this.options)
  }
  override describe(): string {
    return described('', { ...this.options })
  }
}
