export const now = (): number =>
  (globalThis as unknown as { performance: { now(): number } }).performance.now()

/** A trial takes some turns of the scheduler of an operating system, in milliseconds, and some runs: one alone may be lucky. */
const trialTime = 8
const trialRuns = 3
/** Milliseconds at first that tell nothing: a host swaps in better code, and workers come to know the program. */
const young = 64
/** How much longer it takes to the next trial when one has lost, and the most, as a multiple of what a trial takes. */
const growth = 4
const longest = 16
/** Runs were disturbed where their mean is so many times the least of them. */
const disturbed = 1.25

/**
 * Decides whether a program shares its work. On a busy machine a worker may lose its core while it holds tiles, and everybody
 * waits; or it shares the core of the main thread, which then is not late but slow. So where runs that share are disturbed,
 * sharing has to prove by the clock that it is faster than being alone: the other way is tried for a moment, again and again,
 * and less often as long as it loses.
 */
export class Pace {
  private shares = true
  private trying = false
  /** Milliseconds that the latest trial took, 0 as long as the program is young, and how many times that it is to the next. */
  private lasted = 0
  private patience = 1
  /** Mean milliseconds of a run alone, and of one that shares; 0 where not known. */
  private readonly means = [0, 0]
  // of the runs since the last decision
  private time = 0
  private runs = 0
  private least = Infinity

  /** Run once, shared or not. */
  run(work: (shares: boolean) => number): number {
    const start = now()
    const result = work(this.shares)
    const took = now() - start
    this.time += took
    this.runs++
    this.least = Math.min(this.least, took)
    const enough = this.trying ? trialTime : this.patience * (this.lasted || young)
    if (this.runs >= trialRuns && this.time >= enough) {
      if (this.lasted) this.decide()
      else this.lasted = trialTime
      this.time = this.runs = 0
      this.least = Infinity
    }
    return result
  }

  private decide(): void {
    const { shares, means, time } = this
    const way = Number(shares)
    const mean = time / this.runs
    const calm = mean < disturbed * this.least
    means[way] = calm ? mean : ((means[way] || mean) + mean) / 2
    if (this.trying) {
      this.shares = means[1]! < means[0]!
      this.lasted = time
      this.patience = this.shares === shares ? 1 : Math.min(longest, growth * this.patience)
    } else if (shares && calm) {
      this.patience = Math.max(1, this.patience / 2)
      return
    } else this.shares = !shares
    this.trying = !this.trying
  }
}
