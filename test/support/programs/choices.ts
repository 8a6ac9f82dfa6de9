import { constant } from '../../../src/graph/leaves.ts'
import type { Node } from '../../../src/graph/node.ts'
import { maximum, minimum } from '../../../src/ops/arithmetic.ts'

/** A stream of choices drawn by fast-check, so that programs shrink. */
export class Choices {
  private at = 0
  private readonly numbers: readonly number[]
  constructor(numbers: readonly number[]) {
    this.numbers = numbers
  }
  next(below: number): number {
    return this.numbers[this.at++ % this.numbers.length]! % below
  }
  of<T>(list: readonly T[]): T {
    return list[this.next(list.length)]!
  }
}

export const clamp = (x: Node): Node =>
  minimum(maximum(x, constant(-4, x.dtype, x.shape)), constant(4, x.dtype, x.shape))

export type Maker = (c: Choices, pool: readonly Node[]) => Node | undefined

export const floats = (pool: readonly Node[]): Node[] => pool.filter((node) => node.dtype.startsWith('float'))
export const sameAs = (pool: readonly Node[], x: Node): Node[] =>
  pool.filter((other) => other.dtype === x.dtype && `${other.shape}` === `${x.shape}`)
