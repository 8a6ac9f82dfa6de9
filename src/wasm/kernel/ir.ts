/** The types of a tensor's elements; `bool` is a byte that is 0 or 1. */
export type ElementType = 'float32' | 'float64' | 'int32' | 'uint32' | 'bool'

export const elementBytes: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float64: 8,
  int32: 4,
  uint32: 4,
  bool: 1,
}

/** Ways to reduce; `argmax` and `argmin` give the row-major position (int32) over the reduced axes. */
export type Reduction = 'sum' | 'prod' | 'max' | 'min' | 'and' | 'or' | 'argmax' | 'argmin'

/** One axis of the index space that a kernel runs over. */
export interface Axis {
  readonly extent: number
  readonly reduced: boolean
}

/** A tensor in memory: the element at an index of the space stands at offset + sum(index * stride). */
export interface Buffer {
  readonly dtype: ElementType
  /** In elements, one for each axis of the space; 0 broadcasts. */
  readonly strides: readonly number[]
  /** In elements from the pointer that the kernel gets. */
  readonly offset?: number
}

/** An output and the number of the instruction that gives its elements. */
export interface OutputBuffer extends Buffer {
  readonly value: number
}

/** One line of a kernel's body; `args` are numbers of earlier lines. */
export type Instruction = {
  readonly dtype: ElementType
  readonly args: readonly number[]
} & (
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'constant'; readonly value: number }
  /** The index along an axis, as int32. */
  | { readonly kind: 'iota'; readonly axis: number }
  /** A row of the table of scalar operations. */
  | { readonly kind: 'apply'; readonly name: string }
  | { readonly kind: 'reduce'; readonly reduction: Reduction }
)

/**
 * A loop nest over an index space: elementwise where no axis is reduced, a reduction with everything that is computed
 * before and after it otherwise. Values that depend on a `reduce` line may be used again over the reduced axes
 * (softmax: max, then sum of exponentials, then the quotient).
 */
export interface LoopKernel {
  readonly name: string
  readonly axes: readonly Axis[]
  readonly inputs: readonly Buffer[]
  readonly outputs: readonly OutputBuffer[]
  readonly body: readonly Instruction[]
}

/** Text of a kernel, one line an instruction. */
export function printKernel(kernel: LoopKernel): string {
  const axes = kernel.axes.map((a) => (a.reduced ? `sum:${a.extent}` : `${a.extent}`)).join(', ')
  const lines = [`kernel ${kernel.name} over [${axes.replaceAll('sum:', 'reduced ')}]`]
  kernel.body.forEach((line, i) => {
    const args = line.args.map((a) => `%${a}`).join(', ')
    const what =
      line.kind === 'input'
        ? `input ${line.input} strides [${kernel.inputs[line.input]!.strides.join(', ')}]`
        : line.kind === 'constant'
          ? `${line.value}`
          : line.kind === 'iota'
            ? `iota axis ${line.axis}`
            : line.kind === 'reduce'
              ? `reduce ${line.reduction}(${args})`
              : `${line.name}(${args})`
    lines.push(`  %${i}: ${line.dtype} = ${what}`)
  })
  kernel.outputs.forEach((out, i) => {
    lines.push(`  output ${i}: ${out.dtype} strides [${out.strides.join(', ')}] = %${out.value}`)
  })
  return lines.join('\n')
}
