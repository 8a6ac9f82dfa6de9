import { requireFunction } from '../errors.ts'
import type { Tensor } from '../tensor/core.ts'
import { described, shown } from './describe.ts'
import { Module } from './module.ts'

/**
 * A module class for a function without parameters to learn; what the constructor is given goes to the function. `check`
 * refuses at once what the function would refuse later, or not at all.
 */
export function layerOf<A extends unknown[]>(
  name: string,
  apply: (x: Tensor, ...options: A) => Tensor,
  check?: (...options: A) => void,
) {
  requireFunction('layerOf', apply, 'what the layer does')
  const made = class extends Module {
    readonly options: A
    constructor(...options: A) {
      super()
      check?.(...options)
      this.options = options
    }
    override fields(): Iterable<readonly [string, unknown]> {
      return []
    }
    forward(x: Tensor): Tensor {
      return apply(x, ...this.options)
    }
    override describe(): string {
      const given = this.options.filter((option) => option !== undefined)
      const isNamed = (option: unknown): boolean => typeof option === 'object' && !Array.isArray(option)
      const sizes = given.filter((option) => !isNamed(option)).map(shown)
      return described(sizes.join(', '), Object.assign({}, ...given.filter(isNamed)))
    }
  }
  Object.defineProperty(made, 'name', { value: name })
  return made
}
