import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { readInputs } from './inputs.ts'
import type { Answer, Greeting, Request } from './protocol.ts'
import type { Implementation, Work } from './workload.ts'

/** Calls shorter than this are timed several at a time. */
const shortest = 0.2
/** Steps that take longer than this are run twice at most: the first may have compiled. */
const longest = 2000

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Answers the harness on standard input and output, for a peer in JavaScript. */
export async function serve(
  greeting: Greeting,
  find: (file: string) => Promise<Implementation | undefined>,
  /** What to know of the work that has just been prepared. */
  note: () => string = () => '',
): Promise<void> {
  const say = (answer: Answer | Greeting): void => {
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  }
  let work: Work | undefined
  let times = 1
  const timed = async (count: number): Promise<number> => {
    const start = performance.now()
    for (let i = 0; i < count; i++) {
      const result = work!.run()
      if (result instanceof Promise) await result
    }
    return (performance.now() - start) / count
  }
  const answer = async (request: Request): Promise<Answer> => {
    if (request.do === 'time') {
      const until = performance.now() + request.budget
      const found: number[] = []
      do found.push(await timed(times))
      while (performance.now() < until)
      return { times: found }
    }
    work = undefined
    const implementation = await find(request.file)
    if (!implementation) return { missing: 'not written for this peer' }
    work = implementation(readInputs(request.inputs), request.parameters)
    const values: number[] = []
    let last = 0
    for (let i = 0; last < longest ? i < request.steps : i < (request.once ? 1 : 2); i++) {
      const start = performance.now()
      const result = await work.run()
      last = performance.now() - start
      if (i < request.steps) values.push(...work.read(result as never))
    }
    // Workers that are starting report between tasks.
    await pause(100)
    if (last < 5) for (let i = 0; i < 50; i++) last = await timed(1)
    times = Math.max(1, Math.ceil(shortest / last))
    return { values, last, note: note() }
  }
  say(greeting)
  for await (const line of createInterface({ input: process.stdin }))
    try {
      say(await answer(JSON.parse(line) as Request))
    } catch (error) {
      say({ error: message(error) })
    }
  process.exit(0)
}
