import { AssemblerError } from '../errors.ts'
import { ByteWriter, unsignedLeb } from './bytes.ts'
import { constant, type Expr, instruction, type Operand, type Result, type ValueType } from './expression.ts'
import { FunctionBuilder, type Local, typeCode } from './function.ts'

/** A function of a module: can be called, exported, or reached through the table. */
export interface FunctionRef<
  P extends readonly ValueType[] = readonly ValueType[],
  R extends Result = Result,
> {
  readonly index: number
  readonly parameters: P
  readonly result: R
}

/** The memory that a module imports as `env.memory`; sizes in pages of 64 KiB. */
export interface MemoryImport {
  readonly shared: boolean
  readonly minimum: number
  readonly maximum: number
}

export type Locals<P extends readonly ValueType[]> = { [K in keyof P]: Local<P[K]> }

/** Collects functions and data, and encodes them as one WebAssembly module. */
export class ModuleBuilder {
  private readonly types: string[] = []
  private readonly typeBytes: number[][] = []
  private readonly functions: { type: number; name: string; body: ByteWriter | undefined }[] = []
  private readonly exports: { name: string; index: number }[] = []
  private readonly imports: { name: string; type: number }[] = []
  private readonly table: number[] = []
  private readonly segments: { address: number; bytes: Uint8Array }[] = []
  private readonly cache = new Map<string, FunctionRef>()
  private memory: MemoryImport | undefined

  importMemory(memory: MemoryImport): void {
    this.memory = memory
  }

  /** A function `env[name]` of JavaScript; all imports come before the first function. */
  importFunction<const P extends readonly ValueType[], R extends Result>(
    name: string,
    parameters: P,
    result: R,
  ): FunctionRef<P, R> {
    if (this.functions.length > 0)
      throw new AssemblerError(`assembler: import ${name} before defining functions.`)
    this.imports.push({ name, type: this.type(parameters, result) })
    return { index: this.imports.length - 1, parameters, result }
  }

  private type(parameters: readonly ValueType[], result: Result): number {
    const key = `${parameters.join()}>${result}`
    const known = this.types.indexOf(key)
    if (known >= 0) return known
    const results = result === 'void' ? [] : result === 'pair' ? (['v128', 'v128'] as const) : [result]
    this.types.push(key)
    this.typeBytes.push([
      0x60,
      ...unsignedLeb(parameters.length),
      ...parameters.map((t) => typeCode[t]),
      results.length,
      ...results.map((t) => typeCode[t]),
    ])
    return this.types.length - 1
  }

  /** Define a function; `build` writes its body. */
  function<const P extends readonly ValueType[], R extends Result>(
    name: string,
    parameters: P,
    result: R,
    build: (f: FunctionBuilder, ...parameters: Locals<P>) => void,
  ): FunctionRef<P, R> {
    const ref = this.declare(name, parameters, result)
    this.define(ref, build)
    return ref
  }

  /** Name a function before its body is known (for mutual calls). */
  declare<const P extends readonly ValueType[], R extends Result>(
    name: string,
    parameters: P,
    result: R,
  ): FunctionRef<P, R> {
    this.functions.push({ type: this.type(parameters, result), name, body: undefined })
    return { index: this.imports.length + this.functions.length - 1, parameters, result }
  }

  define<const P extends readonly ValueType[], R extends Result>(
    ref: FunctionRef<P, R>,
    build: (f: FunctionBuilder, ...parameters: Locals<P>) => void,
  ): void {
    const f = new FunctionBuilder(ref.parameters, ref.result)
    build(f, ...(f.parameters as unknown as Locals<P>))
    this.functions[ref.index - this.imports.length]!.body = f.finish()
  }

  /** A function that several kernels need, or that calls itself: built the first time that its name is asked for. */
  shared<const P extends readonly ValueType[], R extends Result>(
    name: string,
    parameters: P,
    result: R,
    build: (f: FunctionBuilder, ...parameters: Locals<P>) => void,
  ): FunctionRef<P, R> {
    let ref = this.cache.get(name)
    if (!ref) {
      ref = this.declare(name, parameters, result)
      this.cache.set(name, ref)
      this.define(ref as FunctionRef<P, R>, build)
    }
    return ref as FunctionRef<P, R>
  }

  export(name: string, ref: FunctionRef): void {
    this.exports.push({ name, index: ref.index })
  }

  /** Put a function into the table; leaves its number there, for `callIndirect`. */
  tabulate(ref: FunctionRef): number {
    this.table.push(ref.index)
    return this.table.length - 1
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

  /** Bytes that every instantiation writes at an address of the memory. */
  data(address: number, bytes: Uint8Array): void {
    this.segments.push({ address, bytes })
  }

  encode(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter()
    out.raw([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
    section(out, 1, this.typeBytes, (w, bytes) => w.raw(bytes))
    const importCount = this.imports.length + (this.memory ? 1 : 0)
    if (importCount > 0) {
      const w = new ByteWriter()
      w.unsigned(importCount)
      for (const { name, type } of this.imports) {
        w.text('env')
        w.text(name)
        w.byte(0)
        w.unsigned(type)
      }
      if (this.memory) {
        w.text('env')
        w.text('memory')
        w.raw([2, this.memory.shared ? 3 : 1])
        w.unsigned(this.memory.minimum)
        w.unsigned(this.memory.maximum)
      }
      out.section(2, w)
    }
    section(out, 3, this.functions, (w, f) => w.unsigned(f.type))
    if (this.table.length > 0)
      section(out, 4, [this.table.length], (w, n) => {
        w.raw([0x70, 1])
        w.unsigned(n)
        w.unsigned(n)
      })
    section(out, 7, this.exports, (w, e) => {
      w.text(e.name)
      w.byte(0)
      w.unsigned(e.index)
    })
    if (this.table.length > 0)
      section(out, 9, [this.table], (w, table) => {
        w.raw([0, 0x41, 0, 0x0b])
        w.unsigned(table.length)
        for (const index of table) w.unsigned(index)
      })
    section(out, 10, this.functions, (w, f) => {
      w.sized(f.body!)
    })
    section(out, 11, this.segments, (w, { address, bytes }) => {
      w.raw([0])
      w.raw(constant('i32', address).code)
      w.byte(0x0b)
      w.unsigned(bytes.length)
      w.raw(bytes)
    })
    return out.finish()
  }
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
  return instruction(
    [0x10, ...unsignedLeb(ref.index)],
    ref.parameters,
    ref.result,
    operands as readonly (Expr | number)[],
  )
}
