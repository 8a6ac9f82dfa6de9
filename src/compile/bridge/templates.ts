import { contraction } from '../../ops/contraction.ts'
import { indexing } from '../../ops/indexing.ts'
import { movement } from '../../ops/movement.ts'
import { random } from '../../ops/random.ts'
import { reduction } from '../../ops/reduction.ts'
import { sorting } from '../../ops/sorting.ts'
import { window } from '../../ops/window.ts'
import { windowPlaces } from '../../ops/windowPlaces.ts'
import { windowReduction } from '../../ops/windowReduction.ts'
import { branching } from '../../transform/control/branch.ts'
import { looping } from '../../transform/control/loop.ts'
import { scanning } from '../../transform/control/scan.ts'
import type { Template } from './block.ts'
import { product } from './contraction.ts'
import { caseStep, scanStep, whileStep } from './control.ts'
import { concatenate, pad } from './movement.ts'
import { cumulative, sort } from './ordered.ts'
import { randomBits } from './random.ts'
import { scatter } from './scatter.ts'
import { spread } from './spread.ts'
import { windowed } from './windows.ts'

/** Operations that are more than a loop over elements; who brings more of them adds them (linear-algebra.ts). */
export const templates = new Map<object, Template>([
  [contraction.dot_general, product],
  [window.convolution, product],
  [movement.pad, pad],
  [movement.concatenate, concatenate],
  [indexing.scatter, scatter],
  [indexing.scatter_add, scatter],
  [sorting.sort, sort],
  [random.random_bits, randomBits],
  ...[reduction.cumsum, reduction.cumprod, reduction.cummax, reduction.cummin, reduction.cumlogsumexp].map(
    (row) => [row, cumulative] as const,
  ),
  ...Object.values(windowReduction).map((row) => [row, windowed] as const),
  [windowPlaces.window_scatter, spread],
  [scanning.scan, scanStep],
  [looping.while, whileStep],
  [branching.case, caseStep],
])
