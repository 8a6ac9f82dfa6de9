import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { NablaError, ShapeError } from './tensor/core.ts'

test('the name of an error is its class, and stands first in its stack', () => {
  const error = new ShapeError('matmul', [[3]], 'no.')
  expect(error).toBeInstanceOf(NablaError)
  expect(error.name).toBe('ShapeError')
  expect(String(error)).toBe('ShapeError: matmul: no.')
  expect(error.stack).toMatch(/^ShapeError: matmul: no\.\n/)
})

test('the name of an error can be assigned to, as that of a plain one', () => {
  const error = new ShapeError('matmul', [[3]], 'no.')
  error.name = 'Renamed'
  error.name = 'Again'
  expect(String(error)).toBe('Again: matmul: no.')
  expect(new ShapeError('matmul', [[3]], 'no.').name).toBe('ShapeError')
  expect(Object.assign(new NablaError('no.'), { name: 'Own' }).name).toBe('Own')
  expect(structuredClone(error).message).toBe('matmul: no.')
})

test('names of errors outlive a minifier', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "export { ShapeError } from './graph/shape.ts'", resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  })
  const { ShapeError: Minified } = (await import(
    `data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`
  )) as { ShapeError: typeof ShapeError }
  expect(Minified.name).not.toBe('ShapeError')
  expect(new Minified('matmul', [[3]], 'no.').name).toBe('ShapeError')
})
