import { type Formula, parseFormula } from '../../src/formula/index.ts'

/**
 * Formulas of the reference data as plain functions, and their exact first derivatives by dual numbers, for tests
 * and benchmarks of `src/numeric` alone: the derivatives here are independent of every rule of the library.
 */
export type Variables = readonly string[]

const functions: Record<string, (x: number) => number> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  erf,
}

const slopes: Record<string, (x: number, y: number) => number> = {
  sin: Math.cos,
  cos: (x) => -Math.sin(x),
  tan: (_, y) => 1 + y * y,
  asin: (x) => 1 / Math.sqrt((1 - x) * (1 + x)),
  acos: (x) => -1 / Math.sqrt((1 - x) * (1 + x)),
  atan: (x) => 1 / (1 + x * x),
  sinh: Math.cosh,
  cosh: Math.sinh,
  tanh: (x) => 1 / Math.cosh(x) ** 2,
  exp: (_, y) => y,
  log: (x) => 1 / x,
  sqrt: (_, y) => 0.5 / y,
  abs: Math.sign,
}

/** A plain function of the variables, in the order given, compiled to JavaScript. */
export function compileFormula(text: string, variables: Variables): (...values: number[]) => number {
  const source = emit(parseFormula(text), new Map(variables.map((name, i) => [name, `v[${i}]`])))
  return new Function('f', `return (...v) => ${source}`)(functions) as (...values: number[]) => number
}

/** Many formulas of one vector, compiled to one function. */
export function compileSystem(texts: readonly string[], variables: Variables): (x: number[]) => number[] {
  const names = new Map(variables.map((name, i) => [name, `v[${i}]`]))
  const source = texts.map((text) => emit(parseFormula(text), names)).join(',\n')
  return new Function('f', `return (v) => [${source}]`)(functions) as (x: number[]) => number[]
}

function emit(tree: Formula, names: ReadonlyMap<string, string>): string {
  if (tree.kind === 'number') return `(${tree.value})`
  if (tree.kind === 'symbol') {
    return names.get(tree.name) ?? { pi: 'Math.PI', E: 'Math.E' }[tree.name] ?? unknown(tree.name)
  }
  if (tree.kind === 'unary') return `(${tree.op}${emit(tree.operand, names)})`
  if (tree.kind === 'binary') {
    const [a, b] = [emit(tree.left, names), emit(tree.right, names)]
    if (tree.op === '^')
      return tree.right.kind === 'number' && tree.right.value === 2 ? `(${a} * ${a})` : `Math.pow(${a}, ${b})`
    return `(${a} ${tree.op} ${b})`
  }
  if (tree.kind === 'call' && tree.name === 'where') {
    const [condition, yes, no] = tree.args.map((arg) => emit(arg, names))
    return `(${condition} ? ${yes} : ${no})`
  }
  if (tree.kind === 'call' && tree.name in functions) {
    const math = tree.name === 'erf' ? 'f.erf' : `Math.${tree.name}`
    return `${math}(${emit(tree.args[0]!, names)})`
  }
  return unknown(tree.kind)
}

/** A value and its derivatives by every variable. */
interface Dual {
  readonly value: number
  readonly slope: Float64Array
}

/** The rows of the Jacobian of formulas of one vector, exact to rounding. */
export function exactJacobian(
  texts: readonly string[],
  variables: Variables,
): (x: ArrayLike<number>) => number[][] {
  const trees = texts.map((text) => parseFormula(text))
  return (x) => {
    const n = variables.length
    const seeds = new Map(
      variables.map((name, i) => {
        const slope = new Float64Array(n)
        slope[i] = 1
        return [name, { value: x[i]!, slope }]
      }),
    )
    return trees.map((tree) => Array.from(dual(tree, seeds, n).slope))
  }
}

function dual(tree: Formula, seeds: ReadonlyMap<string, Dual>, n: number): Dual {
  const constant = (value: number): Dual => ({ value, slope: new Float64Array(n) })
  const linear = (value: number, p: number, a: Dual, q = 0, b: Dual = a): Dual => {
    const slope = new Float64Array(n)
    for (let i = 0; i < n; i++) slope[i] = (p === 0 ? 0 : p * a.slope[i]!) + (q === 0 ? 0 : q * b.slope[i]!)
    return { value, slope }
  }
  if (tree.kind === 'number') return constant(tree.value)
  if (tree.kind === 'symbol')
    return seeds.get(tree.name) ?? constant({ pi: Math.PI, E: Math.E }[tree.name] ?? Number.NaN)
  if (tree.kind === 'unary') {
    const a = dual(tree.operand, seeds, n)
    return tree.op === '-' ? linear(-a.value, -1, a) : a
  }
  if (tree.kind === 'binary') {
    const a = dual(tree.left, seeds, n)
    const b = dual(tree.right, seeds, n)
    const [x, y] = [a.value, b.value]
    if (tree.op === '+') return linear(x + y, 1, a, 1, b)
    if (tree.op === '-') return linear(x - y, 1, a, -1, b)
    if (tree.op === '*') return linear(x * y, y, a, x, b)
    if (tree.op === '/') return linear(x / y, 1 / y, a, -x / (y * y), b)
    if (tree.op === '>') return constant(x > y ? 1 : 0)
    if (tree.op === '^') {
      const z = x ** y
      const moves = b.slope.some((s) => s !== 0)
      return linear(z, y * x ** (y - 1), a, moves ? z * Math.log(x) : 0, b)
    }
  }
  if (tree.kind === 'call' && tree.name === 'where') {
    return dual(tree.args[dual(tree.args[0]!, seeds, n).value !== 0 ? 1 : 2]!, seeds, n)
  }
  if (tree.kind === 'call' && slopes[tree.name] !== undefined) {
    const a = dual(tree.args[0]!, seeds, n)
    const y = functions[tree.name]!(a.value)
    return linear(y, slopes[tree.name]!(a.value, y), a)
  }
  return unknown(tree.kind)
}

function unknown(what: string): never {
  throw new Error(`the reference data use ${what}, which this reader does not know`)
}

/** erf by its series near 0 and its continued fraction farther out. */
function erf(x: number): number {
  const a = Math.abs(x)
  if (a < 2.5) {
    let [sum, term] = [a, a]
    for (let k = 1; k < 200; k++) {
      term *= (-a * a) / k
      sum += term / (2 * k + 1)
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI)
  }
  let fraction = 0
  for (let k = 80; k > 0; k--) fraction = k / 2 / (a + fraction)
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction))
}
