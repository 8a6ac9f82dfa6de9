import * as n from '../../../src/tensor/index.ts'
import { type Args, define, opts, type Tensor } from './table.ts'

const losses: Record<
  string,
  [parameters: string, run: (a: Args, reduction: { reduction?: never }) => Tensor]
> = {
  cross_entropy: [
    'input, target, weight, size_average, ignore_index, reduce, reduction, label_smoothing',
    (a, r) =>
      n.crossEntropy(
        a.input,
        a.target,
        opts({ ...r, weight: a.weight, ignoreIndex: a.ignore_index, labelSmoothing: a.label_smoothing }),
      ),
  ],
  nll_loss: [
    'input, target, weight, size_average, ignore_index, reduce, reduction',
    (a, r) => n.nllLoss(a.input, a.target, opts({ ...r, weight: a.weight, ignoreIndex: a.ignore_index })),
  ],
  mse_loss: ['input, target, size_average, reduce, reduction', (a, r) => n.mseLoss(a.input, a.target, r)],
  l1_loss: ['input, target, size_average, reduce, reduction', (a, r) => n.l1Loss(a.input, a.target, r)],
  smooth_l1_loss: [
    'input, target, size_average, reduce, reduction, beta',
    (a, r) => n.smoothL1Loss(a.input, a.target, opts({ ...r, beta: a.beta })),
  ],
  huber_loss: [
    'input, target, reduction, delta',
    (a, r) => n.huberLoss(a.input, a.target, opts({ ...r, delta: a.delta })),
  ],
  binary_cross_entropy: [
    'input, target, weight, size_average, reduce, reduction',
    (a, r) => n.bce(a.input, a.target, opts({ ...r, weight: a.weight })),
  ],
  binary_cross_entropy_with_logits: [
    'input, target, weight, size_average, reduce, reduction, pos_weight',
    (a, r) => n.bceWithLogits(a.input, a.target, opts({ ...r, weight: a.weight, posWeight: a.pos_weight })),
  ],
  kl_div: [
    'input, target, size_average, reduce, reduction, log_target',
    (a, r) => n.klDiv(a.input, a.target, opts({ ...r, logTarget: a.log_target })),
  ],
  poisson_nll_loss: [
    'input, target, log_input, full, size_average, eps, reduce, reduction',
    (a, r) =>
      n.poissonNllLoss(a.input, a.target, opts({ ...r, logInput: a.log_input, full: a.full, eps: a.eps })),
  ],
  gaussian_nll_loss: [
    'input, target, var, full, eps, reduction',
    (a, r) => n.gaussianNllLoss(a.input, a.target, a.var, opts({ ...r, full: a.full, eps: a.eps })),
  ],
  hinge_embedding_loss: [
    'input, target, margin, size_average, reduce, reduction',
    (a, r) => n.hingeEmbeddingLoss(a.input, a.target, opts({ ...r, margin: a.margin })),
  ],
  cosine_embedding_loss: [
    'input1, input2, target, margin, size_average, reduce, reduction',
    (a, r) => n.cosineEmbeddingLoss(a.input1, a.input2, a.target, opts({ ...r, margin: a.margin })),
  ],
  margin_ranking_loss: [
    'input1, input2, target, margin, size_average, reduce, reduction',
    (a, r) => n.marginRankingLoss(a.input1, a.input2, a.target, opts({ ...r, margin: a.margin })),
  ],
  multi_margin_loss: [
    'input, target, p, margin, weight, size_average, reduce, reduction',
    (a, r) =>
      n.multiMarginLoss(a.input, a.target, opts({ ...r, p: a.p, margin: a.margin, weight: a.weight })),
  ],
  multilabel_margin_loss: [
    'input, target, size_average, reduce, reduction',
    (a, r) => n.multilabelMarginLoss(a.input, a.target, r),
  ],
  multilabel_soft_margin_loss: [
    'input, target, weight, size_average, reduce, reduction',
    (a, r) => n.multilabelSoftMarginLoss(a.input, a.target, opts({ ...r, weight: a.weight })),
  ],
  soft_margin_loss: [
    'input, target, size_average, reduce, reduction',
    (a, r) => n.softMarginLoss(a.input, a.target, r),
  ],
  triplet_margin_with_distance_loss: [
    'anchor, positive, negative, distance_function, margin, swap, reduction',
    (a, r) =>
      n.tripletMarginLoss(a.anchor, a.positive, a.negative, opts({ ...r, margin: a.margin, swap: a.swap })),
  ],
  triplet_margin_loss: [
    'anchor, positive, negative, margin, p, eps, swap, size_average, reduce, reduction',
    (a, r) =>
      n.tripletMarginLoss(
        a.anchor,
        a.positive,
        a.negative,
        opts({ ...r, margin: a.margin, p: a.p, eps: a.eps, swap: a.swap }),
      ),
  ],
}
for (const [name, [parameters, run]] of Object.entries(losses))
  define(name, parameters, (a) => run(a, opts({ reduction: a.reduction }) as { reduction?: never }))
