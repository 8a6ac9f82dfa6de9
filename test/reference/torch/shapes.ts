import * as n from '../../../src/tensor/index.ts'
import { define, opts } from './table.ts'

define('reshape|view', 'input, *shape', (a) => n.reshape(a.input, a.shape))
define('reshape_as|view_as|expand_as', 'input, other', (a) =>
  a.input.size === a.other.size ? n.reshape(a.input, a.other.shape) : n.expand(a.input, a.other.shape),
)
define('flatten', 'input, start_dim, end_dim', (a) => a.input.flatten(a.start_dim ?? 0, a.end_dim ?? -1))
define('unflatten', 'input, dim, sizes', (a) => n.unflatten(a.input, a.dim, a.sizes))
define('squeeze', 'input, dim', (a) => n.squeeze(a.input, a.dim))
define('unsqueeze', 'input, dim', (a) => n.expandDims(a.input, a.dim))
define('permute', 'input, *dims', (a) => n.permute(a.input, a.dims))
define('transpose|swapaxes|swapdims', 'input, dim0, dim1', (a) => n.swapaxes(a.input, a.dim0, a.dim1))
define('movedim|moveaxis', 'input, source, destination', (a) => n.moveaxis(a.input, a.source, a.destination))
define('expand|broadcast_to', 'input, *size', (a) => n.expand(a.input, a.size))
define('broadcast_tensors', '*tensors', (a) => n.broadcastArrays(...a.tensors))
define('repeat|tile', 'input, *repeats', (a) => n.tile(a.input, a.repeats))
define('tile', 'input, dims', (a) => n.tile(a.input, a.dims))
define('repeat_interleave', 'input, repeats, dim', (a) =>
  n.repeat(a.input, a.repeats instanceof n.Tensor ? [...a.repeats.data()] : a.repeats, a.dim),
)
define('flip', 'input, *dims', (a) => n.flip(a.input, a.dims))
define('rot90', 'input, k, dims', (a) => n.rot90(a.input, a.k ?? 1, a.dims ?? [0, 1]))
define('roll', 'input, shifts, dims', (a) => n.roll(a.input, a.shifts, a.dims))
define('cat|concat|concatenate', 'tensors, dim', (a) => n.concatenate(a.tensors, a.dim ?? 0))
define('stack', 'tensors, dim', (a) => n.stack(a.tensors, a.dim ?? 0))
define('hstack', 'tensors', (a) => n.hstack(a.tensors))
define('vstack|row_stack', 'tensors', (a) => n.vstack(a.tensors))
define('dstack', 'tensors', (a) => n.dstack(a.tensors))
define('column_stack', 'tensors', (a) => n.columnStack(a.tensors))
define('split|split_with_sizes', 'input, split_size_or_sections, dim', (a) =>
  n.split(a.input, a.split_size_or_sections, a.dim ?? 0),
)
define('chunk', 'input, chunks, dim', (a) => n.chunk(a.input, a.chunks, a.dim ?? 0))
define('tensor_split', 'input, indices_or_sections, dim', (a) =>
  n.tensorSplit(a.input, a.indices_or_sections, a.dim ?? 0),
)
define('unbind', 'input, dim', (a) => n.unbind(a.input, a.dim ?? 0))
define('meshgrid', '*tensors, indexing', (a) => n.meshgrid(a.tensors, { indexing: a.indexing ?? 'ij' }))
for (const [name, axis] of [
  ['hsplit', 1],
  ['vsplit', 0],
  ['dsplit', 2],
] as const)
  define(name, 'input, indices_or_sections', (a) => n.tensorSplit(a.input, a.indices_or_sections, axis))
