import { checkWord, optionsOf } from '../options.ts'
import { checkNumbers, OptimizerError } from './errors.ts'
import type { ParameterGroup } from './group.ts'
import { LRScheduler, type Scheduled, type SchedulerState } from './schedulers.ts'

/** Sets the momentum of a group that has one: SGD's `momentum`, or the first beta of the Adam family. */
function setMomentum(group: object, momentum: number): void {
  const { settings, options } = group as ParameterGroup<{
    betas?: readonly [number, number]
    momentum?: number
  }>
  if (!settings) return
  if (settings['beta1'])
    (group as ParameterGroup<{ betas?: readonly [number, number] }>).set({
      betas: [momentum, options.betas?.[1] ?? 0.999],
    })
  else if (settings['momentum']) (group as ParameterGroup<{ momentum?: number }>).set({ momentum })
}

export interface CyclicOptions {
  readonly baseLr: number
  readonly maxLr: number
  /** Steps from the base to the top (2000), and back (the same). */
  readonly stepSizeUp?: number
  readonly stepSizeDown?: number
  /** 'triangular' keeps the height, 'triangular2' halves it each cycle, 'expRange' scales it by gamma^t. */
  readonly mode?: 'triangular' | 'triangular2' | 'expRange'
  readonly gamma?: number
  /** A height of one's own, of the cycle (from 1) or the step. */
  readonly scaleFn?: (at: number) => number
  readonly scaleMode?: 'cycle' | 'iterations'
  /** Moves the momentum the other way, between baseMomentum (0.8) and maxMomentum (0.9) (true). */
  readonly cycleMomentum?: boolean
  readonly baseMomentum?: number
  readonly maxMomentum?: number
}

/** A scheduler that may move the momentum too. */
class MomentumScheduler extends LRScheduler {
  #momentum: ((t: number) => number) | undefined

