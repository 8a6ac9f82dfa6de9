import { NablaError } from '../../errors.ts'
import { checkOptions } from '../../options.ts'
import { linearize, type Tensor, vjp, vmap } from '../../tensor/index.ts'
import { jacobian } from '../difference/jacobian.ts'
import type { DifferenceMethod } from '../difference/options.ts'
import { differentiable, float64 } from './differentiable.ts'
import { entryName } from './names.ts'

/** How a derivative was formed. */
export type CheckedMode = 'reverse mode' | 'forward mode' | 'batched reverse mode' | 'batched forward mode'

/** One entry of the Jacobian, as two ways give it. */
export interface CheckedEntry {
  readonly mode: CheckedMode
  /** Such as `output[0]` and `inputs[1].weight[2, 3]`. */
  readonly output: string
  readonly input: string
  readonly found: number
  /** The finite difference, or the unbatched derivative in a batched check. */
  readonly expected: number
  /** Estimated error of the expected value. */
  readonly uncertainty: number
  /** |found - expected| over what is allowed; the check fails above 1. */
  readonly excess: number
}

/** What a gradient check found. */
export interface GradcheckReport {
  readonly ok: boolean
  /** The verdict with the worst entry in one sentence. */
  readonly message: string
  readonly worst: CheckedEntry | undefined
  /** Entries compared, over all modes. */
  readonly entries: number
}

/** Options of `gradcheck` and `gradgradcheck`. */
export interface GradcheckOptions {
  /** Allowed relative error; 1e-6 by default. */
  readonly rtol?: number | undefined
  /** Allowed absolute error; 1e-8 by default. */
  readonly atol?: number | undefined
  /** Which modes to check; all by default. */
  readonly reverse?: boolean | undefined
  readonly forward?: boolean | undefined
  /** Whether vmap of both modes must give the same. */
  readonly batched?: boolean | undefined
  /** How the finite differences are formed; adaptive by default. */
  readonly method?: DifferenceMethod | undefined
  /** False returns a report of a failure in place of throwing it. */
  readonly throws?: boolean | undefined
}

/** A derivative that disagrees with finite differences, or with its other mode. */
export class GradcheckError extends NablaError {
  override name = 'GradcheckError'
  readonly report: GradcheckReport

  constructor(report: GradcheckReport) {
    super(report.message)
    this.report = report
  }
}

/**
 * Checks the derivatives of a tensor function against finite differences: every entry of its Jacobian by reverse and by
 * forward mode, in float64, and both under vmap. Inputs may be any nesting; floating ones are checked, converted to
 * float64, and others are passed on.
 *
 * Throws: GradcheckError with the worst entry in one sentence (or, with `throws: false`, reports it);
 * NonFiniteError where f is not finite; NumericArgumentError where nothing is differentiable.
 *
 * @example gradcheck((x: Tensor, w: Tensor) => x.matmul(w).tanh(), [x, w])
 */
export function gradcheck(
  f: (...inputs: never[]) => unknown,
  inputs: readonly unknown[],
  options: GradcheckOptions = {},
): GradcheckReport {
  return check('gradcheck', f, inputs, options)
}

/**
 * Checks second derivatives: the vector-Jacobian product of f, as a function of its inputs and of the cotangents, is
 * checked as `gradcheck` checks f.
 *
 * Throws: as `gradcheck`.
 *
 * @example gradgradcheck((x: Tensor) => x.sin().sum(), [tensor([0, 1], { dtype: 'float64' })])
 */
export function gradgradcheck(
  f: (...inputs: never[]) => unknown,
  inputs: readonly unknown[],
  options: GradcheckOptions = {},
): GradcheckReport {
  const plain = differentiable('gradgradcheck', f, inputs)
  // cotangents without pattern, so that no error hides behind a sum or a symmetry
  const cotangents = plain.outputs.map((y, k) =>
    float64(
      Array.from({ length: y.size }, (_, i) => Math.cos(1 + 1.7 * i + 0.9 * k)),
      y.shape,
    ),
  )
  const product = (leaves: Tensor[], given: Tensor[]) =>
    vjp(plain.run as (...leaves: Tensor[]) => Tensor[], ...leaves)[1](given as never)
  return check('gradgradcheck', product as never, [plain.leaves, cotangents], options)
}

