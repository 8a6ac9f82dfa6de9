/** Numbers that every peer gets: row-major, with a shape. */
export interface Input {
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array
}
export type Inputs = Readonly<Record<string, Input>>
export type Numbers = Readonly<Record<string, number>>

/** One thing to measure. Peers implement it in files of the same name: `.ts` Nabla, `.py` Python's, `.js` npm's. */
export interface Workload {
  readonly name: string
  readonly title: string
  /** The name of the files, where it is not the workload's own. */
  readonly file?: string
  readonly parameters?: Numbers
  /** Runs before the timing, whose results must agree between peers (1). */
  readonly steps?: number
  /** Largest relative difference of results from the first peer's (1e-4). */
  readonly tolerance?: number
  /** Floating-point operations of a run, where GFLOPS are of interest. */
  readonly flops?: number
  /** One measurement is one run, made anew: what takes seconds. */
  readonly once?: boolean
  inputs(): Inputs
}

/** A peer's implementation, ready to run. */
export interface Work {
  run(): unknown
  /** The numbers of a result that are compared between peers. */
  read(result: never): readonly number[]
}
export type Implementation = (inputs: Inputs, parameters: Numbers) => Work

/** A file of workloads with Nabla's implementation: compiled by `jit`, and, where it differs, written as in PyTorch. */
export interface WorkloadModule {
  readonly workloads: readonly Workload[]
  readonly nabla: Implementation
  readonly lazy?: Implementation
}

export const fileOf = (workload: Workload): string => workload.file ?? workload.name

/** What is compared of a large result: 16 elements evenly spread, and the mean of all sizes. */
export function sample(data: ArrayLike<number>): number[] {
  const picked: number[] = []
  for (let i = 0; i < 16; i++) picked.push(data[Math.floor((i * (data.length - 1)) / 15)]!)
  let sum = 0
  for (let i = 0; i < data.length; i++) sum += Math.abs(data[i]!)
  return [...picked, sum / data.length]
}
