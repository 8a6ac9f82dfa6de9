import { apply, type Node } from '../../../graph/node.ts'
import { convert } from '../../../ops/arithmetic.ts'
import { reduction } from '../../../ops/reduction.ts'
import type { Reduction } from '../../../wasm/kernel/ir.ts'
import { type Expansion, expansions, overNothing } from '../../expand.ts'
import { reductions } from '../scalars.ts'
import './slicing.ts'

// What the engine knows of reductions other than sums.

for (const [name, row] of Object.entries(reduction)) {
  reductions.set(row, name.replace('reduce_', '') as Reduction)
  expansions.set(row, overNothing)
}

/** Places of the largest element are found among numbers. */
const amongNumbers: Expansion = ({ op, inputs: [x], params }) =>
  x!.dtype === 'bool' ? [apply(op, [convert(x!, 'int32')], params) as Node] : undefined
for (const row of [reduction.argmax, reduction.argmin]) expansions.set(row, amongNumbers)
