import { OutOfMemoryError } from '../../errors.ts'
import { elementBytes, type LoopKernel } from './ir.ts'
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

/** Throws: OutOfMemoryError for more elements in a row than a signed number of 32 bits counts. */
export function nestOf(kernel: LoopKernel): Nest {
  const layout = layoutOf(kernel)
  for (const { extent } of [...layout.inner, layout.vector])
    if (extent > 2 ** 31 - 2 ** 16)
      throw new OutOfMemoryError(
        `${kernel.name} [${kernel.axes.map((axis) => axis.extent)}]`,
        extent * elementBytes[kernel.outputs[0]!.dtype],
        0,
        0,
      )
  const placements = place(kernel, layout)
  const spill = spillPlan(kernel, layout, placements)
  return { kernel, layout, placements, spill, tiling: tilingOf(kernel, layout, placements) }
}
