import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Greeting, Request } from './protocol.ts'

/** A peer in a process of its own. It dies with the benchmark. */
export class Child {
  private readonly process: ChildProcess
  private readonly waiting: ((line: string | undefined) => void)[] = []
  private readonly lines: string[] = []
  private errors = ''
  private ended = false

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
    this.process = spawn(command[0]!, command.slice(1), { env, stdio: ['pipe', 'pipe', 'pipe'] })
    createInterface({ input: this.process.stdout! }).on('line', (line) => {
      const next = this.waiting.shift()
      if (next) next(line)
      else this.lines.push(line)
    })
    this.process.stderr!.on('data', (text) => {
      this.errors = (this.errors + text).slice(-2000)
    })
    this.process.stdin!.on('error', () => undefined)
    const end = (): void => {
      this.ended = true
      for (const next of this.waiting.splice(0)) next(undefined)
    }
    this.process.on('error', (error) => {
      this.errors += error.message
      end()
    })
    this.process.on('exit', end)
  }

  greet(timeout: number): Promise<Greeting | { readonly error: string }> {
    return this.next<Greeting>(timeout)
  }

  ask(request: Request, timeout: number): Promise<Answer> {
    if (this.ended) return Promise.resolve({ error: this.reason() })
    this.process.stdin!.write(`${JSON.stringify(request)}\n`)
    return this.next<Answer>(timeout)
  }

  get alive(): boolean {
    return !this.ended
  }

  close(): void {
    this.process.stdin!.end()
    this.process.kill('SIGKILL')
  }

  private async next<T>(timeout: number): Promise<T | { readonly error: string }> {
    const ready = this.lines.shift()
    if (ready !== undefined) return JSON.parse(ready) as T
    if (this.ended) return { error: this.reason() }
    let timer: NodeJS.Timeout | undefined
    const line = await new Promise<string | undefined>((resolve) => {
      this.waiting.push(resolve)
      timer = setTimeout(() => {
        this.errors = `no answer within ${timeout / 1000} s`
        this.close()
      }, timeout)
    })
    clearTimeout(timer)
    return line === undefined ? { error: this.reason() } : (JSON.parse(line) as T)
  }

  private reason(): string {
    const lines = this.errors.trim().split('\n')
    const line = lines.findLast((text) => /error/i.test(text)) ?? lines.at(-1)
    return line?.slice(0, 300) || 'it ended without a word'
  }
}
