import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conditions, expressions } from '../../../test/support/expressions.ts'
import { type Expr, heldDerivative, latex, parse, symbol, text } from '../index.ts'

/** What is printed reads back as the same object. */
function expectReadBack(print: (e: Expr) => string, read: (source: string) => Expr, runs: number): void {
  fc.assert(
    fc.property(fc.oneof(expressions, conditions), (e) => {
      const source = print(e)
      expect(read(source) === e, source).toBe(true)
    }),
    { numRuns: runs },
  )
}

describe('parse(print(e)) is e', () => {
  test('text', () =>
    expectReadBack(
      (e) => text(e),
      (source) => parse(source),
      1000,
    ))
  test('text with names for its parts', () =>
    expectReadBack(
      (e) => text(e, { treeLimit: 5 }),
      (source) => parse(source),
      500,
    ))
  test('LaTeX', () =>
    expectReadBack(
      (e) => latex(e),
      (source) => parse(source, { syntax: 'latex' }),
      1000,
    ))
  test('LaTeX with names for its parts', () =>
    expectReadBack(
      (e) => latex(e, { treeLimit: 5 }),
      (source) => parse(source, { syntax: 'latex' }),
      500,
    ))

  test('a derivative that is not taken', () => {
    const held = heldDerivative(parse('x^2'), symbol('x'))
    expect(text(held)).toBe('Derivative(x^2, x, evaluate=False)')
    expect(parse(text(held))).toBe(held)
  })
})
