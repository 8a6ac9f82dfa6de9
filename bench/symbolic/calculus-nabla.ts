import { createInterface } from 'node:readline'

// as it is published
const { Context, integrate, limit, parse, series, solve, within } = (await import(
  new URL('../../dist/symbolic/index.js', import.meta.url).href
)) as typeof import('../../src/symbolic/index.ts')

interface Question {
  readonly task: string
  readonly parts: readonly string[]
}

interface Reply {
  readonly ms: number
  readonly text: string
  readonly found: boolean
}

/** The answer as text, or why there is none; the formulas are read before the clock starts. */
function answer({ task, parts: [first, second, third] }: Question): Reply {
  const e = parse(first!)
  const a = second === undefined || task === 'limit' ? undefined : parse(second)
  const b = third === undefined || task === 'series' ? undefined : parse(third)
  const start = performance.now()
  const reply = (text: string, found: boolean): Reply => ({ ms: performance.now() - start, text, found })
  try {
    const result =
      task === 'series'
        ? series(e, 'x', a!, Number(third))
        : task === 'limit'
          ? limit(e, second!, b!)
          : task === 'solve'
            ? solve(e, 'x')
            : task === 'integrate'
              ? integrate(e, 'x')
              : integrate(e, 'x', a!, b!)
    return reply(String(result), true)
  } catch (error) {
    return reply(String(error), false)
  }
}

console.log(JSON.stringify({ version: 'built' }))
for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(within(new Context(), () => answer(JSON.parse(line) as Question))))
