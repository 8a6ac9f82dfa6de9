import type { Bytes } from '../../bytes.ts'
import { ByteWriter, unsignedLeb } from './bytes.ts'
import { type Expr, instruction, type Operand, type Result, type ValueType } from './expression.ts'
import { type Body, FunctionBuilder, typeCode } from './function.ts'
import type { Local } from './local.ts'

/** A function of a module: can be called, exported, or reached through the table. */
export interface FunctionRef<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends Result = Result,
> {
  readonly index: number
  readonly parameters: P
  readonly result: R
  readonly name: string
}

/** The memory that a module imports as `env.memory`; sizes in pages of 64 KiB. */
export interface MemoryImport {
  readonly shared: boolean
  readonly minimum: number
  readonly maximum: number
}

/** Something that a module imports from `env`. */
interface Import {
  readonly name: string
  readonly kind: readonly number[]
}

export type Locals<P extends readonly ValueType[]> = { [K in keyof P]: Local<P[K]> }
type Build<P extends readonly ValueType[]> = (f: FunctionBuilder, ...parameters: Locals<P>) => void

interface Defined extends FunctionRef {
  readonly type: number
  body: Body | undefined
}

/** Shared functions by name that modules need not build again: over one memory, the code of equal names is the same. */
export type Library = Map<string, Defined>

/** Collects functions and data, and encodes them as one WebAssembly module. */
export class ModuleBuilder {
  private readonly types: number[][] = []
  private readonly functions: Defined[] = []
  private readonly exports: { name: string; index: number }[] = []
  private readonly imports: Import[] = []
  private readonly table: number[] = []
  private readonly cache = new Map<string, Defined>()
  private readonly library: Library
  private readonly wide: boolean
  private readonly memory: Import[] = []

  /** `wide`: V8 is to make vectors of 256 bits of its code. */
  constructor(library: Library = new Map(), wide = false) {
    this.library = library
    this.wide = wide
  }

  importMemory({ shared, minimum, maximum }: MemoryImport): void {
    const kind = [2, shared ? 3 : 1, ...unsignedLeb(minimum), ...unsignedLeb(maximum)]
    this.memory.push({ name: 'memory', kind })
  }

  /** A function `env[name]` of JavaScript; all imports come before the first function. */
  importFunction<const P extends readonly ValueType[], R extends Result>(
    name: string,
    parameters: P,
    result: R,
  ): FunctionRef<P, R> {
    const kind = [0, ...unsignedLeb(this.type(parameters, result))]
    return { index: this.imports.push({ name, kind }) - 1, parameters, result, name }
  }

  private type(parameters: readonly ValueType[], result: Result): number {
    const results = result === 'void' ? [] : result === 'pair' ? (['v128', 'v128'] as const) : [result]
    const bytes = [
      0x60,
      ...[parameters, results].flatMap((list) => [list.length, ...list.map((t) => typeCode[t])]),
    ]
    const known = this.types.findIndex((type) => type.join() === bytes.join())
    return known < 0 ? this.types.push(bytes) - 1 : known
  }

  /** Define a function; `build` writes its body. */
  function<const P extends readonly ValueType[], R extends Result>(
    name: string,
    parameters: P,
    result: R,
    build: Build<P>,
  ): FunctionRef<P, R> {
    return this.define(this.reserve(name, parameters, result), build) as unknown as FunctionRef<P, R>
  }

  private reserve(name: string, parameters: readonly ValueType[], result: Result): Defined {
    const index = this.imports.length + this.functions.length
    const made: Defined = {
      name,
      parameters,
      result,
      index,
      type: this.type(parameters, result),
      body: undefined,
    }
    this.functions.push(made)
    return made
  }

  private define<P extends readonly ValueType[]>(ref: Defined, build: Build<P>): Defined {
    const f = new FunctionBuilder(ref.parameters, ref.result, this.wide)
    build(f, ...(f.parameters as unknown as Locals<P>))
    ref.body = f.finish()
    return ref
  }

