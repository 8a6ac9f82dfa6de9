import './control.ts'
import './places.ts'
import './products.ts'
import type { Node } from '../../../graph/node.ts'
import { linalg } from '../../../ops/linalg.ts'
import { factor } from '../../../ops/linalgFactor.ts'
import { matrixFunctions } from '../../../ops/linalgFunctions.ts'
import { expansions } from '../../expand.ts'
import { permutations } from '../../guard.ts'
import { matrices } from '../../matrices.ts'
import type { Template } from '../block.ts'
import { dearer } from '../estimate.ts'
import { cholesky, eigh, lu, qr, svd, triangularSolve } from '../matrix.ts'
import { templates } from '../templates.ts'

// What the engine knows of linear algebra.

for (const [row, expansion] of matrices) expansions.set(row, expansion)

const factors: readonly (readonly [object, Template])[] = [
  [linalg.cholesky, cholesky],
  [linalg.triangular_solve, triangularSolve],
  [linalg.lu, lu],
  [factor.qr, qr],
  [factor.svd, svd],
  [factor.eigh, eigh],
]
for (const [row, template] of factors) templates.set(row, template)

permutations.set(linalg.lu, { result: 2, axis: (whole) => whole.types[2]!.shape.length - 1 })

const columns = (node: Node): number => node.inputs[0]!.shape.at(-1)!
for (const table of [linalg, factor, matrixFunctions])
  for (const row of Object.values(table)) dearer.set(row, columns)
