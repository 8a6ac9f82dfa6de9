import { elementwise } from '../../../ops/elementwise.ts'
import { type Slice, slicing } from '../../../ops/slicing.ts'
import { rules } from '../../algebra.ts'
import { joinedParts } from '../../joined.ts'
import { scaled, views } from '../../view.ts'
import { concatenate, copiedFrom, pad } from '../movement.ts'
import { constantOperands, sources } from '../scalars.ts'
import { templates } from '../templates.ts'

// What the engine knows of parts of tensors, and of tensors that are put together of parts.

views.set(slicing.slice, ({ params }, mapping) => {
  const { start, step } = params as Slice
  return mapping.map((index, axis) => scaled(index, step[axis]!, start[axis]!))
})
templates.set(slicing.pad, pad)
constantOperands.set(slicing.pad, 1)
templates.set(slicing.concatenate, concatenate)
sources.set(slicing.concatenate, (node, operand) => copiedFrom(node, operand).source)

const sums = rules.get(elementwise.add)!
rules.set(elementwise.add, (...known) => sums(...known) ?? joinedParts(known[0]))
