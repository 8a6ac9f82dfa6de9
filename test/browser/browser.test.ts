import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { chromium, visit } from './chromium.ts'
import { run } from './program.ts'

if (!chromium)
  console.log('no Chromium on this machine: the tests in a browser are skipped (CHROME names one)')

interface Report {
  readonly results: Record<string, number[]>
  readonly isolated: boolean
  readonly workers: { readonly ready: number; readonly lost: readonly string[] }
  readonly compiled: number
  readonly threads: number
  readonly refused?: string
  readonly error?: string
}

describe.skipIf(!chromium)('in Chromium', () => {
  let script = ''
  let alone: Report
  let isolated: Report

  const show = async (options: Parameters<typeof visit>[1]): Promise<Report> => {
    const { result } = await visit(script, options)
    expect(result['error']).toBeUndefined()
    return result as unknown as Report
  }

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [new URL('page.ts', import.meta.url).pathname],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      write: false,
    })
    script = outputFiles[0]!.text
    alone = await show({ isolated: false })
    isolated = await show({ isolated: true })
  }, 120_000)

  test('the numbers are those of Node', () => {
    // Node may be without the fused multiply-add that the browser has, or the other way round.
    for (const [name, wanted] of Object.entries(run())) {
      const scale = Math.max(...wanted.map(Math.abs))
      expect(alone.results[name], name).toHaveLength(wanted.length)
      wanted.forEach((x, i) => {
        expect(Math.abs(alone.results[name]![i]! - x), `${name} ${i}`).toBeLessThan(2e-5 * scale)
      })
    }
    expect(alone.compiled).toBeGreaterThan(0)
  })

  test('without isolation there is one thread', () => {
    expect(alone.isolated).toBe(false)
    expect(alone.workers).toEqual({ ready: 0, lost: [] })
    expect(alone.threads).toBe(1)
  })

  test('with isolation there are as many as cores, and the numbers are the same to the bit', () => {
    expect(isolated.isolated).toBe(true)
    expect(isolated.workers).toEqual({ ready: isolated.threads - 1, lost: [] })
    expect(isolated.results).toEqual(alone.results)
  })

  test('where a policy forbids workers of blobs there is one thread, and the engine says why', async () => {
    const policy = "script-src 'self' 'wasm-unsafe-eval'"
    const strict = await show({ isolated: true, policy })
    expect(strict.workers.ready).toBe(0)
    expect(strict.workers.lost[0]).toMatch(/^worker 0: failed: a policy may forbid/)
    expect(strict.results).toEqual(alone.results)
  }, 60_000)

  test('where a policy forbids WebAssembly everything is interpreted, and the engine says why', async () => {
    const strict = await show({ isolated: true, policy: "script-src 'self'" })
    expect(strict.refused).toMatch(/Content Security Policy/)
    expect(strict.compiled).toBe(0)
    const [first] = strict.results['reduction']!
    expect(first! / alone.results['reduction']![0]!).toBeCloseTo(1, 5)
  }, 60_000)

  test.runIf(process.platform === 'linux')(
    '100,000 steps of a synchronous loop in constant memory',
    async () => {
      const visits = await Promise.all(
        [false, true].map((isolated) => visit(script, { isolated, query: '?loop' })),
      )
      for (const { result, marks } of visits) {
        expect(result['error']).toBeUndefined()
        expect(result['last']).toBeLessThan(1)
        const [early, late] = marks as [number, number]
        expect(early).toBeGreaterThan(20)
        // What the garbage collector lets pile up.
        expect(late - early, `${early} MB after a tenth, ${late} MB at the end`).toBeLessThan(100)
      }
    },
    300_000,
  )
})
