import type { WorkerFactory } from './threads.ts'

/** The parts of a browser that starting a worker from text takes. */
interface BrowserScope {
  readonly Worker: new (
    url: string,
  ) => {
    postMessage(message: unknown): void
    terminate(): void
    onerror: ((event: { message?: string }) => void) | null
  }
  readonly Blob: new (parts: readonly string[], options: { type: string }) => object
  readonly URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void }
}

/** Web Workers from a blob of source text, so that no file need be served. */
export const webWorkers: WorkerFactory = (source) => {
  const scope = globalThis as unknown as BrowserScope
  const text = `${source}\nonmessage = (event) => serve(event.data)`
  const url = scope.URL.createObjectURL(new scope.Blob([text], { type: 'text/javascript' }))
  const worker = new scope.Worker(url)
  return {
    post: (message) => worker.postMessage(message),
    onFailure: (report) => {
      worker.onerror = (event) => report(event.message ?? 'failed: a policy may forbid workers of blobs')
    },
    terminate: () => {
      worker.terminate()
      scope.URL.revokeObjectURL(url)
    },
  }
}
