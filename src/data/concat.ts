import { concatenate, take, treeMap } from '../tensor/core.ts'
import { checkDataset, type Dataset, told } from './dataset.ts'
import { DataError } from './errors.ts'

/** Datasets one behind the other, of the same kind of examples. */
export class ConcatDataset<T> implements Dataset<T> {
  readonly sources: readonly Dataset<T>[]
  /** Where each of them begins, and the end. */
  readonly #starts: readonly number[]

  constructor(...sources: readonly Dataset<T>[]) {
    for (const source of sources) checkDataset('ConcatDataset', source)
    if (sources.length === 0) throw new DataError('ConcatDataset', 'there is no dataset: give at least one.')
    this.sources = sources
    let start = 0
    this.#starts = [0, ...sources.map(({ length }) => (start += length))]
  }
  get length(): number {
    return this.#starts.at(-1)!
  }
  /** The dataset that has an example, and its number there. */
  #place(index: number): [source: number, at: number] {
    const source = this.#starts.findIndex((start) => start > index) - 1
    if (!(source >= 0 && Number.isInteger(index)))
      throw new DataError(
        'ConcatDataset',
        `example ${index} of ${this.length}: indices go from 0 to ${this.length - 1}.`,
      )
    return [source, index - this.#starts[source]!]
  }
  get(index: number): T {
    const [source, at] = this.#place(index < 0 ? index + this.length : index)
    return this.sources[source]!.get(at)
  }
  batch(indices: ArrayLike<number>): T {
    const wanted: number[][] = this.sources.map(() => [])
    const where = Array.from(indices, (index) => {
      const [source, at] = this.#place(index)
      return [source, wanted[source]!.push(at) - 1] as const
    })
    const used = [...wanted.keys()].filter((source) => wanted[source]!.length > 0)
    const [first, ...others] = (used.length > 0 ? used : [0]).map((source) =>
      this.sources[source]!.batch(wanted[source]!),
    )
    if (others.length === 0) return first as T
    const before = wanted.map((_, i) => wanted.slice(0, i).reduce((sum, list) => sum + list.length, 0))
    const order = Int32Array.from(where, ([source, at]) => before[source]! + at)
    return treeMap((...parts) => take(concatenate(parts), order, { axis: 0 }), first, ...others) as T
  }
  toString(): string {
    return `ConcatDataset(${this.sources.map(told).join(', ')})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** Datasets one behind the other: `concat(night, day)`. */
export const concat = <T>(...sources: readonly Dataset<T>[]): ConcatDataset<T> =>
  new ConcatDataset(...sources)
