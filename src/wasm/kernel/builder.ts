import { keyOf } from '../../key.ts'
import type {
  Axis,
  Buffer,
  ElementType,
  GatherStep,
  Instruction,
  LoopKernel,
  OutputBuffer,
  Reduction,
} from './ir.ts'
import { scalarOperation } from './operations.ts'

/** A number that depends on where in the space it stands. */
export interface Place {
  readonly offset: number
  readonly terms: readonly { readonly axis: number; readonly step: number }[]
}

/** Axes of these extents, none of them reduced. */
export const keptAxes = (extents: readonly number[]): Axis[] =>
  extents.map((extent) => ({ extent, reduced: false }))

/**
 * Builds a `LoopKernel` line by line; every method leaves the number of a line.
 *
 * ```ts
 * const k = new KernelBuilder('bias_relu', [{ extent: 128, reduced: false }, { extent: 10, reduced: false }])
 * const x = k.input('float32', [10, 1])
 * const bias = k.input('float32', [0, 1])
 * k.output([10, 1], k.apply('maximum', k.apply('add', x, bias), k.constant('float32', 0)))
 * const kernel = k.finish()
 * ```
 */
export class KernelBuilder {
  private readonly body: Instruction[] = []
  private readonly inputs: Buffer[] = []
  private readonly outputs: OutputBuffer[] = []
  private readonly known = new Map<string, number>()
  readonly name: string
  readonly axes: readonly Axis[]

  constructor(name: string, axes: readonly Axis[]) {
    this.name = name
    this.axes = axes
  }

  private line(instruction: Instruction, key = JSON.stringify(instruction)): number {
    let index = this.known.get(key)
    if (index === undefined) {
      index = this.body.push(instruction) - 1
      this.known.set(key, index)
    }
    return index
  }

  /** A further input and the line that reads its element; `beside` is the number of an input in the same memory. */
  input(dtype: ElementType, strides: readonly number[], offset = 0, beside?: number): number {
    this.inputs.push({ dtype, strides, offset, beside })
    return this.line({ kind: 'input', input: this.inputs.length - 1, dtype, args: [] })
  }

  constant(dtype: ElementType, value: number): number {
    return this.line({ kind: 'constant', dtype, value, args: [] }, keyOf([dtype, value]))
  }

  iota(axis: number): number {
    return this.line({ kind: 'iota', axis, dtype: 'int32', args: [] })
  }

  /** offset + the sum of step times the index along each axis, as int32. */
  place({ offset, terms }: Place): number {
    return terms.reduce(
      (sum, { axis, step }) => {
        const index = this.iota(axis)
        const along = step === 1 ? index : this.apply('multiply', index, this.constant('int32', step))
        return this.apply('add', sum, along)
      },
      this.constant('int32', offset),
    )
  }

  apply(name: string, ...args: readonly number[]): number {
    const first = this.body[args[0]!]
    // |-x| = |x|: both softplus(x) and softplus(-x) are made of exp(-|x|)
    if (name === 'abs' && first?.kind === 'apply' && first.name === 'negate')
      return this.apply(name, ...first.args)
    const dtypes = args.map((a) => this.dtypeOf(a))
    return this.line({ kind: 'apply', name, dtype: scalarOperation(name, dtypes).result, args })
  }

  /** `position` is what argmax and argmin give of the element that they find; by default its row-major place. */
  reduce(reduction: Reduction, value: number, position?: number): number {
    const index = reduction === 'argmax' || reduction === 'argmin'
    return this.line({
      kind: 'reduce',
      reduction,
      dtype: index ? 'int32' : this.dtypeOf(value),
      args: position === undefined ? [value] : [value, position],
    })
  }

  /** The reduction of the elements along the reduced axes up to each place; `factor` is by which what came before is multiplied. */
  running(reduction: Reduction, value: number, ...factor: readonly number[]): number {
    const args = [value, ...factor]
    return this.line({ kind: 'running', reduction, dtype: this.dtypeOf(value), args })
  }

  /** A further input, read at computed indices (int32 lines), one for each step. */
  gather(
    dtype: ElementType,
    strides: readonly number[],
    indices: readonly number[],
    steps: readonly GatherStep[],
    offset = 0,
  ): number {
    this.inputs.push({ dtype, strides, offset })
    return this.line({ kind: 'gather', input: this.inputs.length - 1, steps, dtype, args: indices })
  }

  /** A further output; leaves its number. `beside` is that of one in the same memory. */
  output(strides: readonly number[], value: number, offset = 0, beside?: number): number {
    const dtype = this.dtypeOf(value)
    return this.outputs.push({ dtype, strides, value, offset, beside }) - 1
  }

  dtypeOf(line: number): ElementType {
    return this.body[line]!.dtype
  }

  finish(): LoopKernel {
    return { name: this.name, axes: this.axes, inputs: this.inputs, outputs: this.outputs, body: this.body }
  }
}
