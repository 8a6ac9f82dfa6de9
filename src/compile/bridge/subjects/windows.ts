import './places.ts'
import type { Node } from '../../../graph/node.ts'
import { sizeOf } from '../../../graph/shape.ts'
import { windowPlaces } from '../../../ops/windowPlaces.ts'
import { type WindowReduction, windowReduction } from '../../../ops/windowReduction.ts'
import { boxes } from '../../boxes.ts'
import { expansions } from '../../expand.ts'
import { type Range, ranges } from '../../guard.ts'
import { spreads } from '../../masks.ts'
import { masked, summed } from '../../spreads.ts'
import { placing } from '../block.ts'
import { dearer } from '../estimate.ts'
import { spread } from '../spread.ts'
import { templates } from '../templates.ts'
import { windowed } from '../windows.ts'

// What the engine knows of reductions over windows.

for (const [row, expansion] of boxes) expansions.set(row, expansion)

const windowOf = (node: Node): readonly number[] => (node.params as WindowReduction).window
for (const row of Object.values(windowReduction)) {
  templates.set(row, windowed)
  dearer.set(row, (node) => windowOf(node).reduce((sum, n) => sum + n, 0))
}

// A window's place counts over the axes that it moves along; -1 is none.
const planeOf = (node: Node): Range => [-1, sizeOf(node.inputs[0]!.shape.slice(-windowOf(node).length)) - 1]
ranges.set(windowReduction.window_argmax, planeOf)

const { window_scatter } = windowPlaces
spreads.set(window_scatter, { masked, summed })
templates.set(window_scatter, spread)
placing.add(window_scatter)
