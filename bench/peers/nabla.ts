// Nabla as a peer: node nabla.mjs THREADS [lazy]

import { engine } from '../../src/index.ts'
import { serve } from '../harness/serve.ts'
import { fileOf } from '../harness/workload.ts'
import { modules } from '../workloads/index.ts'

const [, , threads, form] = process.argv
engine.settings({ threads: Number(threads) })

await serve({ versions: { node: process.version } }, async (file) => {
  const found = modules.find(({ workloads }) => workloads.some((workload) => fileOf(workload) === file))
  return form === 'lazy' ? found?.lazy : found?.nabla
})
