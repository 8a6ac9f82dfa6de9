import { engine, tensor } from '../../src/index.ts'
import { loop, run } from './program.ts'

/** What of a browser this page uses; the project compiles without the DOM's types. */
interface Page {
  readonly crossOriginIsolated: boolean
  readonly location: { readonly search: string }
  fetch(url: string, options: { method: string; body: string }): Promise<unknown>
  XMLHttpRequest: new () => { open(method: string, url: string, later: boolean): void; send(): void }
}
const page = globalThis as unknown as Page

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The server looks at this process's memory while the loop waits: nothing of the loop yields. */
function mark(): void {
  const request = new page.XMLHttpRequest()
  request.open('POST', '/mark', false)
  request.send()
}

async function report(): Promise<object> {
  if (page.location.search.includes('loop')) {
    const last = loop(100_000, mark)
    return { last, memory: engine.memory() }
  }
  // The first threaded program asks for workers; they report between tasks.
  const large = tensor(new Float32Array(1_000_000))
  const waiting = ({ workers, refused }: ReturnType<typeof engine.stats>): boolean =>
    workers.ready + workers.lost.length === 0 && !refused
  for (let i = 0; i < 100 && waiting(engine.stats()); i++) {
    large.add(i).tanh().sum().item()
    await pause(page.crossOriginIsolated ? 50 : 1)
  }
  const results = run()
  const { workers, compiled, refused } = engine.stats()
  return {
    results,
    isolated: page.crossOriginIsolated,
    workers,
    compiled,
    refused,
    threads: engine.settings().threads,
  }
}

let answer: object
try {
  answer = await report()
} catch (error) {
  answer = { error: String((error as Error).stack ?? error) }
}
await page.fetch('/result', { method: 'POST', body: JSON.stringify(answer) })
