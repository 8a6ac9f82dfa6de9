import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Request {
  readonly expr: string
  readonly variable: string
  readonly task: 'diff' | 'simplify'
  /** Forget what was computed before. */
  readonly cold: boolean
  /** Whether the answer shall hold the result as text. */
  readonly print: boolean
}

export interface Answer {
  readonly version?: string
  readonly ms?: number
  readonly text?: string
  readonly error?: string
  readonly [judgement: string]: unknown
}

/** A tool in a process of its own, asked one question at a time. A question that takes too long ends the process. */
export class Worker {
  readonly name: string
  private readonly command: readonly string[]
  private child: ChildProcess | undefined
  private lines: AsyncIterator<string> | undefined
  version: string | undefined

  constructor(name: string, command: readonly string[]) {
    this.name = name
    this.command = command
  }

  /** Whether the tool is there. */
  async start(): Promise<boolean> {
    const [program, ...args] = this.command as [string, ...string[]]
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
    child.on('error', () => {})
    this.child = child
    this.lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    const first = await this.read(60_000)
    this.version = first.version
    return first.version !== undefined
  }

  async ask(request: object, milliseconds = 20_000): Promise<Answer> {
    if (this.child === undefined && !(await this.start())) return { error: 'not there' }
    this.child!.stdin!.write(`${JSON.stringify(request)}\n`)
    const answer = await this.read(milliseconds)
    if (answer.error === 'timeout' || answer.error === 'ended') this.stop()
    return answer
  }

  private async read(milliseconds: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), milliseconds)
    })
    try {
      for (;;) {
        const next = await Promise.race([this.lines!.next(), late])
        if (next === 'late') return { error: 'timeout' }
        if (next.done === true) return { error: 'ended' }
        // packages may print lines of their own
        if (next.value.startsWith('{')) return JSON.parse(next.value) as Answer
      }
    } finally {
      clearTimeout(timer)
    }
  }

  stop(): void {
    this.child?.kill('SIGKILL')
    this.child = undefined
  }
}
