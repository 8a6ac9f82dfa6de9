import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Child } from './harness/child.ts'
import { readInputs, writeInputs } from './harness/inputs.ts'
import { difference } from './harness/measure.ts'
import type { Result } from './harness/results.ts'
import { alone, settled } from './harness/settle.ts'
import { ratios, table } from './harness/table.ts'

const inFolder = <T>(use: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-bench-test-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the benchmark', () => {
  test('runs without peers, and says which are missing', () =>
    inFolder((folder) => {
      const command = `--workloads logistic --peers nabla,torch --rounds 2 --budget 5 --patience 0 --threads 1 --results ${folder}`
      const printed = execFileSync(
        process.execPath,
        ['--import', 'tsx', 'bench/main.ts', ...command.split(' '), '--python', '/nowhere/python'],
        {
          encoding: 'utf8',
          cwd: fileURLToPath(new URL('..', import.meta.url)),
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      expect(printed).toMatch(/PyTorch eager +not installed or does not start.*pip install torch/)
      const result = JSON.parse(readFileSync(join(folder, 'logistic.json'), 'utf8')) as Result
      const { outcomes } = result.threads['1']!
      const nabla = outcomes.find(({ peer }) => peer === `nabla-${process.versions.node.split('.')[0]}`)!
      expect(nabla.least).toBeGreaterThan(0)
      expect(nabla.median).toBeGreaterThanOrEqual(nabla.least!)
      expect(outcomes.find(({ peer }) => peer === 'torch')!.least).toBeUndefined()
    }))

  test('inputs arrive as they were sent', () =>
    inFolder((folder) => {
      const inputs = {
        a: { shape: [3], data: new Uint8Array([1, 2, 255]) },
        b: { shape: [], data: new Float64Array([0.1]) },
        c: { shape: [2, 1], data: new Float32Array([1.5, Number.NaN]) },
      }
      writeInputs(join(folder, 'x'), inputs)
      expect(readInputs(join(folder, 'x'))).toEqual(inputs)
    }))

  test('results that differ are told', () => {
    expect(difference([1, 2], [1, 2])).toBe(0)
    expect(difference([1, 2.02], [1, 2])).toBeCloseTo(0.01)
    expect(difference([1, Number.NaN], [1, 2])).toBe(1)
    expect(difference([1], [1, 2])).toBe(1)
    // Next to nothing beside the others.
    expect(difference([100, 1e-9], [100, 0])).toBeLessThan(1e-8)
  })

  test('waits for an idle machine, though not for ever', async () => {
    const begin = performance.now()
    const idleSince = (time: number) => () => Math.max(0, performance.now() - begin - time)
    expect(await settled(1000, idleSince(0))).toBe(true)
    expect(performance.now() - begin).toBeLessThan(500)
    expect(await settled(5000, idleSince(700))).toBe(true)
    expect(performance.now() - begin).toBeGreaterThan(690)
    expect(await settled(0, idleSince(Infinity))).toBe(false)
    // half of the time is not enough
    expect(await settled(200, () => performance.now() / 2)).toBe(false)
  })

  test('takes a turn again that others disturbed', async () => {
    const taken = async (...idle: boolean[]) => {
      let turns = 0
      const { calm } = await alone(
        async () => turns++,
        100,
        async () => idle.shift()!,
      )
      return [turns, calm]
    }
    expect(await taken(true, true)).toEqual([1, true])
    // somebody began during the first, and was still there before the second
    expect(await taken(true, false, false, true, true)).toEqual([3, true])
    expect(await taken(true, false, true, false, true, false)).toEqual([3, false])
  })

  test('vectors of 256 bits have a table of their own', () => {
    const outcomes = [
      ['nabla-24', 'Nabla', 4],
      ['nabla-24-256', 'Wide', 2],
      ['nabla-24-256-lazy', 'Wide lazy', 3],
      ['torch', 'PyTorch', 3],
    ].map(([peer, title, least]) => ({ peer, title, least, median: least, versions: {} }))
    const measured = { date: '', machine: '', rounds: 1, outcomes }
    const results = [{ workload: 'x', title: 'X', threads: { 1: measured } }] as unknown as Result[]
    expect(ratios(results, '1').slice(3)).toEqual(['| | PyTorch |', '|---|---|', '| X | **0.75** |'])
    expect(ratios(results, '1', true).slice(3)).toEqual([
      '| | Wide | Wide lazy | Nabla | PyTorch |',
      '|---|---|---|---|---|',
      '| X | 2.00 ms (2.00) | 3.00 ms (3.00) | 2.0 | 1.5 |',
    ])
    expect(table(results, '1')[3]).toBe('| | Nabla | PyTorch |')
    expect(ratios(results, '2', true)).toEqual([])
  })

  test('a peer that dies or is silent is an error, not a wait', async () => {
    const request = { do: 'time', budget: 1 } as const
    const dies = new Child([process.execPath, '-e', 'throw new Error("no such library")'], process.env)
    expect(await dies.greet(10_000)).toEqual({ error: expect.stringContaining('no such library') })
    expect(await dies.ask(request, 10_000)).toEqual({ error: expect.stringContaining('no such library') })
    const silent = new Child([process.execPath, '-e', 'setInterval(() => 0, 1000)'], process.env)
    expect(await silent.ask(request, 200)).toEqual({ error: expect.stringContaining('no answer') })
    expect(silent.alive).toBe(false)
  })
})