define('block_diag', '*tensors', ({ tensors }) => {
  const blocks: n.Tensor[] = tensors.map((x: n.Tensor) => n.atleast2d(x))
  const width = blocks.reduce((sum, block) => sum + block.shape[1]!, 0)
  let before = 0
  return n.vstack(
    blocks.map((block) => {
      const left = before
      before += block.shape[1]!
      return n.pad(block, [left, width - before])
    }),
  )
})
define('cartesian_prod', '*tensors', (a) =>
  a.tensors.length === 1
    ? a.tensors[0]
    : n.stack(
        n.meshgrid(a.tensors, { indexing: 'ij' }).map((x) => n.ravel(x)),
        1,
      ),
)
define('combinations', 'input, r, with_replacement', ({ input, r = 2, with_replacement }) => {
  const choose = (from: number, count: number): number[][] =>
    count === 0
      ? [[]]
      : Array.from({ length: input.size - from }, (_, i) => from + i).flatMap((first) =>
          choose(with_replacement ? first : first + 1, count - 1).map((rest) => [first, ...rest]),
        )
  return n.index(input, choose(0, r))
})
define('torch.vander', 'x, N, increasing', ({ x, N = x.size, increasing }) =>
  n.power(n.expandDims(x, 1), increasing ? n.arange(N) : n.flip(n.arange(N), 0)),
)
define('as_strided', 'input, size, stride, storage_offset', ({ input, size, stride, storage_offset = 0 }) => {
  const places = (axis: number, at: number): ReturnType<typeof JSON.parse> =>
    axis === size.length
      ? at
      : Array.from({ length: size[axis] }, (_, i) => places(axis + 1, at + i * stride[axis]))
  return n.take(input, places(0, storage_offset))
})
define('adjoint', 'input', (a) => n.swapaxes(a.input, -1, -2))
define('zeros_like', 'input', (a) => n.zerosLike(a.input))
define('ones_like', 'input', (a) => n.onesLike(a.input))
define('full_like', 'input, fill_value', (a) => n.fullLike(a.input, a.fill_value))
define('argwhere', 'input', (a) => n.argwhere(a.input))
define('channel_shuffle', 'input, groups', ({ input, groups }) => {
  const [batch, channels, ...rest] = input.shape
  return n.reshape(
    n.swapaxes(n.reshape(input, [batch, groups, channels / groups, ...rest]), 1, 2),
    input.shape,
  )
})
define('diagonal_scatter', 'input, src, offset, dim1, dim2', (a) => {
  const place = { offset: a.offset ?? 0, axes: [a.dim1 ?? 0, a.dim2 ?? 1] as const }
  const places = n.diagonal(n.reshape(n.arange(a.input.size), a.input.shape), place)
  return n.reshape(n.indexPut(n.ravel(a.input), [places], a.src), a.input.shape)
})
define('diag', 'input, diagonal', (a) => n.diag(a.input, a.diagonal ?? 0))
define('diagonal', 'input, offset, dim1, dim2', (a) =>
  n.diagonal(a.input, { offset: a.offset ?? 0, axes: [a.dim1 ?? 0, a.dim2 ?? 1] }),
)
define('diag_embed', 'input, offset, dim1, dim2', (a) =>
  n.diagEmbed(a.input, { offset: a.offset ?? 0, axes: [a.dim1 ?? -2, a.dim2 ?? -1] }),
)
define('diagflat', 'input, offset', (a) => n.diag(n.ravel(a.input), a.offset ?? 0))
define('trace', 'input', (a) => n.trace(a.input))
define('tril', 'input, diagonal', (a) => n.tril(a.input, a.diagonal ?? 0))
define('triu', 'input, diagonal', (a) => n.triu(a.input, a.diagonal ?? 0))
define('gather', 'input, dim, index', (a) => n.gather(a.input, a.dim, a.index))
define('scatter', 'input, dim, index, src, reduce, value', (a) =>
  a.reduce === undefined
    ? n.scatter(a.input, a.dim, a.index, a.src ?? a.value)
    : n.scatterReduce(a.input, a.dim, a.index, a.src ?? a.value, a.reduce === 'add' ? 'sum' : 'prod'),
)
define('scatter_add', 'input, dim, index, src', (a) => n.scatterAdd(a.input, a.dim, a.index, a.src))
define('scatter_reduce', 'input, dim, index, src, reduce, include_self', (a) =>
  n.scatterReduce(a.input, a.dim, a.index, a.src, a.reduce, { includeSelf: a.include_self !== false }),
)
define('index_select', 'input, dim, index', (a) => n.indexSelect(a.input, a.dim, a.index))
define('index_add', 'input, dim, index, source, alpha', (a) =>
  n.indexAdd(a.input, a.dim, a.index, a.source, opts({ alpha: a.alpha })),
)
define('index_copy', 'input, dim, index, source', (a) => n.indexCopy(a.input, a.dim, a.index, a.source))
define('index_fill', 'input, dim, index, value', (a) => n.indexFill(a.input, a.dim, a.index, a.value))
define('index_put', 'input, indices, values, accumulate', (a) =>
  n.indexPut(a.input, a.indices, a.values, { mode: a.accumulate ? 'add' : 'set' }),
)
define('take', 'input, index', (a) => n.take(a.input, a.index))
define('take_along_dim', 'input, indices, dim', (a) =>
  a.dim === undefined ? n.take(a.input, a.indices) : n.takeAlongAxis(a.input, a.indices, a.dim),
)
define('masked_select', 'input, mask', (a) => n.maskedSelect(a.input, a.mask))
define('masked_fill', 'input, mask, value', (a) => n.maskedFill(a.input, a.mask, a.value))
define('masked_scatter', 'input, mask, source', (a) => {
  const mask = n.broadcastTo(a.mask, a.input.shape)
  const count = Number(n.sum(mask).item())
  return n.indexPut(a.input, [mask], n.index(n.ravel(a.source), { stop: count }))
})
define('nonzero', 'input', (a) => n.nonzero(a.input))
define('narrow', 'input, dim, start, length', (a) =>
  n.indexSelect(a.input, a.dim, n.arange(a.start, a.start + a.length)),
)
define('select', 'input, dim, index', (a) =>
  n.index(a.input, ...new Array((a.dim + a.input.ndim) % a.input.ndim).fill(':'), a.index),
)
define('select_scatter', 'input, src, dim, index', (a) =>
  n.indexPut(a.input, [...new Array((a.dim + a.input.ndim) % a.input.ndim).fill(':'), a.index], a.src),
)
define('slice_scatter', 'input, src, dim, start, end, step', (a) =>
  n.indexPut(
    a.input,
    [
      ...new Array(((a.dim ?? 0) + a.input.ndim) % a.input.ndim).fill(':'),
      { start: a.start ?? undefined, stop: a.end ?? undefined, step: a.step ?? 1 },
    ],
    a.src,
  ),
)
define('pad', 'input, pad, mode, value', (a) => n.pad(a.input, a.pad, opts({ mode: a.mode, value: a.value })))
define('one_hot', 'tensor, num_classes', ({ tensor, num_classes = -1 }) =>
  n.oneHot(tensor, num_classes === -1 ? Number(n.amax(tensor).item()) + 1 : num_classes),
)
define('embedding', 'input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse', (a) =>
  n.embedding(a.input, a.weight, opts({ paddingIdx: a.padding_idx })),
)
define('embedding_bag', 'input, weight, offsets, max_norm, norm_type, scale_grad_by_freq, mode', (a) => {
  const found = n.embedding(a.input, a.weight)
  return a.mode === 'sum' ? n.sum(found, 1) : a.mode === 'max' ? n.amax(found, 1) : n.mean(found, 1)
})
define('Tensor.unfold', 'input, dimension, size, step', (a) =>
  n.slidingWindows(a.input, a.dimension, a.size, a.step),
)
