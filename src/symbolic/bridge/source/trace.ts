import { type Expression, type Node, type Pattern, parseExpressionAt } from 'acorn'
import { NablaError } from '../../../errors.ts'
import { LimitError } from '../../../formula/errors.ts'
import { constant, symbol } from '../../build/atoms.ts'
import { not, where } from '../../build/logic.ts'
import { Expr } from '../../expr.ts'
import type { ArgumentNames, Traced } from '../names.ts'
import { numberExpr } from '../number.ts'
import { assign } from './assign.ts'
import { SourceError } from './errors.ts'
import { Evaluator, type Machine } from './evaluate.ts'
import { executeAll } from './execute.ts'
import { nameOf, varsOf } from './plain.ts'
import { asNumber, type Closure, ListValue, RecordValue, Scope, type Value } from './values.ts'

/** A value that a function takes from outside itself. */
export type Outside = number | boolean | Expr | readonly Outside[] | ((...args: never[]) => unknown)

export interface TraceFunctionOptions {
  /** What the function uses from outside, by name: numbers, arrays, other functions. */
  readonly scope?: Readonly<Record<string, Outside>>
}

/** Ways through a program, and calls within calls, that are followed. */
const most = { ways: 4096, decisions: 500, calls: 1000 } as const

/**
 * What a plain TypeScript or JavaScript function of numbers computes, as an expression. Its text is read, not run: local
 * variables, arrays, loops whose number of rounds is known, `if` and `?:` on the arguments (which become cases), Math, and
 * calls of functions of its own or of the `scope`. Names are those of the parameters unless given; nested names stand for
 * arrays and objects.
 *
 * Throws: SourceError with the place for what has no formula; LimitError for programs with too many ways through them.
 *
 * @example
 * traceFunction((x: number) => 1 / (1 + Math.exp(-x))) // 1/(1 + exp(-x))
 * traceFunction(([a, b]: number[]) => a! * b!, [['a', 'b']]) // a*b
 */
export function traceFunction(
  f: (...args: never[]) => unknown,
  names?: readonly ArgumentNames[],
  { scope = {} }: TraceFunctionOptions = {},
): Traced {
  const code = read(f)
  const given = names ?? code.code.params.map((parameter) => namesOf(parameter, code.source))
  const ways = new Ways(scope)
  return ways.every(() => ways.call(code, given.map(symbolic), code.code))
}

/** The text of a function as a syntax tree. */
function read(f: (...args: never[]) => unknown): Closure {
  const text = Function.prototype.toString.call(f)
  for (const source of [`(${text})`, `({${text}}).m`]) {
    let tree: Expression
    try {
      tree = parseExpressionAt(source, 0, { ecmaVersion: 'latest', preserveParens: false })
    } catch {
      // the text of a method is no expression: tried in the second form
      continue
    }
    const method =
      tree.type === 'MemberExpression' && tree.object.type === 'ObjectExpression' ? tree.object : undefined
    const [property] = method?.properties ?? []
    const code = property?.type === 'Property' ? property.value : tree
    if (code.type === 'ArrowFunctionExpression' || code.type === 'FunctionExpression') {
      if (code.async || code.generator)
        throw new SourceError(source, code, 'an async or generator function', 'Give a plain function.')
      return { kind: 'closure', code, scope: new Scope(), source }
    }
  }
  throw new NablaError(
    `traceFunction: the text of ${f.name || 'the function'} cannot be read (${text.slice(0, 40)}): functions of the engine itself, bound ones and classes have none. Give a function written in JavaScript.`,
  )
}

function namesOf(parameter: Pattern, source: string): ArgumentNames {
  if (parameter.type === 'Identifier') return parameter.name
  if (parameter.type === 'AssignmentPattern') return namesOf(parameter.left, source)
  if (parameter.type === 'ObjectPattern' && parameter.properties.every((p) => p.type === 'Property'))
    return Object.fromEntries(
      parameter.properties.map((p) => [nameOf(p.key) ?? '', namesOf(p.value, source)] as const),
    )
  if (parameter.type === 'ArrayPattern')
    return parameter.elements.map((element, i) => (element ? namesOf(element, source) : `_${i}`))
  throw new SourceError(
    source,
    parameter,
    'a parameter without a plain name',
    'Give the names as second argument.',
  )
}

const isNamed = (names: ArgumentNames): names is { readonly [part: string]: ArgumentNames } =>
  typeof names !== 'string' && !Array.isArray(names)

function symbolic(names: ArgumentNames): Value {
  if (typeof names === 'string') return symbol(names)
  if (!isNamed(names)) return new ListValue(names.map(symbolic))
  return new RecordValue(new Map(Object.entries(names).map(([part, name]) => [part, symbolic(name)])))
}

function fromOutside(value: Outside): Value {
  if (typeof value === 'number') return numberExpr(value)
  if (typeof value === 'boolean') return constant(value ? 'true' : 'false')
  if (typeof value === 'function') return read(value)
  if (value instanceof Expr) return value
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return new ListValue(Array.from(value as ArrayLike<Outside>, fromOutside))
  return new RecordValue(
    new Map(Object.entries(value as object).map(([name, part]) => [name, fromOutside(part)])),
  )
}

