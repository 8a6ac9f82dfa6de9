import { NablaError } from '../errors.ts'

/** Bytes that are no whole, honest safetensors file, or tensors that such a file cannot hold. */
export class SafetensorsError extends NablaError {
  protected override get kind(): string {
    return 'SafetensorsError'
  }
  readonly operation: string
  /** The tensor that it is about, if it is about one. */
  readonly tensor: string | undefined
  constructor(operation: string, message: string, tensor?: string) {
    super(`${operation}: ${tensor === undefined ? '' : `tensor ${JSON.stringify(tensor)}: `}${message}`)
    this.operation = operation
    this.tensor = tensor
  }
}