function check(
  operation: string,
  f: (...inputs: never[]) => unknown,
  inputs: readonly unknown[],
  options: GradcheckOptions,
): GradcheckReport {
  const { leaves, inputNames, outputs, outputNames, run } = differentiable(operation, f, inputs)
  checkOptions(operation, options, [
    'rtol',
    'atol',
    'reverse',
    'forward',
    'batched',
    'method',
    'throws',
  ] satisfies (keyof GradcheckOptions)[])
  const rtol = options.rtol ?? 1e-6
  const atol = options.atol ?? 1e-8
  const columns = leaves.flatMap((leaf, k) =>
    Array.from({ length: leaf.size }, (_, i) => entryName(inputNames[k]!, leaf, i)),
  )
  const rows = outputs.flatMap((y, k) =>
    Array.from({ length: y.size }, (_, i) => entryName(outputNames[k]!, y, i)),
  )

  const join = (tensors: readonly Tensor[]) =>
    tensors.flatMap((t) => Array.from(t.data() as ArrayLike<number>))
  const split = (x: ArrayLike<number>, like: readonly Tensor[]): Tensor[] => {
    let from = 0
    return like.map((t) => {
      const part = Array.from({ length: t.size }, (_, i) => x[from + i]!)
      from += t.size
      return float64(part, t.shape)
    })
  }
  const truth = jacobian((x: number[]) => join(run(...split(x, leaves))), join(leaves), {
    method: options.method,
  })

  let worst: CheckedEntry | undefined
  let entries = 0
  const compare = (
    mode: CheckedMode,
    found: readonly (readonly number[])[],
    expected: readonly (readonly number[])[],
    uncertainty?: readonly (readonly number[])[],
  ) => {
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < columns.length; j++) {
        entries++
        const [a, b, e] = [found[i]![j]!, expected[i]![j]!, uncertainty?.[i]?.[j] ?? 0]
        const distance = a === b ? 0 : Math.abs(a - b)
        const allowed = uncertainty === undefined ? 1e-12 * (1 + Math.abs(b)) : atol + rtol * Math.abs(b)
        const excess = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance / allowed
        if (worst === undefined || excess > worst.excess) {
          worst = {
            mode,
            output: rows[i]!,
            input: columns[j]!,
            found: a,
            expected: b,
            uncertainty: e,
            excess,
          }
        }
      }
    }
  }

  const unit = (n: number, at: number) => Array.from({ length: n }, (_, i) => (i === at ? 1 : 0))
  /** All unit vectors of the space of `like`, stacked on a new first axis. */
  const basis = (like: readonly Tensor[], n: number) => {
    let from = 0
    return like.map((t) => {
      const start = from
      from += t.size
      const data = new Float64Array(n * t.size)
      for (let i = 0; i < t.size; i++) data[(start + i) * t.size + i] = 1
      return float64(data, [n, ...t.shape])
    })
  }
  /** Row k of stacked tensors, all joined. */
  const unstack = (stacked: readonly Tensor[], n: number): number[][] => {
    const parts = stacked.map((t) => Array.from(t.data() as ArrayLike<number>))
    return Array.from({ length: n }, (_, k) =>
      parts.flatMap((part) => part.slice((k * part.length) / n, ((k + 1) * part.length) / n)),
    )
  }
  const batched = options.batched !== false
  if (options.reverse !== false) {
    const pull = vjp(run, ...leaves)[1] as (cotangents: Tensor[]) => Tensor[]
    const found = rows.map((_, i) => join(pull(split(unit(rows.length, i), outputs))))
    compare('reverse mode', found, truth.value, truth.error)
    if (batched && rows.length > 0) {
      const all = vmap((...cotangents: Tensor[]) => pull(cotangents))(...basis(outputs, rows.length))
      compare('batched reverse mode', unstack(all, rows.length), found)
    }
  }
  if (options.forward !== false) {
    const push = linearize(run, ...leaves)[1] as (...tangents: Tensor[]) => Tensor[]
    const turned = columns.map((_, j) => join(push(...split(unit(columns.length, j), leaves))))
    const found = rows.map((_, i) => turned.map((column) => column[i]!))
    compare('forward mode', found, truth.value, truth.error)
    if (batched && columns.length > 0) {
      const all = unstack(vmap(push)(...basis(leaves, columns.length)), columns.length)
      compare(
        'batched forward mode',
        rows.map((_, i) => all.map((column) => column[i]!)),
        found,
      )
    }
  }
  const report: GradcheckReport = {
    ok: worst === undefined || worst.excess <= 1,
    message: verdict(operation, worst, entries),
    worst,
    entries,
  }
  if (!report.ok && options.throws !== false) throw new GradcheckError(report)
  return report
}

function verdict(operation: string, worst: CheckedEntry | undefined, entries: number): string {
  if (worst === undefined) return `${operation}: there were no entries to compare.`
  const entry = `d ${worst.output} / d ${worst.input}`
  if (worst.excess <= 1) {
    return `${operation}: ${entries} entries agree; the worst is ${entry} in ${worst.mode}, at ${worst.excess.toExponential(1)} of what is allowed.`
  }
  const other = worst.mode.startsWith('batched')
    ? `without vmap it is ${worst.expected}`
    : `finite differences give ${worst.expected} +- ${worst.uncertainty.toExponential(1)}`
  const doubt = worst.uncertainty > 1e-3 * Math.abs(worst.expected) + 1e-6
  const repair = worst.mode.startsWith('batched')
    ? 'The batching rule of an operation in f is wrong.'
    : doubt
      ? 'The differences are uncertain there themselves: f may have a kink or a jump at this input; check at another point.'
      : 'The derivative rule of an operation in f is wrong there, or f has a kink or a hidden state.'
  return `${operation}: ${worst.mode} gives ${entry} = ${worst.found}, but ${other}. ${repair}`
}
