import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import '../support/patience.ts'

/**
 * Runs every TypeScript block of README.md and docs/*.md. A line `expression // => text` is checked: the expression
 * must print as the text (numbers to the digits that are written).
 */
const root = join(import.meta.dirname, '../..')
const generated = join(import.meta.dirname, 'generated')

interface Block {
  readonly title: string
  readonly code: string
}

function blocksOf(file: string): Block[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match, i) => ({
    title: `${file}, block ${i + 1}`,
    code: match[1]!,
  }))
}

const files = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const blocks = files.filter((file) => existsSync(join(root, file))).flatMap(blocksOf)

/** Turns the comments that state results into checks. */
const checked = (code: string): string =>
  code.replace(/^(?!\s*\/\/)(.+?)\s+\/\/ => (.+)$/gm, (_, expression: string, text: string) => {
    const declaration = /^(const|let) (\w+|\[[^\]]*\]|\{[^}]*\}) = (.*)$/.exec(expression)
    if (declaration)
      return `${expression}\n__check(${declaration[2]!.replace(/[[\]{}]/g, '')}, ${JSON.stringify(text)})`
    return `__check(${expression.replace(/;$/, '')}, ${JSON.stringify(text)})`
  })

/** As the documentation writes it: nested arrays with digits cut to those of the text. */
function matches(value: unknown, text: string): boolean {
  const shown =
    typeof value === 'object' && value !== null && !('toArray' in value)
      ? JSON.stringify(value)
      : String(value)
  if (shown === text) return true
  const plain =
    'toArray' in Object(value) ? JSON.stringify((value as { toArray(): unknown }).toArray()) : shown
  const numbers = (s: string): string[] => s.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g) ?? []
  const wanted = numbers(text)
  const got = numbers(plain)
  if (wanted.length === 0 || wanted.length !== got.length) return false
  if (plain.replace(/[-\d.e+\s]/g, '') !== text.replace(/[-\d.e+\s]/g, '')) return false
  return wanted.every((w, i) => {
    const places = w.includes('e') ? 0 : (w.split('.')[1]?.length ?? 0)
    return (
      Math.abs(Number(w) - Number(got[i])) <=
      0.51 * 10 ** -places * (w.includes('e') ? 10 ** Number(w.split('e')[1]) : 1)
    )
  })
}

;(globalThis as Record<string, unknown>)['__check'] = (value: unknown, text: string) => {
  if (!matches(value, text)) expect(String(value)).toBe(text)
}

describe('examples in the documentation', () => {
  mkdirSync(generated, { recursive: true })
  afterAll(() => rmSync(generated, { recursive: true, force: true }))
  test.each(blocks.map((block, i) => [block.title, block, i] as const))('%s', async (_, block, i) => {
    const file = join(generated, `block${i}.ts`)
    writeFileSync(file, checked(block.code))
    await import(/* @vite-ignore */ file)
  })
  test('there are some', () => expect(blocks.length).toBeGreaterThan(5))
})
