import { ByteWriter, unsignedLeb } from './bytes.ts'
import {
  type Callee,
  type Code,
  type Expr,
  encode,
  instruction,
  type Operand,
  type Result,
  type ValueType,
} from './expression.ts'
import { interleaved } from './interleave.ts'
import { assignment, isLocal, type Local, makeLocal } from './local.ts'
import { i32, select } from './scalar.ts'
import { zeros } from './simd.ts'

/** A function as it is encoded, and the places in it where the numbers of functions that it calls are to be written. */
export interface Body {
  readonly bytes: Uint8Array
  readonly calls: readonly (readonly [at: number, callee: Callee])[]
}

/** The target of a branch. */
export interface Label {
  readonly depth: number
}

export const typeCode: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
}

/**
 * Writes the body of one function: variables, statements, structured control.
 *
 * ```ts
 * module.function('sum', ['i32', 'i32'], 'i32', (f, x, y) => f.yield(i32.add(x, y)))
 * ```
 */
export class FunctionBuilder {
  readonly parameters: readonly Local[]
  private readonly locals: ValueType[] = []
  private readonly free: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] }
  private scopes: Local[][] = [[]]
  private readonly written: Code = { out: spare.pop() ?? new ByteWriter(), calls: [] }
  /** Statements that `together` collects, a list a body; undefined where code is written as it comes. */
  private streams: Expr<'void'>[][] | undefined
  private depth = 0
  /** Where vectors pass through memory that V8 shall find side by side. */
  passing: Local<'i32'> | undefined
  private readonly result: Result
  private readonly wide: boolean

  constructor(parameters: readonly ValueType[], result: Result, wide: boolean) {
    this.parameters = parameters.map((type, index) => makeLocal(type, index))
    this.result = result
    this.wide = wide
  }

  /** A new variable, zero at first use in its scope only if the function has not used its slot before. */
  local<T extends ValueType>(type: T): Local<T> {
    const reused = this.free[type].pop()
    const index = reused ?? this.parameters.length + this.locals.length
    if (reused === undefined) this.locals.push(type)
    const variable = makeLocal(type, index)
    this.scopes.at(-1)!.push(variable)
    return variable
  }

  /** A new variable that holds the value of an expression from here on. */
  let<T extends ValueType>(value: Expr<T>): Local<T> {
    return isLocal(value) ? value : this.copy(value)
  }

  /** The smaller of a signed number and a limit. */
  least(x: Expr<'i32'>, limit: number | Expr<'i32'>): Local<'i32'> {
    const value = this.let(x)
    const most = typeof limit === 'number' ? i32.const(limit) : limit
    return this.let(select(value, most, i32.ltS(value, most)))
  }

  /** A new variable with a copy of the value, even where that is itself a variable. */
  copy<T extends ValueType>(value: Expr<T>): Local<T> {
    const variable = this.local(value.type)
    this.set(variable, value)
    return variable
  }

  /** New variables with the two vectors that a call leaves. */
  both(value: Expr<'pair'>): [Local<'v128'>, Local<'v128'>] {
    const [first, second] = [this.local('v128'), this.local('v128')]
    const code = [0x21, ...unsignedLeb(second.index), 0x21, ...unsignedLeb(first.index)]
    this.emit({ type: 'void', code, operands: [value] })
    return [first, second]
  }

  set<T extends ValueType>(variable: Local<T>, value: Expr<T> | number): void {
    this.emit(assignment(variable, value))
  }

  /** Store, call or other effect. */
  emit(...effects: readonly Expr<'void'>[]): void {
    for (const effect of effects) {
      if (this.streams) this.streams.at(-1)!.push(effect)
      else encode(effect, this.written)
    }
  }

  /** The number of the body that is written, of those that go together. */
  get strip(): number {
    return (this.streams?.length || 1) - 1
  }

  /** Where control flow is written, after all statements before it. */
  private get code(): ByteWriter {
    this.flush()
    return this.written.out
  }

  private flush(): void {
    const before = this.streams?.flat()
    this.streams = undefined
    if (before) this.emit(...before)
  }

  /** Variables made inside are given back afterwards. */
  scope(body: () => void): void {
    this.scopes.push([])
    body()
    const made = this.scopes.pop()!
    if (this.streams) this.scopes.at(-1)!.push(...made)
    else for (const variable of made) this.free[variable.type].push(variable.index)
  }

  /**
   * Bodies that do the same to different variables, statement by statement side by side: the processor works on one while
   * it waits for another, and constants are loaded once for all. Bodies with control flow, or with bodies of their own that
   * go together, run one after the other.
   */
  together(bodies: readonly (() => void)[]): void {
    this.flush()
    this.scope(() => {
      if (bodies.length > 1) this.streams = []
      for (const body of bodies) {
        this.streams?.push([])
        this.scope(body)
      }
      const { streams } = this
      this.streams = undefined
      if (!streams) return
      interleaved(
        streams,
        (value) => this.let(value),
        (statement) => this.emit(statement),
      )
    })
  }

  /** Lets free vectors hold nothing at the end of a loop's body: V8 would carry what they hold into the next round, 128 bits at a time. */
  forget(): void {
    if (this.wide) for (const index of this.free.v128) this.set(makeLocal('v128', index), zeros)
  }

  private nested(opcode: number, body: (label: Label) => void): void {
    this.code.raw([opcode, 0x40])
    this.depth++
    body({ depth: this.depth })
    this.depth--
    this.code.byte(0x0b)
  }

  /** A branch to its label leaves the block. */
  block(body: (exit: Label) => void): void {
    this.nested(0x02, body)
  }

  /** A branch to its label starts the body again. */
  loop(body: (again: Label) => void): void {
    this.nested(0x03, body)
  }

  if(condition: Operand<'i32'>, then: () => void, otherwise?: () => void): void {
    this.push('i32', condition)
    this.nested(0x04, () => {
      then()
      if (!otherwise) return
      this.code.byte(0x05)
      otherwise()
    })
  }

  /** Leave a value on the stack, where control flow takes it. */
  private push(type: Exclude<Result, 'void'>, value: Expr | number): void {
    this.flush()
    encode(instruction([], [type], 'void', [value]), this.written)
  }

  br(label: Label): void {
    this.code.raw([0x0c, ...unsignedLeb(this.depth - label.depth)])
  }

  brIf(label: Label, condition: Operand<'i32'>): void {
    this.push('i32', condition)
    this.code.raw([0x0d, ...unsignedLeb(this.depth - label.depth)])
  }

  /** Run the body whose number is the value of `index`; the last one for every other value. */
  switch(index: Expr<'i32'>, bodies: readonly (() => void)[]): void {
    const last = bodies.length - 1
    this.block((exit) => {
      /** A branch out of the innermost of these blocks goes on with body 0, out of the next with body 1. */
      const before = (k: number): void =>
        this.block(() => {
          if (k === 0) {
            this.push('i32', index)
            this.code.raw([0x0e, last, ...bodies.keys()].flatMap(unsignedLeb))
            return
          }
          before(k - 1)
          bodies[k - 1]!()
          this.br(exit)
        })
      before(last)
      bodies[last]!()
    })
  }

  /** End the thread with an error. */
  unreachable(): void {
    this.code.byte(0x00)
  }

  return(value?: Operand<ValueType>): void {
    if (value !== undefined) this.push(this.result as ValueType, value)
    this.code.byte(0x0f)
  }

  /** Leave the function's result; the last statement of a function that has one. */
  yield(value: Operand<ValueType> | Expr<'pair'>): void {
    this.push(this.result as ValueType, value)
  }

  /** Run the body again and again, until the condition holds before it. A branch to its label ends it too. */
  until(condition: () => Operand<'i32'>, body: (done: Label) => void): void {
    this.block((done) => {
      this.loop((again) => {
        this.scope(() => {
          this.brIf(done, condition())
          body(done)
        })
        this.forget()
        this.br(again)
      })
    })
  }

  /** for (i = from; i < to; i += step) with signed comparison; the body must not change `i`. */
  for(from: Operand<'i32'>, to: Operand<'i32'>, step: number, body: (i: Local<'i32'>) => void): void {
    this.scope(() => {
      const i = this.local('i32')
      this.set(i, from)
      const end = typeof to === 'number' ? to : this.let(to)
      this.if(i32.ltS(i, end), () => {
        this.loop((again) => {
          this.scope(() => body(i))
          this.forget()
          this.set(i, i32.add(i, step))
          this.brIf(again, i32.ltS(i, end))
        })
      })
    })
  }

  /** The body with its declarations of variables; the last that is asked of a builder. */
  finish(): Body {
    const runs: [number, ValueType][] = []
    for (const type of this.locals) {
      const last = runs.at(-1)
      if (last && last[1] === type) last[0]++
      else runs.push([1, type])
    }
    const head = [...unsignedLeb(runs.length)]
    for (const [count, type] of runs) head.push(...unsignedLeb(count), typeCode[type])
    const { out, calls } = this.written
    const bytes = new Uint8Array(head.length + out.length + 1)
    bytes.set(head)
    bytes.set(out.view(), head.length)
    bytes[bytes.length - 1] = 0x0b
    out.length = 0
    spare.push(out)
    return { bytes, calls: calls.map(([at, callee]) => [at + head.length, callee]) }
  }
}

/** Writers that have grown, for functions to come. */
const spare: ByteWriter[] = []
