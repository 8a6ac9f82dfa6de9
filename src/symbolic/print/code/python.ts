import type { Expr } from '../../expr.ts'
import { type CodeOptions, parametersOf } from './javascript.ts'
import { math, numpy } from './numpy.ts'
import { sympy } from './sympy.ts'
import { writeSource } from './write.ts'

export interface PythonOptions extends CodeOptions {
  /** `numpy` (the default, with scipy.special), `math` of the standard library, or `sympy`: exact, as its `str`. */
  readonly library?: 'numpy' | 'math' | 'sympy'
}

/**
 * Writes an expression in Python. With `name` a complete function, its imports first. Shared parts of a large expression
 * are assigned on lines before it. `parse(python(e, { library: 'sympy' }), { syntax: 'python' })` is e again.
 *
 * Throws: CodeError for what the library has not, with its name.
 *
 * @example
 * python(parse('x^2 + sin(x)'))                       // 'x**2 + numpy.sin(x)'
 * python(parse('x/3 + abs(x)'), { library: 'sympy' }) // 'x/3 + Abs(x)'
 */
export function python(e: Expr | readonly Expr[], options: PythonOptions = {}): string {
  const { library = 'numpy' } = options
  const language = { numpy, math, sympy }[library]
  const roots = Array.isArray(e) ? (e as readonly Expr[]) : [e as Expr]
  const { lines, results, symbols } = writeSource(roots, language, options.treeLimit)
  const result = Array.isArray(e) ? `[${results.join(', ')}]` : results[0]!
  if (options.name === undefined) return [...lines, result].join('\n')
  const body = [...lines, `return ${result}`].map((line) => `    ${line}\n`).join('')
  const imports = {
    numpy: body.includes('scipy.') ? 'import numpy\nimport scipy.special' : 'import numpy',
    math: 'import math',
    sympy: 'from sympy import *',
  }
  return `${imports[library]}\n\ndef ${options.name}(${parametersOf(symbols, options.arguments).join(', ')}):\n${body}`
}
