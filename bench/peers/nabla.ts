// Nabla as a peer: node nabla.mjs THREADS jit|lazy 128|256

import { engine } from '../../src/index.ts'
import { serve } from '../harness/serve.ts'
import { fileOf, type Implementation } from '../harness/workload.ts'
import { modules } from '../workloads/index.ts'

const [, , threads, form, bits] = process.argv
const vectors = Number(bits) as 128 | 256
const has = engine.settings({ threads: Number(threads), vectors }).vectors

/** Operations that had no compiled form in what ran since the last call, and threads that do not take part. */
function notes(): string {
  const { ready, lost } = engine.stats().workers
  const missing = Number(threads) - 1 - ready
  const idle = missing > 0 ? `${missing} thread(s) missing ${lost.join(', ')}` : ''
  const now = Object.entries(engine.stats().fallbacks)
  const names = now.filter(([name, count]) => count > (before[name] ?? 0)).map(([name]) => name)
  before = Object.fromEntries(now)
  return [names.length > 0 ? `not compiled: ${names.join(', ')}` : '', idle].filter(Boolean).join('; ')
}
let before: Record<string, number> = {}

const find = async (file: string): Promise<Implementation | undefined> => {
  if (has !== vectors) return undefined
  const found = modules.find(({ workloads }) => workloads.some((workload) => fileOf(workload) === file))
  return form === 'lazy' ? found?.lazy : found?.nabla
}

await serve({ versions: { node: process.version } }, find, notes)
