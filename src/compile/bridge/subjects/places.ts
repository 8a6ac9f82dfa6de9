import './reductions.ts'
import { indexing, outside } from '../../../ops/indexing.ts'
import { moves } from '../../expand.ts'
import { moveGathers } from '../../gathers.ts'
import { guardsOf } from '../../guard.ts'
import { indexed, lookups } from '../../lookup.ts'
import { gathered } from '../../places.ts'
import { guarding } from '../block.ts'
import { writesAtPlaces } from '../scatter.ts'

// What the engine knows of elements that are read and written at computed places.

lookups.set(indexing.gather, gathered)
moves.push(moveGathers)
guarding.push(guardsOf)
indexed.set(indexing.gather, { operand: 1, error: (...at) => outside('gather', ...at) })

writesAtPlaces(indexing.scatter_add)
