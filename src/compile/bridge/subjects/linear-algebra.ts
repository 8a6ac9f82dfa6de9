import './control.ts'
import './linear-systems.ts'
import { factor } from '../../../ops/linalgFactor.ts'
import { matrixFunctions } from '../../../ops/linalgFunctions.ts'
import { expansions } from '../../expand.ts'
import { matrices } from '../../matrices.ts'
import { dearer } from '../estimate.ts'
import { columns, eigh, qr, svd } from '../matrix.ts'
import { templates } from '../templates.ts'

// What the engine knows of the other factors of matrices, and of functions of matrices.

for (const [row, expansion] of matrices) expansions.set(row, expansion)

templates.set(factor.qr, qr)
templates.set(factor.svd, svd)
templates.set(factor.eigh, eigh)

dearer.set(factor.qr, columns)
for (const row of [factor.svd, factor.eigh, ...Object.values(matrixFunctions)])
  dearer.set(row, (node) => 6 * columns(node))
