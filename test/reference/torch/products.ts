import * as n from '../../../src/tensor/index.ts'
import { define, keep, opts } from './table.ts'

define('tensordot', 'a, b, dims', (a) => n.tensordot(a.a, a.b, a.dims ?? 2))
define('einsum', 'equation, *operands', (a) => n.einsum(a.equation, ...a.operands))
for (const [name, f] of Object.entries({
  addmm: n.addmm,
  addmv: n.addmv,
  addr: n.addr,
  baddbmm: n.baddbmm,
  addbmm: n.addbmm,
}))
  define(name, 'input, a, b, beta, alpha', (a) =>
    f(a.input, a.a, a.b, opts({ beta: a.beta, alpha: a.alpha })),
  )
define('cross', 'input, other, dim', (a) => n.cross(a.input, a.other, opts({ axis: a.dim })))
define('linear', 'input, weight, bias', (a) => n.linear(a.input, a.weight, a.bias))
define('bilinear', 'input1, input2, weight, bias', (a) => n.bilinear(a.input1, a.input2, a.weight, a.bias))
define('multi_dot', 'tensors', (a) => n.multiDot(a.tensors))
define('chain_matmul', '*matrices', (a) => n.multiDot(a.matrices))
define('vecdot', 'x, y, dim', (a) => n.sum(n.multiply(a.x, a.y), a.dim ?? -1))
define('cdist', 'x1, x2, p, compute_mode', (a) => n.cdist(a.x1, a.x2, opts({ p: a.p })))
define('pdist', 'input, p', (a) => {
  const rows = a.input.shape[0]
  const pairs = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows - 1 - i }, (__, j) => [i, i + 1 + j]),
  ).flat()
  return n.vectorNorm(
    n.subtract(
      n.index(
        a.input,
        pairs.map(([i]) => i!),
      ),
      n.index(
        a.input,
        pairs.map(([, j]) => j!),
      ),
    ),
    -1,
    { ord: a.p ?? 2 },
  )
})
define('cosine_similarity', 'x1, x2, dim, eps', (a) =>
  n.cosineSimilarity(a.x1, a.x2, opts({ axis: a.dim, eps: a.eps })),
)
define('pairwise_distance', 'x1, x2, p, eps, keepdim', (a) =>
  n.pairwiseDistance(a.x1, a.x2, { ...opts({ p: a.p, eps: a.eps }), ...keep(a) }),
)
