/** A value of a row, with a bound of its round-off, for each component of the line. */
export interface Entry {
  readonly value: Float64Array
  readonly roundOff: Float64Array
}

/** What a row says of one component. */
export interface Candidate {
  readonly value: number
  /** How far it moved from the entries that it was made of, and what rounding may do to it. */
  readonly moved: number
  readonly rounding: number
}

/** Rows of Richardson's extrapolation: each is made of the row before and of one difference with half its step. */
export class Tableau {
  readonly #ratio: number
  #previous: readonly Entry[] = []
  #row: readonly Entry[] = []
  #count = 0

  constructor(ratio: number) {
    this.#ratio = ratio
  }

  /** Rows so far. */
  get count(): number {
    return this.#count
  }

  clear(): void {
    this.#previous = this.#row = []
    this.#count = 0
  }

  add(difference: Entry): void {
    this.#previous = this.#row
    const row = [difference]
    let factor = 1
    for (let j = 1; j <= Math.min(this.#count, 10); j++) {
      factor *= this.#ratio
      row.push(extrapolated(row[j - 1]!, this.#previous[j - 1]!, factor))
    }
    this.#row = row
    this.#count++
  }

  /** The entry of the last row with the least error. */
  candidate(i: number): Candidate {
    let best: Candidate = { value: Number.NaN, moved: Number.POSITIVE_INFINITY, rounding: 0 }
    for (let j = 1; j < this.#row.length; j++) {
      const value = this.#row[j]!.value[i]!
      const moved = Math.max(
        Math.abs(value - this.#row[j - 1]!.value[i]!),
        Math.abs(value - this.#previous[j - 1]!.value[i]!),
      )
      const rounding = 2 * this.#row[j]!.roundOff[i]!
      if (moved + rounding < best.moved + best.rounding) best = { value, moved, rounding }
    }
    return best
  }

  /** Round-off of the difference that the last row began with. */
  roundOff(i: number): number {
    return this.#row[0]!.roundOff[i]!
  }
}

/** a + (a - b) / (factor - 1): the leading error of a and b cancels. */
function extrapolated(a: Entry, b: Entry, factor: number): Entry {
  const value = a.value.map((ai, i) => ai + (ai - b.value[i]!) / (factor - 1))
  const roundOff = a.roundOff.map((ai, i) => (factor * ai + b.roundOff[i]!) / (factor - 1))
  return { value, roundOff }
}
