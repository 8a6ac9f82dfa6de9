/**
 * The base of every error that Nabla throws on purpose. A message names the operation, what came, the rule that
 * it broke, and the repair; a subclass carries the same data as fields.
 */
export class NablaError extends Error {
  override name = 'NablaError'
}

/** Refuses what cannot be called. Throws: NablaError. */
export function requireFunction(operation: string, f: unknown, what?: string): void {
  if (typeof f !== 'function')
    throw new NablaError(
      `${operation}: ${what ?? 'the first argument'} is ${f === null || typeof f !== 'object' ? String(f) : 'an object'}: it must be a function${what ? '' : `, as in ${operation}((x) => x.mul(x))`}.`,
    )
}

/** A tensor finds no room, in the engine's heap or (with a limit of 0) in the host's memory; the engine works on afterwards. */
export class OutOfMemoryError extends NablaError {
  override name = 'OutOfMemoryError'
  readonly owner: string
  readonly bytes: number
  readonly used: number
  readonly limit: number

  constructor(owner: string, bytes: number, used: number, limit: number) {
    const mebibytes = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`
    const needs = `memory: ${owner} needs ${mebibytes(bytes)}`
    super(
      limit === 0
        ? `${needs}, more than this host gives one array. Use smaller tensors.`
        : used + bytes <= limit
          ? `${needs}, and this host gives no more memory; ${mebibytes(used)} are in use. Use smaller batches.`
          : `${needs}, but ${mebibytes(used)} of the limit of ${mebibytes(limit)} are in use. ` +
            'Use smaller batches, or raise the limit of the engine (at most 4 GiB).',
    )
    this.owner = owner
    this.bytes = bytes
    this.used = used
    this.limit = limit
  }
}
