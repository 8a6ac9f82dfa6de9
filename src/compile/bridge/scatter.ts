import { constantValue } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf, stridesOf } from '../../graph/shape.ts'
import { outside, windowAxes } from '../../ops/indexing.ts'
import type { Combine, Scatter as ScatterParams } from '../../ops/scattering.ts'
import { merged } from '../../wasm/axes.ts'
import { compileScatter, type TableAxis } from '../../wasm/rows/scatter.ts'
import { indexed } from '../lookup.ts'
import type { Site } from './block.ts'
import { fill, rowMajor } from './movement.ts'
import { constantOperands } from './scalars.ts'
import { addKernel } from './stages.ts'
import { templates } from './templates.ts'

/** What the engine knows of a row that writes at places. */
export function writesAtPlaces(row: object): void {
  templates.set(row, scatter)
  constantOperands.set(row, 0)
  indexed.set(row, { operand: 2, error: (...at) => outside('scatter', ...at) })
}

/** The operand, then the updates over it. */
function scatter(node: Node, site: Site): boolean {
  const [x, updates, indices] = node.inputs as [Node, Node, Node]
  const { axes, batch, combine = 'add' } = node.params as Partial<ScatterParams> & ScatterParams
  const { shape, dtype } = node
  const out = site.fresh(node)
  const value = constantValue(x)
  if (value === undefined) site.add({ kind: 'copy', from: site.bufferOf(x), to: out })
  else fill(site, node, rowMajor(out, shape), shape, value)
  if (sizeOf(updates.shape) === 0) return true
  const strides = stridesOf(shape)
  const axisOf = (axis: number): TableAxis => ({ extent: shape[axis]!, stride: strides[axis]! })
  addKernel(
    site,
    node,
    compileScatter({
      name: site.kernelName(node),
      dtype,
      combination: dtype === 'bool' ? ofTruths(combine) : combine,
      batch: sizeOf(shape.slice(0, batch)),
      elements: sizeOf(shape.slice(batch)),
      updates: sizeOf(indices.shape.slice(batch, -1)),
      indexed: axes.map(axisOf),
      window: merged(windowAxes(shape, { axes, batch }).map(axisOf), ({ stride }) => [stride]),
    }),
    [site.bufferOf(indices), site.bufferOf(updates)],
    [out],
  )
  return true
}

/** A sum of truths is their largest, a product their smallest. */
const ofTruths = (combine: Combine): Combine =>
  combine === 'add' ? 'maximum' : combine === 'multiply' ? 'minimum' : combine
