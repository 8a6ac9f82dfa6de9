import './slicing.ts'
import { betweenSeams } from '../../seams.ts'
import { passes } from '../../simplify.ts'

// What the engine knows of grids that are shifted.

passes.push(betweenSeams)
