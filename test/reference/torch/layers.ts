import * as n from '../../../src/tensor/index.ts'
import { define, opts } from './table.ts'

define('softmax', 'input, dim, dtype', (a) => n.softmax(a.input, a.dim))
define('log_softmax', 'input, dim, dtype', (a) => n.logSoftmax(a.input, a.dim))
define('softmin', 'input, dim, dtype', (a) => n.softmin(a.input, a.dim))
define('layer_norm', 'input, normalized_shape, weight, bias, eps', ({ input, normalized_shape, ...rest }) =>
  n.layerNorm(input, normalized_shape, opts(rest)),
)
define('rms_norm', 'input, normalized_shape, weight, eps', ({ input, normalized_shape, ...rest }) =>
  n.rmsNorm(input, normalized_shape, opts(rest)),
)
define(
  'batch_norm',
  'input, running_mean, running_var, weight, bias, training, momentum, eps',
  ({ input, running_mean, running_var, ...rest }) =>
    n.batchNorm(input, opts({ ...rest, runningMean: running_mean, runningVar: running_var })),
)
define(
  'instance_norm',
  'input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps',
  ({ input, running_mean, running_var, use_input_stats, weight, bias, eps }) =>
    use_input_stats === false
      ? n.batchNorm(input, opts({ weight, bias, eps, runningMean: running_mean, runningVar: running_var }))
      : n.instanceNorm(input, opts({ weight, bias, eps })),
)
define('group_norm', 'input, num_groups, weight, bias, eps', ({ input, num_groups, ...rest }) =>
  n.groupNorm(input, num_groups, opts(rest)),
)
define('local_response_norm', 'input, size, alpha, beta, k', ({ input, size, ...rest }) =>
  n.localResponseNorm(input, size, opts(rest)),
)
define('dropout|alpha_dropout|dropout1d|dropout2d|dropout3d', 'input, p, training', (a) =>
  n.dropout(a.input, { p: a.p ?? 0.5, training: a.training !== false }),
)
define(
  'scaled_dot_product_attention',
  'query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa',
  ({ query, key, value, enable_gqa, ...a }) => {
    const heads = (x: n.Tensor): n.Tensor =>
      enable_gqa ? n.repeat(x, query.shape.at(-3) / x.shape.at(-3)!, -3) : x
    return n.scaledDotProductAttention(
      query,
      heads(key),
      heads(value),
      opts({ mask: a['attn_mask'], causal: a['is_causal'], scale: a['scale'] }),
    )
  },
)
