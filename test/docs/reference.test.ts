import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { entryPoints, exportsOf } from '../../scripts/exports.ts'

const root = join(import.meta.dirname, '../..')
const points = entryPoints(root).map(({ name, file }) => ({ name, file, names: exportsOf(file) }))

test('everything that the package exports has a docstring', () => {
  expect(points.length).toBeGreaterThan(8)
  const bare = points.flatMap(({ name, names }) =>
    [...names].filter(([, { doc }]) => doc === '').map(([exported]) => `${name}: ${exported}`),
  )
  expect(bare).toEqual([])
})

test('the exports that the text of the source tells are those that there are', async () => {
  for (const { file, names } of points)
    expect([...names.keys()].sort(), file).toEqual(Object.keys(await import(file)).sort())
})

test('docs/reference.md lists them all (npm run reference writes it)', () => {
  const listed = readFileSync(join(root, 'docs/reference.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.split('\n', 1)[0]!,
      [...section.matchAll(/^- `(?:class )?(\w+)`: /gm)].map(([, name]) => name!).sort(),
    ])
  const there = points.map(({ name, names }) => [
    name,
    name.endsWith('/core') ? [] : [...names.keys()].filter((exported) => !exported.endsWith('Error')).sort(),
  ])
  expect(listed).toEqual(there)
})
