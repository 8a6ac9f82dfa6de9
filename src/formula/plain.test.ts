import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formulas } from '../compile/bridge/formulas.ts'
import { furtherPage } from './all-derivatives.ts'
import { page } from './derivatives.ts'
import { familyPage } from './families.ts'
import { parseFormula } from './parse.ts'
import { plainFormula } from './plain.ts'
import { specialPage } from './special-derivatives.ts'
import { type Formula, foldFormula } from './tree.ts'

/** A tree with all its brackets. */
const written = (tree: Formula): string =>
  foldFormula<string>(tree, (node, operands) => {
    if (node.kind === 'number') return `${node.text}:${node.value}`
    if (node.kind === 'symbol') return node.name
    if (node.kind === 'call') return `${node.name}${"'".repeat(node.primes)}[${operands}]`
    return node.kind === 'hole' ? 'hole' : `(${node.op} ${operands.join(' ')})`
  })

const same = (text: string): void => expect(written(plainFormula(text))).toBe(written(parseFormula(text)))

test('reads the pages and the formulas of kernels as the parser of what users write does', () => {
  const lines = `${page}${specialPage}${furtherPage}`
    .split('\n')
    .flatMap((line) => line.split(/\s{2,}/).slice(1))
  const families = familyPage
    .replace(/\/\/.*/g, '')
    .split('\n')
    .flatMap((line) => line.split(/\s{2,}/).slice(1))
    .map((column) => column.replace(/^\w+:/, ''))
  const texts = [...lines.map((column) => column.replace('~', '')), ...families, ...Object.values(formulas)]
  const all = texts.filter((text) => text.trim())
  expect(all.length).toBeGreaterThan(200)
  all.forEach(same)
})

test('signs, powers and comparisons bind as in what users write', () => {
  for (const text of [
    '-x^2',
    '2^-x*y',
    '2^3^x',
    '-a*b',
    'a - b - c',
    'a*-b + c',
    '-(-x)',
    '--x',
    'a/b/c*d',
    'a < b and b <= c or not_c == 1e-3',
    '1.5e+10*x',
    '.5',
    'f(g(x), -y^2, (z))',
    'x_1 != x2',
  ])
    same(text)
})

test('any formula of its operators is read alike', () => {
  const { formula } = fc.letrec((tie) => ({
    formula: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('x', 'y2', '1', '2.5', '3e-7', '1.25e+10', 'pi'),
      fc
        .tuple(tie('formula'), fc.constantFrom('+', '-', '*', '/', '^'), tie('formula'))
        .map(([a, op, b]) => `${a} ${op} ${b}`),
      fc
        .tuple(tie('formula'), fc.constantFrom('<', '<=', '==', '!=', '>', '>='))
        .map(([a, op]) => `(${a}) ${op} 1`),
      tie('formula').map((a) => `-${a}`),
      tie('formula').map((a) => `(${a})`),
      fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `f(${a}, ${b})`),
    ),
  }))
  fc.assert(
    fc.property(formula as fc.Arbitrary<string>, (text) => {
      let expected: Formula
      try {
        expected = parseFormula(text)
      } catch {
        // a chain of comparisons
        return
      }
      expect(written(plainFormula(text))).toBe(written(expected))
    }),
  )
})
