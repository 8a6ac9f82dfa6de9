import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

/** Every TypeScript block of README.md and docs/*.md must pass the compiler as strictly as this project itself. */
const root = join(import.meta.dirname, '../..')
const generated = join(import.meta.dirname, 'generated-types')

afterAll(() => rmSync(generated, { recursive: true, force: true }))

test('the examples in the documentation have no type errors', async () => {
  mkdirSync(generated, { recursive: true })
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  let count = 0
  for (const page of ['README.md', ...pages.map((name) => `docs/${name}`)]) {
    const text = readFileSync(join(root, page), 'utf8')
    for (const [i, match] of [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].entries()) {
      writeFileSync(join(generated, `${page.replaceAll(/\W/g, '-')}-${i}.ts`), `${match[1]}\nexport {}\n`)
      count++
    }
  }
  const config = {
    extends: '../../../tsconfig.json',
    compilerOptions: { noUnusedLocals: false },
    include: ['*.ts'],
  }
  writeFileSync(join(generated, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(root, 'node_modules/.bin/tsc')
  const run = promisify(execFile)(tsc, ['-p', generated, '--noEmit', '--pretty', 'false'])
  expect(
    await run.then(
      () => '',
      ({ stdout }) => String(stdout),
    ),
  ).toBe('')
  expect(count).toBeGreaterThan(40)
}, 120_000)
