import { NablaError } from '../errors.ts'

/** A WebAssembly function or module was put together against its own typing rules. */
export class AssemblerError extends NablaError {
  protected override get kind(): string {
    return 'AssemblerError'
  }
}

/** A kernel description is not one that the generator can compile. */
export class KernelError extends NablaError {
  protected override get kind(): string {
    return 'KernelError'
  }
}
