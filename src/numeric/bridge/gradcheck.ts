import { NablaError } from '../../errors.ts'
import { checkOptions } from '../../options.ts'
import { DerivativeError, linearize, type Tensor, vjp, vmap } from '../../tensor/index.ts'
import { columns } from '../difference/jacobian.ts'
import type { DifferenceMethod } from '../difference/options.ts'
import { NumericArgumentError, showGiven } from '../errors.ts'
import { checkedFlag } from '../evaluate.ts'
import { type Differentiable, differentiable, float64 } from './differentiable.ts'
import { basis, join, sizeOf, split, unstack } from './flat.ts'
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
  /** Why a mode was not checked: f does not have it. */
  readonly missing: readonly string[]
}

/** Options of `gradcheck` and `gradgradcheck`. */
export interface GradcheckOptions {
  /** Allowed relative error; 1e-6 by default. */
  readonly rtol?: number | undefined
  /** Allowed absolute error; 1e-8 by default. */
  readonly atol?: number | undefined
  /** Which modes to check; by default all that f has (`whileLoop` has no reverse mode). */
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
  protected override get kind(): string {
    return 'GradcheckError'
  }
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
  const plain = differentiable(operation, f, inputs)
  checkOptions(operation, options, [
    'rtol',
    'atol',
    'reverse',
    'forward',
    'batched',
    'method',
    'throws',
  ] satisfies (keyof GradcheckOptions)[])
  const { rtol = 1e-6, atol = 1e-8, batched = true } = options
  for (const [name, value] of Object.entries({ rtol, atol }))
    if (!(typeof value === 'number' && value >= 0))
      throw new NumericArgumentError(
        operation,
        name,
        `${name} is ${showGiven(value)}; it must be a number not below 0.`,
      )
  for (const name of ['reverse', 'forward', 'batched', 'throws'] as const)
    if (options[name] !== undefined) checkedFlag(operation, name, options[name])
  if (options.reverse === false && options.forward === false)
    throw new NumericArgumentError(
      operation,
      'reverse',
      'reverse and forward are both false, so that nothing would be checked; leave one of them out.',
    )
  const { value, error } = columns(
    operation,
    (x: number[]) => join(plain.run(...split(x, plain.leaves))),
    join(plain.leaves),
    { method: options.method },
    {},
  )
  const truth = { value, error, allowed: (size: number) => atol + rtol * size }
  const comparison = new Comparison(plain)
  const missing: DerivativeError[] = []
  for (const [mode, wanted, derivatives] of [
    ['reverse mode', options.reverse, reverseRows],
    ['forward mode', options.forward, forwardRows],
  ] as const) {
    if (wanted === false) continue
    const rows = existing(() => derivatives(plain, batched), wanted === true, missing)
    if (rows === undefined) continue
    const { one, all } = rows
    comparison.add(mode, one, truth)
    const unbatched = { value: one, allowed: (size: number) => 1e-12 * (1 + size) }
    if (all !== undefined) comparison.add(`batched ${mode}`, all, unbatched)
  }
  const { worst, entries } = comparison
  if (worst === undefined && missing[0]) throw missing[0]
  const notes = missing.map(({ message }) => `Not checked: ${message}`)
  const report: GradcheckReport = {
    ok: worst === undefined || worst.excess <= 1,
    message: [verdict(operation, worst, entries), ...notes].join(' '),
    worst,
    entries,
    missing: notes,
  }
  if (!report.ok && options.throws !== false) throw new GradcheckError(report)
  return report
}

/** The derivatives by a mode, or nothing where f does not have it and nobody asked for it. */
function existing(form: () => Rows, demanded: boolean, missing: DerivativeError[]): Rows | undefined {
  try {
    return form()
  } catch (error) {
    if (demanded || !(error instanceof DerivativeError)) throw error
    missing.push(error)
    return undefined
  }
}

type Matrix = readonly (readonly number[])[]

/** The Jacobian as rows, one derivative at a time, and all of it in one call under vmap. */
interface Rows {
  readonly one: Matrix
  readonly all: Matrix | undefined
}

function reverseRows({ leaves, outputs, run }: Differentiable, batched: boolean): Rows {
  const pull = vjp(run, ...leaves)[1] as (cotangents: Tensor[]) => Tensor[]
  const stacked = basis(outputs)
  const one = unstack(stacked, sizeOf(outputs)).map((row) => join(pull(split(row, outputs))))
  const pulled = vmap((...cotangents: Tensor[]) => pull(cotangents))
  return { one, all: batched && one.length > 0 ? unstack(pulled(...stacked), one.length) : undefined }
}

function forwardRows({ leaves, outputs, run }: Differentiable, batched: boolean): Rows {
  const push = linearize(run, ...leaves)[1] as (...tangents: Tensor[]) => Tensor[]
  const stacked = basis(leaves)
  const n = sizeOf(leaves)
  const turned = (columns: Matrix) =>
    Array.from({ length: sizeOf(outputs) }, (_, i) => columns.map((column) => column[i]!))
  const one = unstack(stacked, n).map((column) => join(push(...split(column, leaves))))
  const all = batched && n > 0 ? turned(unstack(vmap(push)(...stacked), n)) : undefined
  return { one: turned(one), all }
}

/** Entry by entry, the one that exceeds by most what is allowed. */
class Comparison {
  worst: CheckedEntry | undefined
  entries = 0
  readonly #rows: string[]
  readonly #columns: string[]

  constructor({ leaves, inputNames, outputs, outputNames }: Differentiable) {
    this.#rows = entryNames(outputs, outputNames)
    this.#columns = entryNames(leaves, inputNames)
  }

  add(
    mode: CheckedMode,
    derivatives: Matrix,
    truth: { readonly value: Matrix; readonly error?: Matrix; allowed(size: number): number },
  ): void {
    this.#rows.forEach((output, i) => {
      this.#columns.forEach((input, j) => {
        const [found, expected] = [derivatives[i]![j]!, truth.value[i]![j]!]
        const distance = found === expected ? 0 : Math.abs(found - expected)
        const ratio = distance / truth.allowed(Math.abs(expected))
        const excess = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : ratio
        this.entries++
        if (this.worst === undefined || excess > this.worst.excess) {
          const uncertainty = truth.error?.[i]?.[j] ?? 0
          this.worst = { mode, output, input, found, expected, uncertainty, excess }
        }
      })
    })
  }
}

function entryNames(tensors: readonly Tensor[], names: readonly string[]): string[] {
  return tensors.flatMap((t, k) => Array.from({ length: t.size }, (_, i) => entryName(names[k]!, t, i)))
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
