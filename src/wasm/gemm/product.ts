import type { Buffer, Instruction, OutputBuffer } from '../kernel/ir.ts'

/** Element types that matrices are multiplied in. */
export type MatrixType = 'float32' | 'float64' | 'int32'

/**
 * What happens to the product before it is stored: a kernel body over the axes [...batch, m, n] whose input 0 is the
 * product; further inputs and all outputs have one stride for each of these axes.
 */
export interface Epilogue {
  readonly inputs: readonly Buffer[]
  readonly outputs: readonly OutputBuffer[]
  readonly body: readonly Instruction[]
}

/** An axis of a product: its extent and its stride (in elements) in A and in B; 0 where an operand lacks it. */
export interface ProductAxis {
  readonly extent: number
  readonly a: number
  readonly b: number
}

/** An axis of one operand: its extent and its stride in elements. */
export interface OperandAxis {
  readonly extent: number
  readonly stride: number
}

/**
 * C[batch, m, n] = sum over k of A[batch, m, k] B[batch, k, n], where batch, m and k may be several axes (a convolution's
 * rows are the places of an image, and it sums over channels and taps). No extent is 0.
 */
export interface MatrixProduct {
  readonly name: string
  readonly dtype: MatrixType
  readonly batch: readonly ProductAxis[]
  /** The axes of A that count rows, outermost first; everything else sees them as one. */
  readonly rows: readonly OperandAxis[]
  /** Columns: extent and stride in B. */
  readonly n: { readonly extent: number; readonly b: number }
  /** Outermost first; sums run over the last fastest. */
  readonly k: readonly ProductAxis[]
  /** Whether the argument block holds B's address before A's. */
  readonly swapped: boolean
  /** In elements from the pointers. */
  readonly offsetA: number
  readonly offsetB: number
  readonly epilogue: Epilogue
}

/** The epilogue that stores the product in one output. */
export const storing = (dtype: MatrixType, strides: readonly number[], offset = 0): Epilogue => ({
  inputs: [],
  outputs: [{ dtype, strides, offset, value: 0 }],
  body: [{ kind: 'input', input: 0, dtype, args: [] }],
})

/** The same epilogue, whose buffers (inputs, then outputs) are walked by other strides. */
export const restrided = (
  { inputs, outputs, body }: Epilogue,
  stridesOf: (buffer: Buffer, k: number) => readonly number[],
): Epilogue => ({
  inputs: inputs.map((buffer, k) => ({ ...buffer, strides: stridesOf(buffer, k) })),
  outputs: outputs.map((buffer, k) => ({ ...buffer, strides: stridesOf(buffer, inputs.length + k) })),
  body,
})

/** The usual product of matrices [batch, m, k] and [batch, k, n], row-major or transposed, stored row-major. */
export function matrixProduct(
  name: string,
  dtype: MatrixType,
  shape: { readonly batch?: number; readonly m: number; readonly n: number; readonly k: number },
  transposed: { readonly a?: boolean; readonly b?: boolean } = {},
): MatrixProduct {
  const { batch = 1, m, n, k } = shape
  return {
    name,
    dtype,
    batch: [{ extent: batch, a: m * k, b: k * n }],
    rows: [{ extent: m, stride: transposed.a ? 1 : k }],
    n: { extent: n, b: transposed.b ? k : 1 },
    k: [{ extent: k, a: transposed.a ? m : 1, b: transposed.b ? 1 : n }],
    swapped: false,
    offsetA: 0,
    offsetB: 0,
    epilogue: storing(dtype, [m * n, n, 1]),
  }
}
