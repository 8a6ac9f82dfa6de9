import { readFileSync, writeFileSync } from 'node:fs'
import type { Input, Inputs } from './workload.ts'

interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly offset: number
}

const kinds = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const
const dtypeOf = ({ data }: Input): string =>
  Object.entries(kinds).find(([, kind]) => data instanceof kind)![0]

/** Writes inputs for other processes: `path.json` says what lies where in `path.bin`. */
export function writeInputs(path: string, inputs: Inputs): void {
  const entries: Entry[] = []
  const parts: Uint8Array[] = []
  let offset = 0
  for (const [name, input] of Object.entries(inputs)) {
    const bytes = new Uint8Array(input.data.buffer, input.data.byteOffset, input.data.byteLength)
    const padding = (8 - (bytes.length % 8)) % 8
    entries.push({ name, dtype: dtypeOf(input), shape: input.shape, offset })
    parts.push(bytes, new Uint8Array(padding))
    offset += bytes.length + padding
  }
  writeFileSync(`${path}.bin`, Buffer.concat(parts))
  writeFileSync(`${path}.json`, JSON.stringify(entries))
}

export function readInputs(path: string): Inputs {
  const entries = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Entry[]
  const bytes = readFileSync(`${path}.bin`)
  const aligned = new Uint8Array(bytes).buffer
  return Object.fromEntries(
    entries.map(({ name, dtype, shape, offset }) => [
      name,
      {
        shape,
        data: new kinds[dtype as keyof typeof kinds](
          aligned,
          offset,
          shape.reduce((a, b) => a * b, 1),
        ),
      },
    ]),
  )
}
