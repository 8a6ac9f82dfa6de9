// Nabla as a peer: node nabla.mjs THREADS [lazy]

import { engine } from '../../src/index.ts'
import { serve } from '../harness/serve.ts'
import { fileOf, type Implementation } from '../harness/workload.ts'
import { modules } from '../workloads/index.ts'

const [, , threads, form] = process.argv
engine.settings({ threads: Number(threads) })

/** Operations that had no compiled form in what ran since the last call. */
function fallbacks(): string {
  const now = Object.entries(engine.stats().fallbacks)
  const names = now.filter(([name, count]) => count > (before[name] ?? 0)).map(([name]) => name)
  before = Object.fromEntries(now)
  return names.length > 0 ? `not compiled: ${names.join(', ')}` : ''
}
let before: Record<string, number> = {}

const find = async (file: string): Promise<Implementation | undefined> => {
  const found = modules.find(({ workloads }) => workloads.some((workload) => fileOf(workload) === file))
  return form === 'lazy' ? found?.lazy : found?.nabla
}

await serve({ versions: { node: process.version } }, find, fallbacks)
