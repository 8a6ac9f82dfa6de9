import { expect, test } from 'vitest'
import * as data from '../../src/data/index.ts'
import { NablaError } from '../../src/errors.ts'
import * as nabla from '../../src/index.ts'
import * as interop from '../../src/interop/index.ts'
import * as nn from '../../src/nn/index.ts'
import * as optim from '../../src/optim/index.ts'
import * as train from '../../src/train/index.ts'

const x = nabla.tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const nonsense: readonly unknown[] = [
  undefined,
  null,
  'text',
  Number.NaN,
  {},
  { bogus: 1 },
  [],
  -1,
  1.5,
  new Map(),
]
const calls: readonly (readonly unknown[])[] = [
  [],
  ...[[], [x], [2], [x, x], [2, 2]].flatMap((sense) => nonsense.map((wrong) => [...sense, wrong])),
]

/** What a call throws, at once or when what it gave is read. */
async function thrown(call: () => unknown): Promise<unknown> {
  try {
    const given = await call()
    for (const part of Array.isArray(given) ? given : [given]) if (part instanceof nabla.Tensor) part.data()
    return undefined
  } catch (error) {
    return error
  }
}

const isClass = (f: unknown): boolean => /^class\b/.test(Function.prototype.toString.call(f))
/** Bases of classes and types of errors, whose constructors are called by what extends them. */
const isBase = (name: string): boolean =>
  /Error$/.test(name) || ['Tensor', 'Variable', 'Optimizer', 'ParameterGroup'].includes(name)

const parts: Readonly<Record<string, object>> = {
  nabla,
  random: nabla.random,
  nn,
  init: nn.init,
  optim,
  data,
  train,
  interop,
}

test.each(Object.keys(parts))(
  'what %s throws when it is called with nonsense is an error of its own, in words',
  async (part) => {
    const bare: string[] = []
    for (const [name, f] of Object.entries(parts[part]!)) {
      if (typeof f !== 'function' || isBase(name)) continue
      for (const args of calls) {
        const error = await thrown(() => (isClass(f) ? Reflect.construct(f, args) : f(...args)))
        if (error !== undefined && !(error instanceof NablaError))
          bare.push(`${name}/${args.length}: ${error}`)
      }
    }
    expect(bare).toEqual([])
  },
  120_000,
)
