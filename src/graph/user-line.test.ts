import { expect, test } from 'vitest'
import { userLine } from './user-line.ts'

const library = new URL('../', import.meta.url).pathname

const stack = (...places: string[]): string =>
  ['Error', ...places.map((place) => `    at ${place}`)].join('\n')

test("a user's folder may be named as the library's is", () => {
  const own = 'model (/home/me/app/src/tensor/model.ts:3:5)'
  expect(userLine(stack(`apply (${library}graph/node.ts:9:1)`, own, 'main (/home/me/app/main.ts:1:1)'))).toBe(
    own,
  )
  const built = 'step (file:///srv/dist/train/step.js:7:2)'
  expect(userLine(stack(`file://${library}tensor/tensor.ts:9:1`, built))).toBe(built)
})

test('places of the library and of the host, and lines without a place, are passed over', () => {
  const hosts = ['Array.map (<anonymous>)', 'Module._compile (node:internal/modules/cjs/loader:1554:14)']
  expect(userLine(stack(`${library}ops/slicing.ts:9:1`, ...hosts))).toBeUndefined()
  expect(userLine(stack(...hosts, '/home/me/main.js:4:2'))).toBe('/home/me/main.js:4:2')
  expect(userLine(undefined)).toBeUndefined()
})
