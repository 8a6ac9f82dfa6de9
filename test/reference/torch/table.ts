import type * as nabla from '../../../src/tensor/index.ts'

/** One torch function: its parameters in order, and what it does with them by name. */
export interface TorchFunction {
  readonly parameters: readonly string[]
  /** Which parameter takes all positional arguments that are left (x.expand(2, 3)); those behind it are named. -1 for none. */
  readonly rest: number
  readonly run: (args: Args) => unknown
}

/** Arguments are as untyped as the JSON that they come from. */
export type Args = Record<string, ReturnType<typeof JSON.parse>>
export type Tensor = nabla.Tensor

/** The torch functions that records may call, with their parameters in torch's order, in terms of Nabla's functions. */
export const torch = new Map<string, TorchFunction>()

/** `names` separated by '|', parameters by ', '; a parameter '*name' takes the rest. */
export function define(names: string, parameters: string, run: (a: Args) => unknown): void {
  const list = parameters.split(', ').filter((name) => name !== '')
  const rest = list.findIndex((name) => name.startsWith('*'))
  for (const name of names.split('|'))
    torch.set(name, { parameters: list.map((p) => p.replace('*', '')), rest, run })
}

/** Options without those that are not there. */
export const opts = (options: Args): Args =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null))

/** torch takes an empty list of axes for all of them. */
export const axes = (dim: unknown): number | number[] | undefined =>
  dim === null || (Array.isArray(dim) && dim.length === 0) ? undefined : (dim as number)
export const keep = (a: Args): nabla.ReduceOptions => ({ keepdims: a['keepdim'] === true })
