import { movement } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import type { Template } from './block.ts'
import { cumulative } from './cumulative.ts'
import { concatenate, pad } from './movement.ts'

/** Operations that are more than a loop over elements; who brings more of them adds them (subjects/). */
export const templates = new Map<object, Template>([
  [movement.pad, pad],
  [movement.concatenate, concatenate],
  ...[reduction.cumsum, reduction.cumprod, reduction.cummax, reduction.cummin, reduction.cumlogsumexp].map(
    (row) => [row, cumulative] as const,
  ),
])
