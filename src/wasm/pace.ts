export const now = (): number =>
  (globalThis as unknown as { performance: { now(): number } }).performance.now()

/** Most runs that a program stays alone before it tries threads again. */
const longest = 256

/**
 * Decides, run by run, whether a program shares its work. On a busy machine a worker may lose its core while it holds tiles,
 * and everybody waits; so where workers come late, sharing has to prove by the clock that it is faster than being alone.
 */
export class Pace {
  private alone = 0
  private together = 0
  private left = 0
  private patience = 1
  private start = 0
  private shares = true

  /** Whether the run that starts now shares its work. */
  begin(): boolean {
    this.shares = this.left === 0
    if (!this.shares) this.left--
    this.start = now()
    return this.shares
  }

  /** The run has ended; `late`: somebody had to be waited for. */
  end(late: boolean): void {
    const took = now() - this.start
    if (!this.shares) {
      this.alone = this.alone === 0 ? took : (this.alone + took) / 2
      return
    }
    this.together = late || this.together === 0 ? took : Math.min(took, (3 * this.together + took) / 4)
    if (!late) {
      this.patience = Math.max(1, this.patience >> 1)
      return
    }
    // not known, or slower: alone for a while, longer each time
    if (this.alone === 0 || this.together >= this.alone) {
      this.left = this.patience
      this.patience = Math.min(longest, 2 * this.patience)
    }
  }
}
