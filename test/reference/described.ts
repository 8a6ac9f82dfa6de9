import * as n from '../../src/tensor/index.ts'

type Tensor = n.Tensor
/** Inputs and options are as untyped as the JSON that they come from. */
type Args = Record<string, ReturnType<typeof JSON.parse>>
type Described = (inputs: Args, kwargs: Args) => unknown

const cell = ({ wi, wh, bi, bh }: Args): n.CellParameters => ({
  inputWeight: wi,
  hiddenWeight: wh,
  inputBias: bi,
  hiddenBias: bh,
})

function attention({ q, k, v, mask, m }: Args, { is_causal, causal, scale }: Args): Tensor {
  const given = mask ?? m
  return n.scaledDotProductAttention(q, k, v, {
    ...(given === undefined ? {} : { mask: given }),
    ...(scale === undefined ? {} : { scale }),
    causal: is_causal === true || causal === true,
  })
}

const symmetric = (a: Tensor): Tensor => n.divide(n.add(a, n.swapaxes(a, -1, -2)), 2)
/** a a^T + I */
const gram = (a: Tensor): Tensor =>
  n.add(n.matmul(a, n.t(a)), n.eye(a.shape[0]!, undefined, 0, { dtype: a.dtype }))

/** Records that say in words what was computed, by their `op`. */
export const described: ReadonlyMap<string, Described> = new Map<string, Described>([
  ['rnn_cell', (a) => n.rnnCell(a['x'], a['h'], cell(a))],
  ['gru_cell', (a) => n.gruCell(a['x'], a['h'], cell(a))],
  ['lstm_cell', (a) => n.lstmCell(a['x'], [a['h'], a['c']], cell(a))],
  ['rnn', (a) => overSequence(n.rnn, a)],
  ['gru', (a) => overSequence(n.gru, a)],
  [
    'lstm',
    (a) => {
      const { output, h, c } = n.lstm(a['x'], [n.squeeze(a['h'], 0), n.squeeze(a['c'], 0)], cell(a))
      return [output, n.expandDims(h, 0), n.expandDims(c, 0)]
    },
  ],
  ['attention', attention],
  ['scaled_dot_product_attention', attention],
  [
    'multi_head_attention',
    (a, { num_heads }) =>
      n.multiHeadAttention(
        a['x'],
        a['x'],
        a['x'],
        { inWeight: a['wqkv'], inBias: a['bqkv'], outWeight: a['wo'], outBias: a['bo'] },
        { heads: num_heads },
      ).output,
  ],
  [
    'svd',
    ({ a }) => {
      const [u, s, vh] = n.svd(a)
      return n.matmul(n.multiply(u, n.expandDims(n.sin(s), -2)), vh)
    },
  ],
  [
    'eigh',
    ({ a }) => {
      const [w, v] = n.eigh(symmetric(a))
      return [w, n.matmul(n.multiply(v, n.expandDims(n.exp(w), -2)), n.swapaxes(v, -1, -2))]
    },
  ],
  ['lstsq', ({ a, b }) => n.lstsq(a, b)],
  ['mvn_logpdf', ({ x, m, a }) => n.multivariateNormalLogpdf(x, m, gram(a))],
  ['logdet', ({ a }) => n.logdet(gram(a))],
  [
    'softmax_ce',
    ({ w }) =>
      n.crossEntropy(
        n.matmul(
          n.tensor(
            [
              [1, 0.5],
              [-0.3, 0.8],
              [0.2, -1],
            ],
            { dtype: 'float64' },
          ),
          w,
        ),
        [0, 2, 1],
      ),
  ],
  ['norm_cubed', ({ x }) => n.vectorNorm(x).pow(3)],
  [
    'erf_gauss',
    ({ x }) =>
      n
        .erf(x)
        .mul(n.exp(n.square(x).neg()))
        .sum()
        .mul(n.prod(x)),
  ],
  ['prod_two_zeros', ({ x }) => n.prod(x)],
  ['atan2', ({ x, y }) => n.square(n.atan2(y, x)).sum()],
  ['conv_sq', ({ x, w }) => n.square(n.conv1d(x, w, undefined, { padding: 1 })).sum()],
  ['cumprod', ({ x }) => n.cumprod(x, 0).mul([1, 2, 3, 4]).sum()],
  [
    'gmm_small',
    ({ m, s }) => {
      const y = n.tensor([[-1], [0.2], [0.9], [2]], { dtype: 'float64' })
      const z = y.sub(m).div(n.exp(s))
      return n.logsumexp(n.square(z).div(-2).sub(s), 1).sum().neg()
    },
  ],
])

function overSequence(f: typeof n.rnn, a: Args): Tensor[] {
  const { output, h } = f(a['x'], n.squeeze(a['h'], 0), cell(a))
  return [output, n.expandDims(h, 0)]
}
