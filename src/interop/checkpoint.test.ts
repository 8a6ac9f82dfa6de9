import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import * as nn from '../nn/index.ts'
import { Adam } from '../optim/index.ts'
import { jit, manualSeed, random, Tensor, tensor } from '../tensor/index.ts'
import {
  decodeCheckpoint,
  decodeSafetensors,
  encodeCheckpoint,
  encodeSafetensors,
  SafetensorsError,
} from './index.ts'
import { readCheckpoint, readSafetensors, writeCheckpoint, writeSafetensors } from './node/index.ts'

describe('any nesting comes back', () => {
  test('of plain data, exactly', () => {
    fc.assert(
      fc.property(
        fc.object({
          withNullPrototype: false,
          maxDepth: 4,
          values: [fc.double(), fc.string(), fc.boolean(), fc.constant(null)],
        }),
        (given) => {
          expect(decodeCheckpoint(encodeCheckpoint(given))).toEqual(given)
        },
      ),
      { numRuns: 100 },
    )
  })
  test('with tensors, also under names that meet', () => {
    const given = {
      'a.b': tensor([1, 2]),
      a: { b: tensor(true), c: [tensor([3], { dtype: 'int32' })] },
      list: ['tensor', 'a.b'],
    }
    const read = decodeCheckpoint<typeof given>(encodeCheckpoint(given))
    expect([read['a.b'].toArray(), read.a.b.toArray(), read.a.c[0]!.toArray()]).toEqual([[1, 2], true, [3]])
    expect([read.a.b.dtype, read.a.c[0]!.dtype, read.list]).toEqual(['bool', 'int32', ['tensor', 'a.b']])
    expect(decodeCheckpoint<Tensor>(encodeCheckpoint(tensor([1])))).toBeInstanceOf(Tensor)
  })
  test('with arrays, as the state of random numbers is one', () => {
    const generator = new random.Generator(5)
    generator.next()
    const given = { generator: generator.state(), weights: Float64Array.of(0.1, -0) }
    expect(decodeCheckpoint(encodeCheckpoint(given))).toEqual(given)
    expect(() => encodeCheckpoint({ image: Uint8Array.of(1) })).toThrow('image is a Uint8Array')
  })
  test('other programs find the tensors by their places', () => {
    const bytes = encodeCheckpoint({ model: { '0.weight': tensor([1]) }, epoch: 3 })
    expect(Object.keys(decodeSafetensors(bytes))).toEqual(['model.0.weight'])
  })
  test('what is no plain data is refused by its place', () => {
    expect(() => encodeCheckpoint({ a: [() => 1] })).toThrow('a.0 is a function')
    expect(() => encodeCheckpoint({ model: nn.linear(1, 1) })).toThrow(
      'model is a Linear: save what its stateDict',
    )
    const self: Record<string, unknown> = {}
    self['self'] = self
    expect(() => encodeCheckpoint(self)).toThrow('does it contain itself')
    expect(() => decodeCheckpoint(encodeSafetensors({ a: tensor([1]) }))).toThrow(
      'read it with decodeSafetensors',
    )
    for (const text of ['{', '["tensor","b"]', '["else"]', '[]', '['.repeat(5000) + ']'.repeat(5000)]) {
      const bytes = encodeSafetensors({}, { metadata: { 'nabla.checkpoint': text } })
      expect(() => decodeCheckpoint(bytes)).toThrow(SafetensorsError)
    }
  })
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-interop-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'run.safetensors')

  test('a run goes on where it was left, to the bit', async () => {
    manualSeed(3)
    const build = () => {
      const model = nn.sequential(nn.linear(2, 3), nn.batchNorm1d(3), nn.linear(3, 1))
      return { model, optimizer: new Adam(model.parameters(), { lr: 0.05, amsgrad: true }) }
    }
    const x = tensor([
      [1, 2],
      [3, -1],
      [0.5, 0],
    ])
    const learn = ({ model, optimizer }: ReturnType<typeof build>, steps: number): void => {
      const step = jit((x: Tensor) => {
        optimizer.zeroGrad()
        model.forward(x).square().sum().backward()
        optimizer.step()
      })
      for (let i = 0; i < steps; i++) step(x)
    }
    const first = build()
    learn(first, 3)
    await writeCheckpoint(path, { model: first.model.stateDict(), optimizer: first.optimizer.stateDict() })
    learn(first, 3)

    const saved = await readCheckpoint<{ model: nn.StateDict; optimizer: ReturnType<Adam['stateDict']> }>(
      path,
    )
    const second = build()
    second.model.loadStateDict(saved.model)
    second.optimizer.loadStateDict(saved.optimizer)
    learn(second, 3)
    for (const [name, value] of Object.entries(first.model.stateDict()))
      expect(second.model.stateDict()[name]!.data()).toEqual(value.data())
  })

  test('a file is replaced whole, and nothing is left beside it', async () => {
    await writeSafetensors(path, { a: tensor([1]) })
    const before = readFileSync(path)
    await expect(writeSafetensors(path, { a: 'x' as never })).rejects.toThrow()
    await expect(writeSafetensors(join(folder, 'none', 'a'), { a: tensor([1]) })).rejects.toThrow('ENOENT')
    expect(readFileSync(path)).toEqual(before)
    await writeSafetensors(path, { a: tensor([2]) })
    expect((await readSafetensors(path))['a']!.toArray()).toEqual([2])
    await expect(writeSafetensors(folder, { a: tensor([1]) })).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['run.safetensors'])
  })

  test('a damaged file is named', async () => {
    const broken = join(folder, 'broken')
    writeFileSync(broken, 'abc')
    await expect(readSafetensors(broken)).rejects.toThrow(/readSafetensors: .*broken: .*there are 3 bytes/)
    rmSync(broken)
  })
})