  /** Sets the momentum now, and after each step. */
  protected moveMomentum(momentum: (t: number) => number): void {
    this.#momentum = momentum
    for (const group of this.optimizer.groups) setMomentum(group, momentum(this.steps))
  }
  override step(): void {
    super.step()
    if (this.#momentum) this.moveMomentum(this.#momentum)
  }
  override loadStateDict(state: SchedulerState): void {
    super.loadStateDict(state)
    if (this.#momentum) this.moveMomentum(this.#momentum)
  }
}

/** Up and down between two rates. Source: Smith, "Cyclical learning rates for training neural networks" (2017). */
export class CyclicLR extends MomentumScheduler {
  constructor(optimizer: Scheduled, options: CyclicOptions) {
    const given = optionsOf('CyclicLR', options, {
      baseLr: undefined,
      maxLr: undefined,
      stepSizeUp: 2000,
      stepSizeDown: undefined,
      mode: 'triangular',
      gamma: 1,
      scaleFn: undefined,
      scaleMode: undefined,
      cycleMomentum: true,
      baseMomentum: 0.8,
      maxMomentum: 0.9,
    })
    const { baseLr, maxLr, stepSizeUp, mode, gamma, scaleFn, cycleMomentum, baseMomentum, maxMomentum } =
      given
    const { stepSizeDown = stepSizeUp, scaleMode = mode === 'expRange' ? 'iterations' : 'cycle' } = given
    checkWord('CyclicLR', 'mode', mode, ['triangular', 'triangular2', 'expRange'])
    checkWord('CyclicLR', 'scaleMode', scaleMode, ['cycle', 'iterations'])
    checkNumbers('CyclicLR', { baseLr, maxLr, stepSizeUp, stepSizeDown, gamma })
    const length = stepSizeUp + stepSizeDown
    const ratio = stepSizeUp / length
    const scaling =
      scaleFn ??
      (mode === 'triangular'
        ? () => 1
        : mode === 'triangular2'
          ? (c: number) => 0.5 ** (c - 1)
          : (t: number) => gamma ** t)
    const height = (t: number): number => {
      const cycle = Math.floor(1 + t / length)
      const x = 1 + t / length - cycle
      const rise = x <= ratio ? x / ratio : (x - 1) / (ratio - 1)
      return rise * scaling(scaleMode === 'cycle' ? cycle : t)
    }
    for (const group of optimizer.groups) group.initialLr = baseLr
    super(optimizer, (_, t) => baseLr + (maxLr - baseLr) * height(t))
    if (cycleMomentum) this.moveMomentum((t) => maxMomentum - (maxMomentum - baseMomentum) * height(t))
  }
}

export interface OneCycleOptions {
  readonly maxLr: number
  /** All steps, or epochs times stepsPerEpoch. */
  readonly totalSteps?: number
  readonly epochs?: number
  readonly stepsPerEpoch?: number
  /** The share of the steps that go up (0.3). */
  readonly pctStart?: number
  readonly annealStrategy?: 'cos' | 'linear'
  /** Where it starts: maxLr/divFactor (25), and ends: that divided by finalDivFactor (1e4). */
  readonly divFactor?: number
  readonly finalDivFactor?: number
  /** Down to the start as slowly as up, then on to the end (false). */
  readonly threePhase?: boolean
  /** Moves the momentum the other way, between baseMomentum (0.85) and maxMomentum (0.95) (true). */
  readonly cycleMomentum?: boolean
  readonly baseMomentum?: number
  readonly maxMomentum?: number
}

interface Phase {
  readonly end: number
  readonly lr: readonly [number, number]
  readonly momentum: readonly [number, number]
}

const oneCycleOptions = (options: OneCycleOptions) =>
  optionsOf('OneCycleLR', options, {
    maxLr: undefined,
    totalSteps: undefined,
    epochs: 0,
    stepsPerEpoch: 0,
    pctStart: 0.3,
    annealStrategy: 'cos',
    divFactor: 25,
    finalDivFactor: 1e4,
    threePhase: false,
    cycleMomentum: true,
    baseMomentum: 0.85,
    maxMomentum: 0.95,
  })

function phases(options: ReturnType<typeof oneCycleOptions>, total: number): Phase[] {
  const { maxLr, pctStart, divFactor, finalDivFactor, threePhase } = options
  const { baseMomentum: low, maxMomentum: high } = options
  const start = maxLr / divFactor
  const end = start / finalDivFactor
  const up: Phase = { end: pctStart * total - 1, lr: [start, maxLr], momentum: [high, low] }
  if (!threePhase) return [up, { end: total - 1, lr: [maxLr, end], momentum: [low, high] }]
  return [
    up,
    { end: 2 * pctStart * total - 2, lr: [maxLr, start], momentum: [low, high] },
    { end: total - 1, lr: [start, end], momentum: [high, high] },
  ]
}

/** One rise and one fall of the rate over a whole run; step it after each batch. Source: Smith and Topin, "Super-convergence" (2018). */
export class OneCycleLR extends MomentumScheduler {
  constructor(optimizer: Scheduled, given: OneCycleOptions) {
    const options = oneCycleOptions(given)
    checkWord('OneCycleLR', 'annealStrategy', options.annealStrategy, ['cos', 'linear'])
    checkNumbers('OneCycleLR', { maxLr: options.maxLr })
    const total = options.totalSteps ?? options.epochs * options.stepsPerEpoch
    if (!(Number.isInteger(total) && total > 0))
      throw new OptimizerError(
        'OneCycleLR',
        `the number of steps is ${total}: give totalSteps, or epochs and stepsPerEpoch.`,
      )
    const list = phases(options, total)
    const anneal = ([a, b]: readonly [number, number], share: number): number =>
      options.annealStrategy === 'linear'
        ? a + (b - a) * share
        : b + ((a - b) / 2) * (1 + Math.cos(Math.PI * share))
    const at = (t: number, of: 'lr' | 'momentum'): number => {
      if (t > total)
        throw new OptimizerError(
          'OneCycleLR',
          `step ${t} of ${total}: the cycle is over. Make a new scheduler with more steps.`,
        )
      let start = 0
      for (const [i, phase] of list.entries()) {
        if (t <= phase.end || i === list.length - 1)
          // the step after the last batch sets a rate that nobody uses: the end's
          return anneal(phase[of], Math.min(1, (t - start) / (phase.end - start)))
        start = phase.end
      }
      return list.at(-1)![of][1]
    }
    super(optimizer, (_, t) => at(t, 'lr'))
    if (options.cycleMomentum) this.moveMomentum((t) => at(t, 'momentum'))
  }
}
