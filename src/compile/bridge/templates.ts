import type { Node } from '../../graph/node.ts'
import { contraction } from '../../ops/contraction.ts'
import { movement } from '../../ops/movement.ts'
import { branching } from '../../transform/control/branch.ts'
import { looping } from '../../transform/control/loop.ts'
import { scanning } from '../../transform/control/scan.ts'
import type { Site } from './block.ts'
import { dotGeneral } from './contraction.ts'
import { caseStep, scanStep, whileStep } from './control.ts'
import { concatenate, pad } from './movement.ts'

/** Adds the steps of an operation; false where it cannot, and the operation runs on the host. */
export type Template = (node: Node, site: Site) => boolean

let table: Map<object, Template> | undefined

/** Operations that are more than a loop over elements. */
export function templates(): ReadonlyMap<object, Template> {
  table ??= new Map<object, Template>([
    [contraction.dot_general, dotGeneral],
    [movement.pad, pad],
    [movement.concatenate, concatenate],
    [scanning.scan, scanStep],
    [looping.while, whileStep],
    [branching.case, caseStep],
  ])
  return table
}
