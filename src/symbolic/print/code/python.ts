import { checkWord } from '../../../options.ts'
import { type Printed, rootsOf } from '../notation.ts'
import { type CodeOptions, checkCode, parametersOf } from './javascript.ts'
import { math, numpy } from './numpy.ts'
import { sympy, sympyFunction } from './sympy.ts'
import { bracketedResults, writeSource } from './write.ts'

export interface PythonOptions extends CodeOptions {
  /** `numpy` (the default, with scipy.special), `math` of the standard library, or `sympy`: exact, as its `str`. */
  readonly library?: 'numpy' | 'math' | 'sympy'
}

/** What makes a matrix of its rows. */
const matrices = { numpy: 'numpy.array', sympy: 'Matrix' } as const

/**
 * Writes an expression in Python, or a list or matrix of them. With `name` a complete function, its imports first. Shared parts of a large expression
 * are assigned on lines before it. `parse(python(e, { library: 'sympy' }), { syntax: 'python' })` is e again.
 *
 * Throws: CodeError for what the library has not, with its name.
 *
 * @example
 * python(parse('x^2 + sin(x)'))                       // 'x**2 + numpy.sin(x)'
 * python(parse('x/3 + abs(x)'), { library: 'sympy' }) // 'x/3 + Abs(x)'
 */
export function python(e: Printed, options: PythonOptions = {}): string {
  const roots = rootsOf(e)
  checkCode('python', options, 'library')
  const { library = 'numpy' } = options
  checkWord('python', 'library', library, ['numpy', 'math', 'sympy'])
  const language = { numpy, math, sympy: options.name === undefined ? sympy : sympyFunction }[library]
  const { lines, results, symbols } = writeSource(roots, language, options.treeLimit)
  const listed = bracketedResults(e, results)
  const matrix = Array.isArray(e) && Array.isArray(e[0])
  const result = !matrix || library === 'math' ? listed : `${matrices[library]}(${listed})`
  if (options.name === undefined) return [...lines, result].join('\n')
  const body = [...lines, `return ${result}`].map((line) => `    ${line}\n`).join('')
  const imports = {
    numpy: body.includes('scipy.') ? 'import numpy\nimport scipy.special' : 'import numpy',
    math: 'import math',
    sympy: 'from sympy import *',
  }
  return `${imports[library]}\n\ndef ${options.name}(${parametersOf(symbols, options.arguments).join(', ')}):\n${body}`
}
