import './slicing.ts'
import { fourier, type Transform } from '../../../ops/fft.ts'
import { expansions } from '../../expand.ts'
import { transforms } from '../../fourier.ts'
import { dearer, logarithm } from '../estimate.ts'
import { fft } from '../fourier.ts'
import { templates } from '../templates.ts'

// What the engine knows of Fourier transforms.

for (const [row, expansion] of transforms) expansions.set(row, expansion)
templates.set(fourier.fft, fft)
dearer.set(fourier.fft, (node) => {
  const { axis } = node.params as Transform
  const n = node.inputs[0]!.shape[axis]!
  return (n & (n - 1) ? 50 : 5) * logarithm(node, axis)
})
