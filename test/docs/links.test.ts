import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pages = ['README.md', 'ARCHITECTURE.md', ...['docs', 'docs/decisions'].flatMap(pagesIn)]

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
}

/** GitHub's anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!))

test.each(pages)('links of %s lead somewhere', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const dead = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target) && !leads(page, text, target))
  expect(dead).toEqual([])
})

function leads(page: string, text: string, target: string): boolean {
  const [path, heading] = target.split('#') as [string, string?]
  const file = join(root, dirname(page), path)
  if (path !== '' && !existsSync(file)) return false
  return heading === undefined || anchorsOf(path === '' ? text : readFileSync(file, 'utf8')).includes(heading)
}

test('every page of docs/ can be found from the README', () => {
  const seen = new Set<string>()
  const walk = (page: string): void => {
    if (seen.has(page)) return
    seen.add(page)
    for (const [, target] of readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+\.md)/g))
      if (!target!.startsWith('http')) walk(join(dirname(page), target!))
  }
  walk('README.md')
  expect(pagesIn('docs').filter((page) => !seen.has(page))).toEqual([])
})
