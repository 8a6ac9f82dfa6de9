// Nabla and the JavaScript packages behind a line protocol: a request in JSON a line, an answer a line. See bench.ts.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Answer, Request } from './protocol.ts'

interface Tool {
  readonly version: string
  /** Parses, untimed, and gives the work that is timed; `cold` forgets results computed before. */
  prepare(request: Request): () => unknown
}

/** A package that is not there, nor its types, before it is built or installed. */
const load = async <T>(name: string): Promise<T> => (await import(name)) as T

interface MathJs {
  parse(text: string): { toTex(): string }
  derivative(e: object, variable: string, options?: object): object
  simplify(e: object): object
}

interface CortexJs {
  readonly ComputeEngine: new () => {
    parse(tex: string): object
    box(e: readonly unknown[]): { evaluate(): { simplify(): object } }
  }
}

const require = createRequire(new URL('../package.json', import.meta.url))
const versionOf = (name: string): string => {
  const paths = require.resolve.paths(name) ?? []
  for (const path of paths)
    try {
      return (require(`${path}/${name}/package.json`) as { version: string }).version
    } catch {}
  return '?'
}

const tools: Readonly<Record<string, () => Promise<Tool>>> = {
  async nabla() {
    // as it is published: what runs TypeScript wraps each function, which takes as long again
    const { Context, diff, parse, simplify, within } = await load<
      typeof import('../../src/symbolic/index.ts')
    >(new URL('../../dist/symbolic/index.js', import.meta.url).href)
    let context = new Context()
    return {
      version: (require('../package.json') as { version: string }).version,
      prepare({ expr, variable, task, cold }) {
        if (cold) context = new Context()
        const here = context
        const e = within(here, () => parse(expr))
        return task === 'diff'
          ? () => within(here, () => diff(e, variable))
          : () => within(here, () => simplify(diff(e, variable)))
      },
    }
  },
  async mathjs() {
    const math = await load<MathJs>('mathjs')
    return {
      version: versionOf('mathjs'),
      prepare({ expr, variable, task }) {
        const e = math.parse(expr)
        return task === 'diff'
          ? () => math.derivative(e, variable, { simplify: false })
          : () => math.simplify(math.derivative(e, variable, { simplify: false }))
      },
    }
  },
  async nerdamer() {
    const nerdamer = require('nerdamer/all') as (e: string) => { text(): string }
    const call = (name: string, ...args: unknown[]): { text(): string } =>
      (nerdamer as unknown as Record<string, (...a: unknown[]) => { text(): string }>)[name]!(...args)
    return {
      version: versionOf('nerdamer'),
      prepare({ expr, variable, task }) {
        const e = nerdamer(expr)
        return () => {
          const d = call('diff', e, variable)
          return task === 'diff' ? d : call('simplify', d)
        }
      },
    }
  },
  async algebrite() {
    const algebrite = require('algebrite') as {
      eval(e: string): unknown
      derivative(e: unknown, x: string): unknown
      simplify(e: unknown): unknown
    }
    return {
      version: versionOf('algebrite'),
      prepare({ expr, variable, task }) {
        const e = algebrite.eval(expr)
        return () => {
          const d = algebrite.derivative(e, variable)
          return task === 'diff' ? d : algebrite.simplify(d)
        }
      },
    }
  },
  async 'compute-engine'() {
    const { ComputeEngine } = await load<CortexJs>('@cortex-js/compute-engine')
    const engine = new ComputeEngine()
    const { parse } = await load<MathJs>('mathjs')
    return {
      version: versionOf('@cortex-js/compute-engine'),
      prepare({ expr, variable, task }) {
        const e = engine.parse(parse(expr).toTex())
        return () => {
          const d = engine.box(['D', e, variable]).evaluate()
          return task === 'diff' ? d : d.simplify()
        }
      },
    }
  },
}

const tool = await tools[process.argv[2]!]!()
const send = (answer: Answer): void => {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
send({ version: tool.version })
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request
  try {
    const run = tool.prepare(request)
    const start = performance.now()
    const result = run()
    const ms = performance.now() - start
    send({ ms, text: request.print ? String(result) : '' })
  } catch (error) {
    send({ error: String(error).slice(0, 200) })
  }
}
