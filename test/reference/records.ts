import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Tensor, tensor } from '../../src/tensor/index.ts'
import { described } from './described.ts'
import { interpret } from './interpret.ts'

type Num = number | 'NaN' | 'Infinity' | '-Infinity'
interface Stored {
  readonly name?: string
  readonly dtype: string
  readonly shape: number[]
  readonly data: Num[]
  readonly requires_grad?: boolean
}

/** A reference record; the format stands in ../shared/data/README.md. */
export interface OpRecord {
  readonly id: string
  readonly family: string
  readonly op: string
  readonly call: string
  readonly kwargs: Record<string, unknown>
  readonly inputs: Stored[]
  readonly outputs: Stored[]
  readonly cotangents?: (Stored | null)[]
  readonly grads?: Record<string, { shape: number[]; data: Num[] }>
  readonly gradient?: Num[]
  readonly hessian?: Num[][]
  readonly vector?: Num[]
  readonly hvp?: Num[]
  readonly torch_convention?: boolean
  readonly check: { fd_rel_err?: number | null; exact?: boolean }
  readonly mpmath?: { value: string[]; derivative: string[] }
}

const shared = fileURLToPath(new URL('../../../shared/data/ops/', import.meta.url))
const fixtures = fileURLToPath(new URL('../fixtures/ops/', import.meta.url))

/** All records of a family: of the shared data where they are, else of the fixtures. */
export function recordsOf(family: string): OpRecord[] {
  const name = `${family}.json`
  const folder = [shared, fixtures].find((path) => existsSync(path + name))
  return folder ? JSON.parse(readFileSync(folder + name, 'utf8')) : []
}

/** Numbers of a record; "NaN" and the infinities are written as text. */
export const numbersOf = (data: readonly (Num | string | boolean)[]): Float64Array =>
  Float64Array.from(data, Number)

export type Precision = 'float32' | 'float64'

export function inputOf(stored: Stored, precision: Precision): Tensor {
  const dtype = stored.dtype.startsWith('float') ? precision : stored.dtype === 'bool' ? 'bool' : 'int32'
  return tensor(numbersOf(stored.data), { dtype, shape: stored.shape })
}

/** What the record calls, as a function of its inputs in order. */
export function functionOf(record: OpRecord): (...inputs: Tensor[]) => Tensor[] {
  return (...inputs) => {
    const named = new Map(record.inputs.map((input, i) => [input.name!, inputs[i]!]))
    const words = described.get(record.op)
    const bySecondOrder = record.family === 'second_order'
    const result =
      words && (bySecondOrder || !record.call.startsWith('torch.'))
        ? words(Object.fromEntries(named), record.kwargs)
        : interpret(record.call, named, record.kwargs)
    return flat(result)
  }
}

function flat(result: unknown): Tensor[] {
  if (result instanceof Tensor) return [result]
  if (Array.isArray(result)) return result.flatMap(flat)
  if (typeof result === 'object' && result !== null) return Object.values(result).flatMap(flat)
  throw new TypeError(`the result is ${String(result)}: it must be tensors`)
}
