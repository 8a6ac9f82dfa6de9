import { Worker } from 'node:worker_threads'
import type { WorkerFactory } from '../threads.ts'

/** Worker threads of Node; they never keep the process alive. */
export const nodeWorkers: WorkerFactory = (source) => {
  const listen = "const { parentPort } = require('node:worker_threads')\nparentPort.once('message', serve)\n"
  const worker = new Worker(source + listen, { eval: true, execArgv: [] })
  worker.unref()
  let ended = false
  return {
    post: (message) => worker.postMessage(message),
    onFailure: (report) => {
      worker.on('error', (error: Error) => report(error.message))
      worker.on('exit', (code) => {
        if (!ended) report(`exited with code ${code}`)
      })
    },
    terminate: () => {
      ended = true
      void worker.terminate()
    },
  }
}
