import type { LoopKernel } from './ir.ts'
import { type Layout, layoutOf, type Placement, place } from './layout.ts'
import { type SpillPlan, spillPlan } from './phase-plan.ts'
import { type Tiling, tilingOf } from './tiling.ts'

/** A kernel and all that is decided of its loops before code is written. */
export interface Nest {
  readonly kernel: LoopKernel
  readonly layout: Layout
  readonly placements: readonly Placement[]
  readonly spill: SpillPlan
  readonly tiling: Tiling
}

export function nestOf(kernel: LoopKernel): Nest {
  const layout = layoutOf(kernel)
  const placements = place(kernel, layout)
  const spill = spillPlan(kernel, layout, placements)
  return { kernel, layout, placements, spill, tiling: tilingOf(kernel, layout, placements) }
}
