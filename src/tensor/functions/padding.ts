import '../../compile/bridge/subjects/blocks.ts'
import type { TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { type PadMode, type PadOptions, type PadWidth, padded } from './padded.ts'

export type { PadMode, PadOptions, PadWidth }

/**
 * The tensor with elements added before and after its axes, or cropped where a width is negative. What is added is `value`
 * ('constant'; 0 unless given), the edge ('replicate', 'edge'), the tensor again ('circular', 'wrap'), or its mirror image without
 * ('reflect') or with the edge ('symmetric').
 *
 * @example
 * pad(tensor([1, 2, 3]), [2, 1], { mode: 'reflect' }) // [3, 2, 1, 2, 3, 2]
 */
export const pad = (x: TensorLike, width: PadWidth, options?: PadOptions): Tensor => padded(x, width, options)
