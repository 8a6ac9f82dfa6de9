import { bfgs } from './bfgs.ts'
import { conjugateGradient } from './conjugateGradient.ts'
import { gradientDescent, nesterov } from './gradientDescent.ts'
import { lbfgs } from './lbfgs.ts'
import { lbfgsb } from './lbfgsb.ts'
import { nelderMead } from './nelderMead.ts'
import { newtonCg } from './newtonCg.ts'
import type { Outcome, Problem } from './problem.ts'
import { dogleg, steihaug } from './trustRegion.ts'

export const methods = {
  'gradient-descent': gradientDescent,
  nesterov,
  cg: conjugateGradient,
  bfgs,
  'l-bfgs': lbfgs,
  'l-bfgs-b': lbfgsb,
  'newton-cg': newtonCg,
  dogleg,
  steihaug,
  'nelder-mead': nelderMead,
} satisfies Record<string, (problem: Problem) => Outcome>

/** A method of minimisation. */
export type MinimizeMethod = keyof typeof methods

/** The names of all methods of minimisation. */
export const minimizeMethods = Object.keys(methods) as MinimizeMethod[]

/** Methods that take bounds. */
export const withBounds = new Set<MinimizeMethod>(['l-bfgs-b', 'nelder-mead'])
