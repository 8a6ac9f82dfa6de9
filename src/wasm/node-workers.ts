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
  const { process } = globalThis as unknown as NodeScope
  if (!process?.getBuiltinModule) return undefined
  return (source) => {
    // loaded with the first worker: it takes milliseconds, and small programs start none
    const { Worker } = process.getBuiltinModule!('node:worker_threads')
    const listen = "require('node:worker_threads').parentPort.once('message', serve)"
    const worker = new Worker(source + listen, { eval: true, execArgv: [] })
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
