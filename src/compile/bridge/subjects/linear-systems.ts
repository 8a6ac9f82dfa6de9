import './scattering.ts'
import './products.ts'
import { linalg } from '../../../ops/linalg.ts'
import { expansions } from '../../expand.ts'
import { permutations } from '../../guard.ts'
import { systems } from '../../systems.ts'
import { dearer } from '../estimate.ts'
import { cholesky, columns, lu, triangularSolve } from '../matrix.ts'
import { templates } from '../templates.ts'

// What the engine knows of systems of linear equations, and of the factors that solve them.

for (const [row, expansion] of systems) expansions.set(row, expansion)

templates.set(linalg.cholesky, cholesky)
templates.set(linalg.triangular_solve, triangularSolve)
templates.set(linalg.lu, lu)

permutations.set(linalg.lu, { result: 2, axis: (whole) => whole.types[2]!.shape.length - 1 })

for (const row of Object.values(linalg)) dearer.set(row, columns)
