import { shown } from '../errors.ts'
import { checkWord, optionsOf } from '../options.ts'
import { checkNumbers, OptimizerError } from './errors.ts'
import type { ParameterGroup } from './group.ts'
import { checkScheduled } from './scheduler-state.ts'
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
  /** One for all groups, or one for each; so are the others that are lists. */
  readonly baseLr: number | readonly number[]
  readonly maxLr: number | readonly number[]
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
  readonly baseMomentum?: number | readonly number[]
  readonly maxMomentum?: number | readonly number[]
}

/** The number of a group, of one for all or a list. Throws: OptimizerError, also for a group that came after the list. */
function perGroup(
  scheduler: string,
  name: string,
  given: number | readonly number[],
  count: number,
): (group: number) => number {
  const list: readonly number[] = [given].flat()
  for (const value of list) checkNumbers(scheduler, { [name]: value })
  if (typeof given === 'number') return () => given
  const check = (wanted: number): void => {
    if (list.length !== wanted)
      throw new OptimizerError(
        scheduler,
        `${name} is ${shown(given)}: it must be one number, or one for each of the ${wanted} groups.`,
      )
  }
  check(count)
  return (group) => {
    if (group >= list.length) check(group + 1)
    return list[group]!
  }
}

/** A scheduler that may move the momentum too. */
class MomentumScheduler extends LRScheduler {
  #momentum: ((t: number, group: number) => number) | undefined

  /** Sets the momentum now, and after each step. */
  protected moveMomentum(momentum: (t: number, group: number) => number): void {
    this.#momentum = momentum
    this.#moved()
  }
  #moved(): void {
    if (this.#momentum)
      for (const [i, group] of this.optimizer.groups.entries())
        setMomentum(group, this.#momentum(this.steps, i))
  }
  override step(): void {
    super.step()
    this.#moved()
  }
  override restart(): void {
    super.restart()
    this.#moved()
  }
  override loadStateDict(state: SchedulerState): void {
    super.loadStateDict(state)
    this.#moved()
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
    const { stepSizeUp, mode, gamma, scaleFn, cycleMomentum } = given
    const { stepSizeDown = stepSizeUp, scaleMode = mode === 'expRange' ? 'iterations' : 'cycle' } = given
    checkWord('CyclicLR', 'mode', mode, ['triangular', 'triangular2', 'expRange'])
    checkWord('CyclicLR', 'scaleMode', scaleMode, ['cycle', 'iterations'])
    checkScheduled('CyclicLR', optimizer)
    const each = (name: 'baseLr' | 'maxLr' | 'baseMomentum' | 'maxMomentum') =>
      perGroup('CyclicLR', name, given[name], optimizer.groups.length)
    const [low, high] = [each('baseLr'), each('maxLr')]
    const [rest, most] = [each('baseMomentum'), each('maxMomentum')]
    checkNumbers('CyclicLR', { stepSizeUp, stepSizeDown, gamma })
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
    for (const [i, group] of optimizer.groups.entries()) group.initialLr = low(i)
    super(optimizer, (_lr, t, _base, i) => low(i) + (high(i) - low(i)) * height(t))
    if (cycleMomentum) this.moveMomentum((t, i) => most(i) - (most(i) - rest(i)) * height(t))
  }
}

export interface OneCycleOptions {
  /** One for all groups, or one for each; so are the momenta. */
  readonly maxLr: number | readonly number[]
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
  readonly baseMomentum?: number | readonly number[]
  readonly maxMomentum?: number | readonly number[]
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

/** How one group's rate goes to `maxLr` and back, and its momentum from `high` to `low` and back. */
function phases(
  options: ReturnType<typeof oneCycleOptions>,
  total: number,
  [maxLr, low, high]: readonly [number, number, number],
): Phase[] {
  const { pctStart, divFactor, finalDivFactor, threePhase } = options
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
    checkScheduled('OneCycleLR', optimizer)
    const each = (name: 'maxLr' | 'baseMomentum' | 'maxMomentum') =>
      perGroup('OneCycleLR', name, options[name], optimizer.groups.length)
    const [rates, low, high] = [each('maxLr'), each('baseMomentum'), each('maxMomentum')]
    const total = options.totalSteps ?? options.epochs * options.stepsPerEpoch
    if (!(Number.isInteger(total) && total > 0))
      throw new OptimizerError(
        'OneCycleLR',
        `the number of steps is ${total}: give totalSteps, or epochs and stepsPerEpoch.`,
      )
    const anneal = ([a, b]: readonly [number, number], share: number): number =>
      options.annealStrategy === 'linear'
        ? a + (b - a) * share
        : b + ((a - b) / 2) * (1 + Math.cos(Math.PI * share))
    const at = (t: number, of: 'lr' | 'momentum', group: number): number => {
      if (t > total)
        throw new OptimizerError(
          'OneCycleLR',
          `step ${t} of ${total}: the cycle is over. Make a new scheduler with more steps.`,
        )
      const list = phases(options, total, [rates(group), low(group), high(group)])
      let start = 0
      for (const [i, phase] of list.entries()) {
        if (t <= phase.end || i === list.length - 1)
          // the step after the last batch sets a rate that nobody uses: the end's
          return anneal(phase[of], Math.min(1, (t - start) / (phase.end - start)))
        start = phase.end
      }
      return list.at(-1)![of][1]
    }
    super(optimizer, (_lr, t, _base, i) => at(t, 'lr', i))
    if (options.cycleMomentum) this.moveMomentum((t, i) => at(t, 'momentum', i))
  }
}
