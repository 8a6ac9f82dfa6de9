import * as n from '../../../src/tensor/index.ts'
import { type Args, define, opts } from './table.ts'

const window = ({ stride, padding, dilation, groups, output_padding, ceil_mode }: Args): Args =>
  opts({ stride, padding, dilation, groups, outputPadding: output_padding, ceilMode: ceil_mode })
for (const [d, conv, transposed, max, avg, lp, amax, aavg] of [
  [
    1,
    n.conv1d,
    n.convTranspose1d,
    n.maxPool1d,
    n.avgPool1d,
    n.lpPool1d,
    n.adaptiveMaxPool1d,
    n.adaptiveAvgPool1d,
  ],
  [
    2,
    n.conv2d,
    n.convTranspose2d,
    n.maxPool2d,
    n.avgPool2d,
    n.lpPool2d,
    n.adaptiveMaxPool2d,
    n.adaptiveAvgPool2d,
  ],
  [
    3,
    n.conv3d,
    n.convTranspose3d,
    n.maxPool3d,
    n.avgPool3d,
    n.lpPool3d,
    n.adaptiveMaxPool3d,
    n.adaptiveAvgPool3d,
  ],
] as const) {
  define(`conv${d}d`, 'input, weight, bias, stride, padding, dilation, groups', (a) =>
    conv(a.input, a.weight, a.bias ?? undefined, window(a)),
  )
  define(
    `conv_transpose${d}d`,
    'input, weight, bias, stride, padding, output_padding, groups, dilation',
    (a) => transposed(a.input, a.weight, a.bias ?? undefined, window(a)),
  )
  define(`max_pool${d}d`, 'input, kernel_size, stride, padding, dilation, ceil_mode, return_indices', (a) =>
    (max as (...args: unknown[]) => unknown)(a.input, a.kernel_size, {
      ...window(a),
      ...opts({ returnIndices: a.return_indices }),
    }),
  )
  define(
    `avg_pool${d}d`,
    'input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override',
    (a) =>
      avg(a.input, a.kernel_size, {
        ...window(a),
        ...opts({ countIncludePad: a.count_include_pad, divisorOverride: a.divisor_override }),
      }),
  )
  define(`lp_pool${d}d`, 'input, norm_type, kernel_size, stride, ceil_mode', (a) =>
    (lp as (...args: unknown[]) => unknown)(a.input, a.norm_type, a.kernel_size, window(a)),
  )
  define(`adaptive_max_pool${d}d`, 'input, output_size, return_indices', (a) =>
    (amax as (...args: unknown[]) => unknown)(
      a.input,
      a.output_size,
      opts({ returnIndices: a.return_indices }),
    ),
  )
  define(`adaptive_avg_pool${d}d`, 'input, output_size', (a) => aavg(a.input, a.output_size))
}
define(
  'interpolate|upsample',
  'input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias',
  (a) =>
    n.interpolate(
      a.input,
      opts({
        size: a.size,
        scaleFactor: a.scale_factor,
        mode: a.mode,
        alignCorners: a.align_corners,
      }) as never,
    ),
)
define('pixel_shuffle', 'input, upscale_factor', (a) => n.pixelShuffle(a.input, a.upscale_factor))
define('pixel_unshuffle', 'input, downscale_factor', (a) => n.pixelUnshuffle(a.input, a.downscale_factor))
define('unfold|im2col', 'input, kernel_size, dilation, padding, stride', (a) =>
  n.unfold(a.input, a.kernel_size, window(a)),
)
define('fold|col2im', 'input, output_size, kernel_size, dilation, padding, stride', (a) =>
  n.fold(a.input, a.output_size, a.kernel_size, window(a)),
)
