import * as n from '../../../src/tensor/index.ts'
import { define, keep, opts } from './table.ts'

const flag = (value: unknown): boolean => value === true

define('inv|inverse', 'A', (a) => n.inv(a.A))
define('det', 'A', (a) => n.det(a.A))
define('logdet', 'A', (a) => n.logdet(a.A))
define('slogdet', 'A', (a) => n.slogdet(a.A))
define('solve', 'A, B', (a) => n.solve(a.A, a.B))
define('cholesky', 'A, upper', (a) => n.cholesky(a.A, { upper: flag(a.upper) }))
define('cholesky_solve', 'B, L, upper', (a) => n.choleskySolve(a.B, a.L, { upper: flag(a.upper) }))
define('cholesky_inverse', 'L, upper', (a) =>
  n.choleskySolve(n.eye(a.L.shape.at(-1), undefined, 0, { dtype: a.L.dtype }), a.L, { upper: flag(a.upper) }),
)
define('solve_triangular', 'A, B, upper, left, unitriangular', (a) =>
  n.solveTriangular(a.A, a.B, {
    upper: flag(a.upper),
    left: a.left !== false,
    unitriangular: flag(a.unitriangular),
  }),
)
define('triangular_solve', 'b, A, upper, transpose, unitriangular', (a) =>
  n.solveTriangular(flag(a.transpose) ? n.swapaxes(a.A, -1, -2) : a.A, a.b, {
    upper: (a.upper !== false) !== flag(a.transpose),
    unitriangular: flag(a.unitriangular),
  }),
)
define('qr', 'A, mode', (a) => n.qr(a.A, opts({ mode: a.mode })))
define('lu', 'A, pivot', (a) => n.lu(a.A))
define('svdvals', 'A', (a) => n.svdvals(a.A))
define('svd', 'A, full_matrices', (a) => n.svd(a.A))
define('eigh', 'A, UPLO', (a) => n.eigh(a.A))
define('eigvalsh', 'A, UPLO', (a) => n.eigvalsh(a.A))
define('matrix_exp', 'A', (a) => n.matrixExp(a.A))
define('matrix_power', 'A, n', (a) => n.matrixPower(a.A, a.n))
define('pinv|pinverse', 'A, rtol', (a) => n.pinv(a.A, opts({ rtol: a.rtol })))
define('lstsq', 'A, B', (a) => n.lstsq(a.A, a.B))
define('matrix_norm', 'A, ord, dim, keepdim', (a) =>
  n.matrixNorm(a.A, { ...opts({ ord: a.ord, axis: a.dim }), ...keep(a) }),
)
define('matrix_rank', 'A', (a) => n.matrixRank(a.A))
