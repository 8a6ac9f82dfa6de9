import './scattering.ts'
import { blocks, dynamicSlice, dynamicUpdateSlice } from '../../../ops/blocks.ts'
import { broadcastInDim, type Padding, type Slice, slicing } from '../../../ops/movement.ts'
import { lookups } from '../../lookup.ts'
import { cutOut, putIn } from '../../places.ts'
import { varying } from '../../varying.ts'

// What the engine knows of blocks that are cut out of a tensor, or put into one, at places that change.

lookups.set(blocks.dynamic_slice, cutOut)
lookups.set(blocks.dynamic_update_slice, putIn)

varying.set(slicing.slice, {
  of({ params }) {
    const { start, step } = params as Slice
    return step.every((n) => n === 1) ? start : undefined
  },
  given: ({ shape }, [x], start) => dynamicSlice(x!, start, shape),
})
varying.set(slicing.pad, {
  of({ params }) {
    const { low, high, interior } = params as Padding
    return low.every((n, i) => n >= 0 && high[i]! >= 0 && interior[i] === 0) ? low : undefined
  },
  given: ({ shape }, [x, around], low) => dynamicUpdateSlice(broadcastInDim(around!, shape, []), x!, low),
})
