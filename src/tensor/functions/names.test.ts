import { expect, test } from 'vitest'
import * as nabla from '../index.ts'
import * as plain from './plain.ts'

/** Functions under two names tell the first of them. */
const others: Readonly<Record<string, string>> = {
  logistic: 'sigmoid',
  expit: 'sigmoid',
  gammaln: 'lgamma',
  unsqueeze: 'expandDims',
}

const functions: ReadonlyMap<string, unknown> = new Map(Object.entries(nabla))
const named = `
  sum mean prod all any amax amin argmax argmin logsumexp softmax logSoftmax maxWithIndices minWithIndices tril triu cumsum cumprod
  cummax cummin logcumsumexp cummaxWithIndices adaptiveAvgPool2d adaptiveMaxPool1d maxPool2d fft ifft2 inv det cholesky reshape flatten
  squeeze unsqueeze pad vectorNorm isinf astype where stopGradient fullLike backward`

test.each([...Object.keys(plain), ...named.trim().split(/\s+/)])(
  '%s tells its name of what is no tensor',
  (name) => {
    const f = functions.get(name) as (...args: unknown[]) => unknown
    for (const wrong of [undefined, 'text', [[1, 2], [3]], new BigInt64Array(2)])
      expect(() => f(wrong, name === 'astype' ? 'int32' : [1])).toThrow(
        new RegExp(`^${others[name] ?? name}: `),
      )
  },
)
