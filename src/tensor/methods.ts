import { NablaError, renamed, shown } from '../errors.ts'
import { backward } from './backward.ts'
import * as functions from './functions/index.ts'
import { Tensor } from './tensor.ts'

/** The functions of which a tensor is not the first argument; `einsum` and the like stay functions. */
const others = [
  'atleast1d',
  'broadcastArrays',
  'cat',
  'columnStack',
  'concatenate',
  'dstack',
  'einsum',
  'embedding',
  'fftfreq',
  'hstack',
  'meshgrid',
  'multiDot',
  'polygamma',
  'rfftfreq',
  'slice',
  'stack',
  'tri',
  'vstack',
  'where',
] as const
type Other = (typeof others)[number]

/** The names that PyTorch has for methods. */
const short = {
  backward,
  sub: functions.subtract,
  mul: functions.multiply,
  div: functions.divide,
  pow: functions.power,
  neg: functions.negative,
  eq: functions.equal,
  ne: functions.notEqual,
  lt: functions.less,
  le: functions.lessEqual,
  gt: functions.greater,
  ge: functions.greaterEqual,
  unfold: functions.slidingWindows,
  /** `condition.where(a, b)`; the function of the same name. */
  where: functions.where,
}

/** What takes more in PyTorch: decimals, alpha, how to round. It would be left out in silence. */
const whole: readonly unknown[] = [functions.round, functions.add, functions.subtract, functions.divide]

type Table = Omit<typeof functions, Other | keyof typeof short> & typeof short
type WithoutFirst<F> = F extends (first: never, ...rest: infer R) => infer T ? (...rest: R) => T : never

type Method = (...args: unknown[]) => unknown

export type Methods = { [K in keyof Table]: WithoutFirst<Table[K]> }

/** Whoever imports this file has the methods, in types as at run time; `nabla/core` does without. */
declare module './tensor.ts' {
  interface Tensor extends Methods {
    split<const S extends number | readonly number[]>(sizes: S, axis?: number): functions.Parts<S>
    tensorSplit<const P extends number | readonly number[]>(parts: P, axis?: number): functions.Cuts<P>
    arraySplit<const P extends number | readonly number[]>(parts: P, axis?: number): functions.Cuts<P>
    /** The slices of the first axis, one after the other. Throws: ShapeError for a scalar. */
    [Symbol.iterator](): Iterator<Tensor>
  }
}

/**
 * Gives the methods to the class: each is the function of the same name with the tensor as its first argument. They stand
 * one step behind it, on an object that is a hash table to V8; to a class that is in use it adds hundreds ten times as slowly. A
 * function is looked up at its first call: in a bundle each has code of its own that says where it is, which V8 compiles then.
 */
function installMethods(): void {
  const methods: object = Object.create(null)
  const give = (name: string, table: object): void => {
    let f: Method | undefined
    Object.defineProperty(methods, name, {
      value(this: Tensor, ...rest: unknown[]) {
        f ??= (table as Record<string, Method>)[name]!
        if (rest.length >= f.length && whole.includes(f))
          throw new NablaError(`${name}: ${shown(rest.at(-1))} is one argument too many.`)
        try {
          return f(this, ...rest)
        } catch (error) {
          // what goes wrong in a user's rules is none of the operation that runs them
          throw f === backward ? error : renamed(name, error)
        }
      },
      configurable: true,
      writable: true,
    })
  }
  for (const name of Object.keys(functions))
    if (!(others as readonly string[]).includes(name)) give(name, functions)
  for (const name of Object.keys(short)) give(name, short)
  Object.setPrototypeOf(methods, Object.prototype)
  Object.setPrototypeOf(Tensor.prototype, methods)
}
installMethods()
Tensor.prototype[Symbol.iterator] = function () {
  return this.unbind().values()
}