/** A fork of the program: the condition, and which way is being followed. */
interface Fork {
  readonly condition: Expr
  way: boolean
  /** What came out on the first way. */
  first: Traced | undefined
}

/**
 * Follows a program along every way: it is run again and again, each time with other decisions at the conditions that
 * depend on the symbols, and the results are joined as cases.
 */
class Ways implements Machine {
  private readonly scope: Readonly<Record<string, Outside>>
  private readonly forks: Fork[] = []
  private reached = 0
  private depth = 0
  private taken = 0

  constructor(scope: Readonly<Record<string, Outside>>) {
    this.scope = scope
  }

  every(run: () => Value): Traced {
    for (;;) {
      if (++this.taken > most.ways)
        throw new LimitError(
          'traceFunction',
          'number of ways through the program',
          most.ways,
          this.taken,
          'A loop may end only by a condition on the arguments; give it a fixed number of rounds.',
        )
      this.reached = 0
      this.depth = 0
      let result = withoutThrow(run)
      // Back to the last fork whose second way is not followed yet.
      for (;;) {
        const fork = this.forks.at(-1)
        if (fork === undefined) return result
        if (fork.first === undefined) {
          fork.first = result
          fork.way = false
          break
        }
        result = joined(fork.condition, fork.first, result)
        this.forks.pop()
      }
    }
  }

  decide(condition: Expr): boolean {
    const opposite = not(condition)
    for (const fork of this.forks.slice(0, this.reached)) {
      if (fork.condition === condition) return fork.way
      if (fork.condition === opposite) return !fork.way
    }
    const fork = this.forks[this.reached] ?? { condition, way: true, first: undefined }
    if (this.reached === this.forks.length) this.forks.push(fork)
    this.reached++
    if (this.reached > most.decisions)
      throw new LimitError(
        'traceFunction',
        'decisions on one way through the program',
        most.decisions,
        this.reached,
        'A loop may end only by a condition on the arguments; give it a fixed number of rounds.',
      )
    return fork.way
  }

  outside(name: string): Value | 'unknown' {
    return Object.hasOwn(this.scope, name) ? fromOutside(this.scope[name]!) : 'unknown'
  }

  call({ code, scope, source }: Closure, args: readonly Value[], at: Node): Value {
    if (++this.depth > most.calls)
      throw new SourceError(
        source,
        at,
        `more than ${most.calls} calls within calls`,
        'A recursion must end by itself, not by a condition on the arguments.',
      )
    const inner = new Scope(scope)
    const evaluator = new Evaluator(this, source)
    if (code.type === 'FunctionExpression' && code.id)
      inner.declare(code.id.name, { kind: 'closure', code, scope, source })
    code.params.forEach((parameter, i) => {
      if (parameter.type === 'RestElement')
        assign(evaluator, parameter.argument, new ListValue(args.slice(i)), inner, 'let')
      else assign(evaluator, parameter, args[i], inner, 'let')
    })
    try {
      if (code.body.type !== 'BlockStatement') return evaluator.value(code.body, inner)
      for (const name of varsOf(code.body)) if (!inner.names.has(name)) inner.declare(name, undefined)
      const completion = executeAll(code.body.body, evaluator, inner)
      if (completion.kind === 'throw') throw new Thrown()
      return completion.kind === 'return' ? completion.value : undefined
    } finally {
      this.depth--
    }
  }
}

/** The traced program throws on this way. */
class Thrown extends Error {}

/** A way that throws has no value. */
function withoutThrow(run: () => Value): Traced {
  try {
    return resultOf(run())
  } catch (error) {
    if (error instanceof Thrown) return constant('undefined')
    throw error
  }
}

function resultOf(value: Value): Traced {
  if (value instanceof ListValue) return value.items.map(resultOf)
  if (value instanceof Expr) return asNumber(value)
  throw new NablaError(
    `traceFunction: the function returned ${value === undefined ? 'nothing' : 'a function or an object'} on one of its ways: it must return a number, or an array of numbers.`,
  )
}

function joined(condition: Expr, yes: Traced, no: Traced): Traced {
  if (yes instanceof Expr && no instanceof Expr) return where(condition, yes, no)
  const undefinedWay = (t: Traced): boolean => t instanceof Expr && t === constant('undefined')
  if (yes instanceof Expr || no instanceof Expr || yes.length !== no.length) {
    if (undefinedWay(no) && !(yes instanceof Expr)) return yes.map((part) => joined(condition, part, no))
    if (undefinedWay(yes) && !(no instanceof Expr)) return no.map((part) => joined(condition, yes, part))
    throw new NablaError(
      'traceFunction: the function returns arrays of different lengths on different ways: a formula has one shape.',
    )
  }
  return yes.map((part, i) => joined(condition, part, no[i]!))
}
