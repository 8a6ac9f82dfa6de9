import './places.ts'
import type { Node } from '../../../graph/node.ts'
import { type Sort, sorting } from '../../../ops/sorting.ts'
import { permutations } from '../../guard.ts'
import { dearer, logarithm } from '../estimate.ts'
import { sort } from '../ordered.ts'
import { templates } from '../templates.ts'

// What the engine knows of sorting.

const axisOf = (node: Node): number => (node.params as Sort).axis
templates.set(sorting.sort, sort)
dearer.set(sorting.sort, (node) => 5 * logarithm(node, axisOf(node)))
permutations.set(sorting.sort, { result: 1, axis: axisOf })
