/**
 * The learning rates of PyTorch's schedulers as formulas: the rate after scheduler step `t` from the rate before, so that
 * schedulers can be chained. `t` = 0 is the start, where `lr` is the group's own rate, `base`; `group` counts from 0.
 */
export type RateRule = (lr: number, t: number, base: number, group: number) => number

export const lambdaRule =
  (factor: (t: number) => number): RateRule =>
  (_, t, base) =>
    base * factor(t)

export const multiplicativeRule =
  (factor: (t: number) => number): RateRule =>
  (lr, t) =>
    t === 0 ? lr : lr * factor(t)

export const stepRule =
  (stepSize: number, gamma: number): RateRule =>
  (lr, t) =>
    t === 0 || t % stepSize !== 0 ? lr : lr * gamma

export const multiStepRule =
  (milestones: readonly number[], gamma: number): RateRule =>
  (lr, t) =>
    lr * gamma ** milestones.filter((milestone) => milestone === t).length

export const constantRule =
  (factor: number, totalIters: number): RateRule =>
  (lr, t) =>
    t === totalIters ? (t === 0 ? lr : lr / factor) : t === 0 ? lr * factor : lr

export const linearRule =
  (start: number, end: number, totalIters: number): RateRule =>
  (lr, t) => {
    // not 1 + a step, of which less than nothing could be left at an end of 0
    const factor = (at: number): number => start * (totalIters - at) + end * at
    if (t === 0) return lr * (totalIters === 0 ? end : start)
    return t > totalIters ? lr : (lr * factor(t)) / factor(t - 1)
  }

export const exponentialRule =
  (gamma: number): RateRule =>
  (lr, t) =>
    t === 0 ? lr : lr * gamma

export const polynomialRule =
  (totalIters: number, power: number): RateRule =>
  (lr, t) =>
    t === 0 || t > totalIters ? lr : lr * ((1 - t / totalIters) / (1 - (t - 1) / totalIters)) ** power

/**
 * Half a cosine from the base rate to `etaMin` in `tMax` steps, and back. What another scheduler has taken below `etaMin` would
 * be brought further from it, on the way back below 0: there it stays 0.
 */
export const cosineRule =
  (tMax: number, etaMin: number): RateRule =>
  (lr, t, base) => {
    if (t === 0) return lr
    if ((t - 1 - tMax) % (2 * tMax) === 0) return lr + ((base - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2
    const height = (at: number): number => 1 + Math.cos((Math.PI * at) / tMax)
    return Math.max(0, (height(t) / height(t - 1)) * (lr - etaMin) + etaMin)
  }

/** Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017). */
export const warmRestartsRule =
  (t0: number, tMult: number, etaMin: number): RateRule =>
  (_, t, base) => {
    let length = t0
    let at = t
    if (tMult === 1) at %= t0
    else
      while (at >= length) {
        at -= length
        length *= tMult
      }
    return etaMin + ((base - etaMin) * (1 + Math.cos((Math.PI * at) / length))) / 2
  }
