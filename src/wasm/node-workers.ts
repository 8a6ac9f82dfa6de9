import type { WorkerFactory } from './threads.ts'

/** The parts of Node that starting a worker from text takes; found at run time, so that browsers need not know of them. */
interface NodeScope {
  readonly process?: {
    getBuiltinModule?(name: string): {
      readonly Worker: new (source: string, options: object) => NodeWorker
    }
  }
}
interface NodeWorker {
  postMessage(message: unknown): void
  on(event: string, listener: (value: never) => void): void
  unref(): void
  terminate(): unknown
}

/** What starts worker threads of Node, where this is Node; they never keep the process alive. */
export function nodeWorkers(): WorkerFactory | undefined {
  const threads = (globalThis as unknown as NodeScope).process?.getBuiltinModule?.('node:worker_threads')
  if (!threads) return undefined
  return (source) => {
    const listen = "require('node:worker_threads').parentPort.once('message', serve)"
    const worker = new threads.Worker(source + listen, { eval: true, execArgv: [] })
    worker.unref()
    return {
      post: (message) => worker.postMessage(message),
      onFailure: (report) => {
        worker.on('error', (error: Error) => report(error.message))
        worker.on('exit', (code: number) => report(`exited with code ${code}`))
      },
      terminate: () => void worker.terminate(),
    }
  }
}
