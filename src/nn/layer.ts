import type { Tensor } from '../tensor/index.ts'
import { Module } from './module.ts'

/** A module class for a function without parameters to learn; what the constructor is given goes to the function. */
export function layerOf<A extends unknown[]>(name: string, apply: (x: Tensor, ...options: A) => Tensor) {
  const made = class extends Module {
    readonly options: A
    constructor(...options: A) {
      super()
      this.options = options
    }
    override fields(): Iterable<readonly [string, unknown]> {
      return []
    }
    forward(x: Tensor): Tensor {
      return apply(x, ...this.options)
    }
    override describe(): string {
      return this.options
        .map((option) => (typeof option === 'object' ? JSON.stringify(option) : String(option)))
        .join(', ')
    }
  }
  Object.defineProperty(made, 'name', { value: name })
  return made
}
