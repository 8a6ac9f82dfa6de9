import { WorkerError } from './errors.ts'
import type { WorkerFactory } from './threads.ts'

/** The parts of a browser that starting a worker from text takes. */
interface BrowserScope {
  Worker?: new (
    url: string,
  ) => {
    postMessage(message: unknown): void
    terminate(): void
    onerror: ((event: { message?: string }) => void) | null
  }
  Blob?: new (parts: readonly string[], options: { type: string }) => object
  URL?: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void }
}

/** Web Workers from a blob of source text, so that no file need be served. */
export const webWorkers: WorkerFactory = (source) => {
  const scope = globalThis as unknown as BrowserScope
  if (!scope.Worker || !scope.Blob || !scope.URL?.createObjectURL)
    throw new WorkerError('threads: this host has no Worker, Blob and URL. Run with one thread.')
  const text = `${source}\nonmessage = (event) => serve(event.data)\n`
  const url = scope.URL.createObjectURL(new scope.Blob([text], { type: 'text/javascript' }))
  const worker = new scope.Worker(url)
  return {
    post: (message) => worker.postMessage(message),
    onFailure: (report) => {
      worker.onerror = (event) => report(event.message ?? 'failed')
    },
    terminate: () => {
      worker.terminate()
      scope.URL?.revokeObjectURL(url)
    },
  }
}
