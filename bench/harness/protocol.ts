import type { Numbers } from './workload.ts'

/** What the harness asks a peer, a line of JSON each. */
export type Request =
  | {
      readonly do: 'prepare'
      readonly file: string
      readonly parameters: Numbers
      readonly inputs: string
      readonly steps: number
      /** A step is all that there is: it is not repeated. */
      readonly once: boolean
    }
  /** Runs for `budget` milliseconds, once at least. */
  | { readonly do: 'time'; readonly budget: number }

/** What it answers. */
export type Answer =
  /** The results of the first runs, and how many milliseconds the last of them took. */
  | { readonly values: readonly number[]; readonly last: number; readonly note?: string }
  /** Milliseconds a run. */
  | { readonly times: readonly number[] }
  /** This peer does not do this. */
  | { readonly missing: string }
  | { readonly error: string }

/** The first line of a peer. */
export interface Greeting {
  readonly versions: Readonly<Record<string, string>>
}
