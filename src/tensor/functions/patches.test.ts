import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, sample } from '../../../test/support/derivatives.ts'
import { grad, type Tensor, tensor } from '../index.ts'
import * as convolution from './convolution.ts'
import * as patches from './patches.ts'

const { conv2d } = convolution

const { unfold, fold, pixelShuffle, pixelUnshuffle } = patches

describe('patches', () => {
  const options = { stride: [2, 1], padding: [1, 0], dilation: [1, 2] }
  test('unfold and fold are transposes', () => {
    checkDerivatives((x) => unfold(x, [2, 2], options).sin(), [sample([2, 2, 4, 5])])
    checkDerivatives((x) => fold(x, [4, 5], [2, 2], options).sin(), [sample([2, 8, 9])])
    const x = sample([1, 2, 4, 5])
    const columns = unfold(x, 2, options)
    const ct = sample(columns.shape, 4)
    const pulled = grad((z: Tensor) => unfold(z, 2, options).mul(ct).sum())(x) as Tensor
    expectClose(fold(ct, [4, 5], 2, options).data(), pulled.data(), 1e-14, 'fold')
  })
  test('a convolution is a product with the unfolded operand', () => {
    const x = sample([1, 3, 6, 5])
    const w = sample([4, 3, 2, 2], 2)
    const product = w.reshape([4, 12]).matmul(unfold(x, 2, options))
    expectClose(product.data(), conv2d(x, w, undefined, options).data(), 1e-13, 'product')
  })
  test('fold and unfold say what they want', () => {
    expect(() => unfold(sample([1, 1, 2, 4]), 3)).toThrow(/^unfold: .*window/)
    expect(() => fold(sample([1, 8, 3]), 3, 2)).toThrow(/x must be \[n, channels \* 4, 4\]/)
  })
  test('pixelShuffle there and back', () => {
    const x = sample([2, 8, 3, 2])
    expect(pixelShuffle(x, 2).shape).toEqual([2, 2, 6, 4])
    expect(pixelUnshuffle(pixelShuffle(x, 2), 2).toArray()).toEqual(x.toArray())
    expect(pixelShuffle(tensor([[[1]], [[2]], [[3]], [[4]]]), 2).toArray()).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ])
    expect(() => pixelShuffle(sample([1, 6, 2, 2]), 2)).toThrow(/divisible by 4/)
  })
})