  /**
   * A function that several kernels need, or that calls itself: built the first time that its name is asked for. The name
   * says all that its code depends on, apart from the memory and what the host can do, and it calls functions by name only.
   */
  shared<const P extends readonly ValueType[], R extends Result>(
    name: string,
    parameters: P,
    result: R,
    build: Build<P>,
  ): FunctionRef<P, R> {
    let ref = this.known(name)
    if (!ref) {
      ref = this.reserve(name, parameters, result)
      this.cache.set(name, ref)
      this.library.set(name, this.define(ref, build))
    }
    return ref as unknown as FunctionRef<P, R>
  }

  /** A function that is there, or in the library, with those that it calls. */
  private known(name: string): Defined | undefined {
    const here = this.cache.get(name)
    const other = here ? undefined : this.library.get(name)
    if (!other) return here
    const ref = this.reserve(name, other.parameters, other.result)
    this.cache.set(name, ref)
    const { bytes, calls } = other.body!
    ref.body = { bytes, calls: calls.map(([at, callee]) => [at, this.known(callee.name)!]) }
    return ref
  }

  export(name: string, ref: FunctionRef): void {
    this.exports.push({ name, index: ref.index })
  }

  /** Put a function into the table; leaves its number there, for `callIndirect`. */
  tabulate(ref: FunctionRef): number {
    return this.table.push(ref.index) - 1
  }

  /** Call the function that stands at `slot` of the table. */
  callIndirect<const P extends readonly ValueType[], R extends Result>(
    slot: Operand<'i32'>,
    parameters: P,
    result: R,
    operands: readonly (Expr | number)[],
  ): Expr<R> {
    const code = [0x11, ...unsignedLeb(this.type(parameters, result)), 0]
    return instruction(code, [...parameters, 'i32'], result, [...operands, slot])
  }

  encode(): Bytes {
    const out = new ByteWriter()
    out.raw([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
    section(out, 1, this.types, (w, bytes) => w.raw(bytes))
    section(out, 2, [...this.imports, ...this.memory], (w, { name, kind }) => {
      w.text('env')
      w.text(name)
      w.raw(kind)
    })
    section(out, 3, this.functions, (w, f) => w.unsigned(f.type))
    const tables = this.table.length > 0 ? [this.table] : []
    section(out, 4, tables, (w, { length }) => {
      w.raw([0x70, 1])
      w.unsigned(length)
      w.unsigned(length)
    })
    section(out, 7, this.exports, (w, e) => {
      w.text(e.name)
      w.byte(0)
      w.unsigned(e.index)
    })
    section(out, 9, tables, (w, table) => {
      w.raw([0, 0x41, 0, 0x0b])
      w.unsigned(table.length)
      for (const index of table) w.unsigned(index)
    })
    section(out, 10, this.functions, (w, f) => writeBody(w, f.body!))
    // an empty section: V8 has one code for all modules of the same bytes, and shall make other code of these
    if (this.wide) out.raw([0, 1, 0])
    return out.finish()
  }
}

/** Writes a function, with the numbers of those that it calls. */
function writeBody(out: ByteWriter, { bytes, calls }: Body): void {
  const numbers = calls.map(([, { index }]) => unsignedLeb(index))
  out.unsigned(numbers.reduce((length, number) => length + number.length, bytes.length))
  let from = 0
  calls.forEach(([at], i) => {
    out.raw(bytes.subarray(from, at))
    out.raw(numbers[i]!)
    from = at
  })
  out.raw(bytes.subarray(from))
}

function section<T>(
  out: ByteWriter,
  id: number,
  items: readonly T[],
  write: (w: ByteWriter, item: T) => void,
): void {
  if (items.length === 0) return
  const w = new ByteWriter()
  w.unsigned(items.length)
  for (const item of items) write(w, item)
  out.section(id, w)
}

/** Call a function. */
export function call<const P extends readonly ValueType[], R extends Result>(
  ref: FunctionRef<P, R>,
  ...operands: { [K in keyof P]: Operand<P[K]> }
): Expr<R> {
  return instruction([0x10], ref.parameters, ref.result, operands as (Expr | number)[], ref)
}
