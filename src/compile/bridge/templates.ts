import { movement } from '../../ops/movement.ts'
import type { Template } from './block.ts'
import { concatenate, pad } from './movement.ts'

/** Operations that are more than a loop over elements; who brings more of them adds them (subjects/). */
export const templates = new Map<object, Template>([
  [movement.pad, pad],
  [movement.concatenate, concatenate],
])
