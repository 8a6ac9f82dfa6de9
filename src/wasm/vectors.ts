/** What the host tells of itself; no types of Node are needed for it. */
interface Host {
  readonly process?: {
    readonly arch?: string
    readonly versions?: Readonly<Record<string, string | undefined>>
    readonly execArgv?: readonly string[]
    getBuiltinModule?(name: string): unknown
  }
}

/** Makes V8 compile two vectors that lie side by side into one of 256 bits; experimental there. See docs/decisions/0019. */
const flag = 'experimental-wasm-revectorize'
/** The first version of V8 whose compiler for WebAssembly does it in Node: that of Node 24. */
const firstVersion = 13

let chosen: boolean | undefined

/** Whether vectors are of 256 bits: two of WebAssembly's become one where they are computed alike and stored side by side. */
export function wide(): boolean {
  chosen ??= hasFlag() && isAble()
  return chosen
}

/** Asks V8 for vectors of 256 bits, or no more of them, in code that it optimises from now on. Tells whether that changed anything. */
export function widen(on: boolean): boolean {
  if (on === wide() || !isAble()) return false
  const { process } = globalThis as Host
  const v8 = process!.getBuiltinModule!('node:v8') as { setFlagsFromString(flags: string): void }
  v8.setFlagsFromString(`--${on ? '' : 'no-'}${flag}`)
  chosen = on
  return true
}

const hasFlag = (): boolean =>
  (globalThis as Host).process?.execArgv?.some((text) => text.replaceAll('_', '-') === `--${flag}`) ?? false

function isAble(): boolean {
  const { arch, versions, getBuiltinModule } = (globalThis as Host).process ?? {}
  return (
    arch === 'x64' &&
    getBuiltinModule !== undefined &&
    versions?.['bun'] === undefined &&
    Number.parseInt(versions?.['v8'] ?? '0', 10) >= firstVersion
  )
}
