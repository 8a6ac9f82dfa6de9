import * as n from '../../../src/tensor/index.ts'
import { define, keep, opts } from './table.ts'

const flag = (value: unknown): boolean => value === true

define('inv|inverse', 'A', (a) => n.inv(a.A))
define('det', 'A', (a) => n.det(a.A))
define('logdet', 'A', (a) => n.logdet(a.A))
define('slogdet', 'A', (a) => n.slogdet(a.A))
const turned = (x: n.Tensor): n.Tensor => n.swapaxes(x, -1, -2)
define('solve', 'A, B, left', (a) =>
  a.left === false ? turned(n.solve(turned(a.A), turned(a.B))) : n.solve(a.A, a.B),
)
define('inv_ex', 'A', (a) => [n.inv(a.A)])
define('solve_ex', 'A, B', (a) => [n.solve(a.A, a.B)])
define('cholesky_ex', 'A, upper', (a) => [n.cholesky(a.A, { upper: flag(a.upper) })])
define('cond', 'A, p', (a) => n.conditionNumber(a.A, a.p ?? 2))
define('torch.linalg.diagonal', 'A, offset, dim1, dim2', (a) =>
  n.diagonal(a.A, { offset: a.offset ?? 0, axes: [a.dim1 ?? -2, a.dim2 ?? -1] }),
)
define('torch.linalg.vander', 'x, N', ({ x, N = x.shape.at(-1) }) =>
  n.power(n.expandDims(x, -1), n.arange(N)),
)
define('torch.svd', 'A, some, compute_uv', (a) => {
  const [u, s, vh] = n.svd(a.A)
  return [u, s, turned(vh)]
})
define('tensorsolve', 'A, B', ({ A, B }) =>
  n.reshape(n.solve(n.reshape(A, [B.size, B.size]), n.ravel(B)), A.shape.slice(B.ndim)),
)
define('tensorinv', 'A, ind', ({ A, ind = 2 }) => {
  const rows = A.shape.slice(0, ind)
  const size = rows.reduce((product: number, extent: number) => product * extent, 1)
  return n.reshape(n.inv(n.reshape(A, [size, size])), [...A.shape.slice(ind), ...rows])
})
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
define('triangular_solve', 'b, A, upper, transpose, unitriangular', (a) => [
  n.solveTriangular(flag(a.transpose) ? n.swapaxes(a.A, -1, -2) : a.A, a.b, {
    upper: (a.upper !== false) !== flag(a.transpose),
    unitriangular: flag(a.unitriangular),
  }),
  a.A,
])
define('qr', 'A, mode', (a) => n.qr(a.A, opts({ mode: a.mode })))
define('lu', 'A, pivot', (a) => n.lu(a.A))
define('svdvals', 'A', (a) => n.svdvals(a.A))
define('svd', 'A, full_matrices', (a) => n.svd(a.A))
define('eigh', 'A, UPLO', (a) => n.eigh(a.A))
define('eigvalsh', 'A, UPLO', (a) => n.eigvalsh(a.A))
define('matrix_exp', 'A', (a) => n.matrixExp(a.A))
define('matrix_power', 'A, n', (a) => n.matrixPower(a.A, a.n))
define('pinv|pinverse', 'A, rtol, hermitian', (a) => n.pinv(a.A, opts({ rtol: a.rtol })))
define('lstsq', 'A, B', (a) => ({ solution: n.lstsq(a.A, a.B) }))
define('matrix_norm', 'A, ord, dim, keepdim', (a) =>
  n.matrixNorm(a.A, { ...opts({ ord: a.ord, axis: a.dim }), ...keep(a) }),
)
define('matrix_rank', 'A', (a) => n.matrixRank(a.A))
