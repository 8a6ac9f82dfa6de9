import { expect, test } from 'vitest'
import { NablaError } from '../tensor/core.ts'
import { bartlett, blackman, hamming, hanning, kaiser, trilIndices, triuIndices } from './index.ts'

const windows = Object.entries({ bartlett, blackman, hamming, hanning })

test.each<[string, () => unknown]>([
  ...[...windows, ['kaiser', kaiser] as const].flatMap(([name, make]): [string, () => unknown][] => [
    [
      'memory: a tensor of 9007199254740992 float64 needs',
      () => (make as (n: number, beta?: number) => unknown)(2 ** 53, name === 'kaiser' ? 1 : undefined),
    ],
    [
      `${name}: n is 2.5: it must be an integer >= 0`,
      () => (make as (n: number, beta?: number) => unknown)(2.5, name === 'kaiser' ? 1 : undefined),
    ],
  ]),
  ...windows.map(([name, make]): [string, () => unknown] => [
    `${name}: there is no option 'dtyp'`,
    () => make(3, { dtyp: 'float64' } as never),
  ]),
  ['kaiser: options are given as null', () => kaiser(3, 1, null as never)],
  ['kaiser: there is no dtype "half"', () => kaiser(3, 1, { dtype: 'half' as never })],
  ['trilIndices: there are 2147516416 of these places: they must be fewer', () => trilIndices(2 ** 16)],
  ['triuIndices: the larger extent is 9007199254740992', () => triuIndices(3, 0, 2 ** 53)],
])('%s', (message, call) => {
  expect(call).toThrow(NablaError)
  expect(call).toThrow(message)
})
