import { features } from './features.ts'
import { nodeVersion } from './node.ts'

/** What the host tells of itself; no types of Node are needed for it. */
interface Host {
  readonly process?: {
    readonly arch?: string
    readonly execArgv?: readonly string[]
    getBuiltinModule?(name: string): unknown
  }
}

/** Makes V8 compile two vectors that lie side by side into one of 256 bits; experimental there. See docs/decisions/0019. */
const flag = 'experimental-wasm-revectorize'
/** With it, V8 ends the process where a flag is changed. */
const frozen = 'freeze-flags-after-init'
/** The first version of V8 whose compiler for WebAssembly does it in Node: that of Node 24. */
const firstVersion = 13

/** Whether the process was started with a flag of V8's. */
const isSet = (name: string): boolean => !!(globalThis as Host).process?.execArgv?.includes(`--${name}`)

let chosen = isSet(flag)

/** Whether vectors are of 256 bits: two of WebAssembly's become one where they are computed alike and stored side by side. */
export const wide = (): boolean => chosen

/** Asks V8 for vectors of 256 bits, or no more of them, in code that it optimises from now on. Tells whether that changed anything. */
export function widen(on: boolean): boolean {
  if (on === wide() || isSet(frozen) || !isAble()) return false
  const { process } = globalThis as Host
  const v8 = process!.getBuiltinModule!('node:v8') as { setFlagsFromString(flags: string): void }
  v8.setFlagsFromString(`--${on ? '' : 'no-'}${flag}`)
  chosen = on
  return true
}

/** Whether this is Node itself on a processor with wide vectors. What has fused multiply-add has AVX2. */
const isAble = (): boolean =>
  nodeVersion() >= firstVersion && (globalThis as Host).process?.arch === 'x64' && features().fma
