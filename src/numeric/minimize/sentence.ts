import { counted, sized } from '../wording.ts'
import type { Status } from './problem.ts'

/** The counts that a status sentence quotes. */
export interface Counts {
  readonly iterations: number
  readonly evaluations: number
  readonly gradientNorm: number
  readonly maxIterations: number
  readonly maxEvaluations: number
}

/** A status as a sentence. */
export function sentence(status: Status, counts: Counts): string {
  const size = sized(counts.gradientNorm)
  const after = `after ${counted(counts.iterations, 'iteration')} and ${counted(counts.evaluations, 'evaluation')}`
  switch (status) {
    case 'converged':
      return `Converged ${after}; the largest entry of the gradient is ${size}.`
    case 'precision':
      return `No lower point can be found at the precision of the function ${after}; the largest entry of the gradient is ${size}.`
    case 'max-iterations':
      return `Stopped at the limit of ${counted(counts.maxIterations, 'iteration')} before converging; the largest entry of the gradient is ${size}.`
    case 'max-evaluations':
      return `Stopped at the limit of ${counted(counts.maxEvaluations, 'evaluation')} before converging; the largest entry of the gradient is ${size}.`
    case 'stopped':
      return `Stopped by the callback ${after}.`
    case 'aborted':
      return `Stopped by the signal ${after}.`
    case 'unbounded':
      return `The function falls without bound: it was -Infinity ${after}.`
    case 'failed':
      return `No lower point was found ${after}, though the largest entry of the gradient is ${size}: f may have a kink or a wall there, units far from 1, or the gradient is not that of f.`
  }
}
