import { backward } from './backward.ts'
import * as contraction from './functions/contraction.ts'
import * as elementwise from './functions/elementwise.ts'
import * as reduction from './functions/reduction.ts'
import * as shape from './functions/shape.ts'
import { Tensor } from './tensor.ts'

const { finish: _, ...reductions } = reduction

/** The functions whose first argument is a tensor: each is a method of the same name. */
const functions = { backward, ...elementwise, ...reductions, ...shape, ...contraction }

/** The short names that PyTorch has. */
const short = {
  sub: elementwise.subtract,
  mul: elementwise.multiply,
  div: elementwise.divide,
  pow: elementwise.power,
  neg: elementwise.negative,
  max: reduction.amax,
  min: reduction.amin,
}

const all = { ...functions, ...short }
type Table = typeof all
type WithoutFirst<F> = F extends (first: never, ...rest: infer R) => infer T ? (...rest: R) => T : never
/** Functions of which the tensor is not the first argument. */
type Other = 'where' | 'polygamma'

export type Methods = { [K in Exclude<keyof Table, Other>]: WithoutFirst<Table[K]> }

const others: readonly string[] = ['where', 'polygamma']

/** Puts the methods on the class. */
function installMethods(): void {
  for (const [name, f] of Object.entries(all))
    if (!others.includes(name))
      Object.defineProperty(Tensor.prototype, name, {
        value(this: Tensor, ...rest: unknown[]) {
          return (f as (...args: unknown[]) => unknown)(this, ...rest)
        },
        configurable: true,
        writable: true,
      })
}
installMethods()
