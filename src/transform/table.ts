import { leaves } from '../graph/leaves.ts'
import type { Op } from '../graph/node.ts'
import { blocks } from '../ops/blocks.ts'
import { contraction } from '../ops/contraction.ts'
import { cumulative } from '../ops/cumulative.ts'
import { elementary } from '../ops/elementary.ts'
import { elementwise } from '../ops/elementwise.ts'
import { errorFunctions } from '../ops/errorFunctions.ts'
import { errorInverse } from '../ops/errorInverse.ts'
import { fourier } from '../ops/fft.ts'
import { gammaFunctions } from '../ops/gammaFunctions.ts'
import { indexing } from '../ops/indexing.ts'
import { linalg } from '../ops/linalg.ts'
import { factor } from '../ops/linalgFactor.ts'
import { matrixFunctions } from '../ops/linalgFunctions.ts'
import { movement } from '../ops/movement.ts'
import { normalDistribution } from '../ops/normalDistribution.ts'
import { powers } from '../ops/power.ts'
import { random } from '../ops/random.ts'
import { reduction } from '../ops/reduction.ts'
import { resampling } from '../ops/resample.ts'
import { scattering } from '../ops/scattering.ts'
import { slicing } from '../ops/slicing.ts'
import { sorting } from '../ops/sorting.ts'
import { trigonometric } from '../ops/trigonometric.ts'
import { window } from '../ops/window.ts'
import { windowPlaces } from '../ops/windowPlaces.ts'
import { windowReduction } from '../ops/windowReduction.ts'
import { branching } from './control/branch.ts'
import { calls } from './control/call.ts'
import { custom } from './control/custom.ts'
import { looping } from './control/loop.ts'
import { scanning } from './control/scan.ts'

/** All tables of operations by subject: for the laws that loop over them, for printing and for the documentation. */
export const tables = {
  leaves,
  elementwise,
  powers,
  trigonometric,
  elementary,
  errorFunctions,
  errorInverse,
  normalDistribution,
  gammaFunctions,
  movement,
  slicing,
  reduction,
  cumulative,
  indexing,
  scattering,
  blocks,
  contraction,
  window,
  windowReduction,
  windowPlaces,
  linalg,
  factor,
  matrixFunctions,
  fourier,
  resampling,
  sorting,
  random,
  calls,
  custom,
  branching,
  looping,
  scanning,
}

/** Every row by its name. */
export const rows: ReadonlyMap<string, Op> = new Map(
  Object.values(tables).flatMap((table) => Object.entries(table) as unknown as [string, Op][]),
)
