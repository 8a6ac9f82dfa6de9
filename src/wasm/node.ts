/** What the host tells of itself; no types of Node are needed for it. */
interface Host {
  readonly process?: { readonly versions?: { readonly v8?: string; readonly bun?: string } }
}

/**
 * The version of V8 in Node itself, 0 elsewhere. Other hosts of V8 look like Node, and may freeze its flags or keep buffers in another
 * way: only Node ends the version with its name, and Bun, which has no V8, repeats it.
 */
export function nodeVersion(): number {
  const { v8 = '', bun } = (globalThis as Host).process?.versions ?? {}
  return v8.includes('-node.') && !bun ? Number.parseInt(v8, 10) : 0
}
