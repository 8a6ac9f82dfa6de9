import { contraction } from '../../ops/contraction.ts'
import { movement } from '../../ops/movement.ts'
import { window } from '../../ops/window.ts'
import { branching } from '../../transform/control/branch.ts'
import { looping } from '../../transform/control/loop.ts'
import { scanning } from '../../transform/control/scan.ts'
import type { Template } from './block.ts'
import { product } from './contraction.ts'
import { caseStep, scanStep, whileStep } from './control.ts'
import { concatenate, pad } from './movement.ts'

/** Operations that are more than a loop over elements. */
export const templates: ReadonlyMap<object, Template> = new Map<object, Template>([
  [contraction.dot_general, product],
  [window.convolution, product],
  [movement.pad, pad],
  [movement.concatenate, concatenate],
  [scanning.scan, scanStep],
  [looping.while, whileStep],
  [branching.case, caseStep],
])
