/** What is used of the machine around, if it is there: the core has neither DOM nor Node types. */
interface Host {
  setTimeout?(f: () => void, milliseconds: number): unknown
  readonly process?: { readonly stderr?: OutputStream }
  readonly console?: { log(line: string): void }
}

/** A place that text is written to: a terminal, a pipe. */
export interface OutputStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

const host = globalThis as unknown as Host

/** Where progress is shown: Node's standard error; in a page or its worker the console, a line each time. */
export const progressStream = (): OutputStream =>
  host.process?.stderr ?? { write: (text) => host.console?.log(text.trimEnd()) }

/** Lets timers, messages and input be handled. */
export const pause = (): Promise<void> =>
  new Promise((resolve) => {
    if (host.setTimeout) host.setTimeout(resolve, 0)
    else resolve()
  })

/** An AbortSignal, as far as it is used here. */
export interface Signal {
  readonly aborted: boolean
}
