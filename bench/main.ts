// Nabla beside its peers, in one interleaved run. `npm run bench -- --help` tells the options.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeInputs } from './harness/inputs.ts'
import { type Entrant, measure, start } from './harness/measure.ts'
import { asked, readOptions, usage } from './harness/options.ts'
import { allPeers } from './harness/peers.ts'
import { joined, machine, saveResult } from './harness/results.ts'
import { duration, writeTable } from './harness/table.ts'
import { modules } from './workloads/index.ts'

const options = readOptions()
const terminal = process.stderr.isTTY
const progress = (text: string): void => {
  if (terminal) process.stderr.write(`\r\u001b[K${text}`)
}

async function run(): Promise<void> {
  const wanted = modules
    .flatMap((module) => module.workloads)
    .filter(({ name }) => asked(options.workloads, name))
  if (wanted.length === 0) throw new Error(`no workload is called ${options.workloads.join(' or ')}`)
  const peers = allPeers(options.python).filter(({ name }) => asked(options.peers, name))
  const folder = mkdtempSync(join(tmpdir(), 'nabla-inputs-'))
  try {
    for (const threads of options.threads) {
      progress(`${peers.length} peers start on ${threads} thread(s)`)
      const able = peers.filter(({ single }) => !single || threads === 1)
      const entrants: Entrant[] = await Promise.all(able.map((peer) => start(peer, threads)))
      progress('')
      for (const workload of wanted) {
        const path = join(folder, workload.name)
        writeInputs(path, workload.inputs())
        const outcomes = await measure(workload, entrants, path, { ...options, progress })
        progress('')
        console.log(`${workload.title}, ${threads} thread(s)`)
        for (const { title, least, median, missing, note = '' } of outcomes)
          if (missing !== 'not written for this peer')
            console.log(
              `  ${title.padEnd(28)} ${least === undefined ? missing : `${duration(least)} (${duration(median!)})`} ${note}`,
            )
        const measured = {
          date: new Date().toISOString(),
          machine: machine(),
          rounds: options.rounds,
          outcomes,
        }
        const { name, title, flops, once } = workload
        const whole = once ? joined(measured, name, `${threads}`, options.results) : measured
        const result = {
          workload: name,
          title,
          ...(flops ? { flops } : {}),
          threads: { [threads]: whole },
        }
        saveResult(result, options.results)
        if (!options.results) writeTable()
        // A peer that died is not asked again.
        for (const entrant of entrants)
          if (!entrant.failure && !entrant.child.alive)
            Object.assign(entrant, await start(entrant.peer, threads))
      }
      for (const entrant of entrants) entrant.child.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (options.help) console.log(usage)
else if (options.table) writeTable()
else await run()
