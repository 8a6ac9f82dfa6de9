import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/*
 * Each text is read in a process of its own, whose memory is that of nothing else. What is read is a million of
 * characters; a process that has loaded the library and nothing more takes some 65 MB.
 */
const folder = mkdtempSync(join(tmpdir(), 'nabla-megabyte-'))
const program = join(folder, 'read.mjs')

beforeAll(async () => {
  const bundle = join(folder, 'symbolic.mjs')
  const entryPoints = [new URL('./index.ts', import.meta.url).pathname]
  await build({ entryPoints, bundle: true, format: 'esm', outfile: bundle, logLevel: 'error' })
  writeFileSync(
    program,
    `import { parse } from './symbolic.mjs'
    const repeated = (piece, end) => piece.repeat(Math.floor((2 ** 20 - end.length) / piece.length)) + end
    const listed = (part, sign) => {
      const parts = []
      for (let i = 0, length = 0; length < 2 ** 20; i++) length += parts.push(part(i + 1)) && part(i + 1).length + sign.length
      return parts.slice(0, -2).join(sign)
    }
    const text = eval(process.argv[2])
    const start = process.cpuUsage().user
    let outcome = 'read'
    try { parse(text) } catch (error) { outcome = error.name + ': ' + (error.limit ?? error.message) }
    const milliseconds = (process.cpuUsage().user - start) / 1000
    console.log(JSON.stringify({ length: text.length, outcome, milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }))`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const nesting = 'LimitError: nesting of the formula'

describe('a megabyte of text is read in a second of work and 200 MB', () => {
  test.each([
    ["repeated('x+', '1')", 'read'],
    ["repeated('1+x+', '1')", 'read'],
    ["repeated('x*', '1')", 'read'],
    ["repeated('(x+1)*', '1')", 'read'],
    ["repeated('x²-', '1')", 'read'],
    ["listed((i) => 'a' + i, '+')", 'read'],
    ["listed((i) => 'sin(' + i + '*x)', '+')", 'read'],
    ["listed((i) => '(x+' + i + ')', '*')", 'read'],
    ["listed((i) => 'x<' + i, ' and ')", 'read'],
    ["repeated('x<', '1')", 'read'],
    [
      "'Piecewise(' + listed((i) => '(x^' + i + ',x<' + i + ')', ',').slice(0, -20).replace(/,[^,]*,[^,]*$/, '') + ')'",
      'read',
    ],
    ["'f(' + repeated('x,', 'x)').slice(2)", 'read'],
    ["'sin('.repeat(1e5) + 'x' + ')'.repeat(1e5)", 'read'],
    ["'\\\\pi+' + repeated('x+', '1').slice(4)", 'read'],
    ["'\\\\pi ' + repeated('x ', '').slice(4)", 'read'],
    ["listed((i) => 'x/' + i, '+')", 'LimitError: work'],
    ["listed((i) => 'floor(pi*10^' + i + ')', '+')", 'LimitError: work'],
    ["listed((i) => 'binomial(' + 7 * i + ',' + 3 * i + ')', '+')", 'LimitError: work'],
    ["listed((i) => 'sqrt(' + i + ')', '*')", 'LimitError: work'],
    ["repeated('[', '')", nesting],
    ["repeated('-(', 'x')", nesting],
    ["repeated('d/dx ', 'x')", nesting],
  ])('%s', (source, expected) => {
    const printed = execFileSync(process.execPath, [program, source], { encoding: 'utf8' })
    const { outcome, milliseconds, megabytes, length } = JSON.parse(printed)
    expect(length).toBeGreaterThan(source.includes('1e5') ? 4e5 : 0.9 * 2 ** 20)
    expect(outcome).toBe(expected)
    expect(megabytes).toBeLessThan(200)
    // a second on an idle machine
    expect(milliseconds).toBeLessThan(4000)
  })
})
