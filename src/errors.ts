/**
 * The base of every error that Nabla throws on purpose. A message names the operation, what came, the rule that
 * it broke, and the repair; a subclass carries the same data as fields.
 */
export class NablaError extends Error {
  /** The name of its class, stated: those of classes do not outlive a minifier. */
  protected get kind(): string {
    return 'NablaError'
  }
  /** Stands on the class, so that it heads the stack. It can be assigned to, as that of any error. */
  override get name(): string {
    return this.kind
  }
  override set name(value: string) {
    Object.defineProperty(this, 'name', { value, writable: true, configurable: true })
  }
}

/** What an operation throws, by its own name where one that it is made of refused an operand; what is told of values keeps the name of who met them. */
export function renamed(operation: string, error: unknown): unknown {
  if (error instanceof NablaError && /^(Nabla|Shape|DType|Option)/.test(error.name)) {
    const said = error.message
    const message = said.replace(/^[\w.]*/, operation)
    Object.assign(error, { operation, message, stack: error.stack?.replace(said, message) })
  }
  return error
}

/** A function whose errors tell its name: what it calls can be told '' in its place. */
export const named =
  <A extends readonly unknown[], R>(operation: string, f: (...args: A) => R): ((...args: A) => R) =>
  (...args) => {
    try {
      return f(...args)
    } catch (error) {
      throw renamed(operation, error)
    }
  }

/** The beginning of a list, as far as an error tells it. */
const begun = (parts: readonly string[]): string => `${parts.slice(0, 9)}${parts.length > 9 ? ',…' : ''}`

/** What came, as an error tells it: short, whatever it is; lists within lists of lists are left out. */
export function shown(value: unknown, depth = 3): string {
  const text = String(typeof value === 'object' ? '' : value).slice(0, 60)
  if (typeof value === 'string') return JSON.stringify(value === text ? text : `${text}…`)
  if (typeof value === 'bigint') return `${text}n`
  if (typeof value === 'function') return text.startsWith('class') ? `the class ${value.name}` : 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value))
    return depth > 0 ? `[${begun(value.slice(0, 10).map((part) => shown(part, depth - 1)))}]` : '[…]'
  const name = value.constructor?.name
  return name && name !== 'Object' ? `a ${name}` : `{${begun(Object.keys(value))}}`
}

/** Refuses what is no list. Throws: NablaError. */
export function requireList(operation: string, list: unknown): void {
  if (!Array.isArray(list))
    throw new NablaError(`${operation}: ${shown(list)} stands where a list must: use brackets.`)
}

/** Refuses an object without one of the parts that are needed. Throws: NablaError. */
export function requireFields(operation: string, parts: object, names: readonly string[]): void {
  if (!names.every((name) => (parts as Readonly<Record<string, unknown>> | undefined)?.[name]))
    throw new NablaError(`${operation}: the weights are ${shown(parts)}: they need ${names}.`)
}

/** Refuses what is no integer >= `least`. Throws: NablaError. */
export function requireInteger(operation: string, what: string, n: unknown, least = -Infinity): void {
  if (!Number.isInteger(n) || (n as number) < least)
    throw new NablaError(
      `${operation}: ${what} is ${shown(n)}: it must be an integer${least > -Infinity ? ` >= ${least}` : ''}.`,
    )
}

/** Refuses what is not from `least` to `most`. Throws: NablaError. */
export function requireWithin(operation: string, what: string, n: number, most = 1, least = 0): void {
  if (!(typeof n === 'number' && n >= least && n <= most))
    throw new NablaError(`${operation}: ${what} is ${shown(n)}: it must be from ${least} to ${most}.`)
}

/** Refuses what cannot be called. Throws: NablaError. */
export function requireFunction(operation: string, f: unknown, what?: string): void {
  if (typeof f !== 'function')
    throw new NablaError(
      `${operation}: ${what ?? 'the first argument'} is ${shown(f)}: it must be a function${what ? '' : `, as in ${operation}((x) => x.mul(x))`}.`,
    )
}

/** A tensor finds no room, in the engine's heap or (with a limit of 0) in the host's memory; the engine works on afterwards. */
export class OutOfMemoryError extends NablaError {
  protected override get kind(): string {
    return 'OutOfMemoryError'
  }
  readonly owner: string
  readonly bytes: number
  readonly used: number
  readonly limit: number

  constructor(owner: string, bytes: number, used: number, limit: number) {
    const mebibytes = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`
    const why =
      limit === 0
        ? 'more than this host gives one array'
        : used + bytes <= limit
          ? `and this host gives no more memory than ${mebibytes(used)}`
          : `but ${mebibytes(used)} of the limit of ${mebibytes(limit)} are in use: raise it`
    super(`memory: ${owner} needs ${mebibytes(bytes)}, ${why}. Use smaller tensors.`)
    this.owner = owner
    this.bytes = bytes
    this.used = used
    this.limit = limit
  }
}
