import { NablaError } from '../errors.ts'

/** A WebAssembly function or module was put together against its own typing rules. */
export class AssemblerError extends NablaError {
  override name = 'AssemblerError'
}

/** A kernel description is not one that the generator can compile. */
export class KernelError extends NablaError {
  override name = 'KernelError'
}

/** The engine's heap cannot hold one more tensor; the engine works on afterwards. */
export class OutOfMemoryError extends NablaError {
  override name = 'OutOfMemoryError'
  readonly owner: string
  readonly bytes: number
  readonly used: number
  readonly limit: number

  constructor(owner: string, bytes: number, used: number, limit: number) {
    const mebibytes = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`
    super(
      `memory: ${owner} needs ${mebibytes(bytes)}, but ${mebibytes(used)} of the limit of ${mebibytes(limit)} are in use. ` +
        'Use smaller batches, or raise the limit of the engine (at most 4 GiB).',
    )
    this.owner = owner
    this.bytes = bytes
    this.used = used
    this.limit = limit
  }
}

/** A worker thread ended or failed while the pool still counted on it. */
export class WorkerError extends NablaError {
  override name = 'WorkerError'
}
