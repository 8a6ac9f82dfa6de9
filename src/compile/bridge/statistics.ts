/** What the engine has done since it started. */
export interface EngineStatistics {
  /** Programs compiled, recompilations included. */
  readonly compiled: number
  /** Programs compiled again because a number changed or another value of theirs was read. */
  readonly recompiled: number
  /** Runs of compiled programs. */
  readonly runs: number
  /** Evaluations by the interpreter. */
  readonly interpreted: number
  /** Programs that are kept. */
  readonly programs: number
  /** Runs of operations that have no compiled form, by name. */
  readonly fallbacks: Readonly<Record<string, number>>
  /** Worker threads that take part, and why others no longer do. */
  readonly workers: { readonly ready: number; readonly lost: readonly string[] }
  /** Why this host compiles nothing, where that is so: it has no WebAssembly, no memory for it, or a policy forbids it. */
  readonly refused: string | undefined
}

/** Bytes of the engine's memory. */
export interface MemoryStatistics {
  /** What the heap takes from the host. */
  readonly heap: number
  /** What of it is in use. */
  readonly used: number
  /** The most that was in use since the start, whatever the budget was then: it may be above one that was lowered later. */
  readonly peak: number
  /** Intermediate values; all programs share it. */
  readonly arena: number
  /** Values of variables, and large results, that stand in the heap between runs. */
  readonly resident: number
  /** What the heap may take. */
  readonly budget: number
}
