import { expect } from 'vitest'
import { KernelBuilder } from '../../src/wasm/kernel/builder.ts'
import { compileLoop } from '../../src/wasm/kernel/generate.ts'
import { runKernel } from '../../src/wasm/kernel/run.ts'

export type Precision = 'float32' | 'float64'

/** Values of a scalar operation as the compiled kernel gives them. */
export function applyCompiled(
  name: string,
  dtype: Precision,
  ...args: readonly (readonly number[])[]
): number[] {
  const n = args[0]!.length
  const array = dtype === 'float32' ? Float32Array : Float64Array
  const k = new KernelBuilder(name, [{ extent: n, reduced: false }])
  k.output([1], k.apply(name, ...args.map(() => k.input(dtype, [1]))))
  const out = new array(n)
  runKernel(compileLoop(k.finish()), [...args.map((a) => array.from(a)), out])
  return [...out]
}

/** Rows of arguments and what the operation is there, to the bit; what float32 cannot hold is left out in it. */
export function expectSpecialValues(
  name: string,
  dtype: Precision,
  table: readonly (readonly number[])[],
): void {
  const single = dtype === 'float32'
  const rows = table.filter(([x]) => !single || Math.abs(x!) > 1e-38 || x === 0 || Number.isNaN(x))
  const args = rows[0]!.slice(1).map((_, i) => rows.map((row) => row[i]!))
  const wanted = rows.map((row) => (single ? Math.fround(row.at(-1)!) : row.at(-1)!))
  expect(applyCompiled(name, dtype, ...args)).toEqual(wanted)
}
