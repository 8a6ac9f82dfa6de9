import type {
  AssignmentOperator,
  Expression,
  Node,
  Pattern,
  PrivateIdentifier,
  SpreadElement,
  Super,
} from 'acorn'
import { constant, integer } from '../../build/atoms.ts'
import { not, relation } from '../../build/logic.ts'
import { negate, sum } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import { isInteger, toNumber } from '../../number/rational.ts'
import { numberExpr } from '../number.ts'
import { assign } from './assign.ts'
import { listMethod, mathMember, mathRecord, numberOf } from './builtins.ts'
import { conditional, logical } from './conditions.ts'
import { construct, emptyList, listFrom, record } from './construct.ts'
import { SourceError } from './errors.ts'
import { binary } from './operators.ts'
import { keyOf, nameOf } from './plain.ts'
import {
  asNumber,
  type Closure,
  isCondition,
  isExpr,
  ListValue,
  RecordValue,
  type Scope,
  truth,
  truthExpr,
  type Value,
} from './values.ts'

/** What expressions need of the machine that runs the program. */
export interface Machine {
  /** Runs a function of the program. */
  call(f: Closure, args: readonly Value[], at: Node): Value
  /** Which way the present path goes at a condition that depends on the symbols. */
  decide(condition: Expr, at: Node, source: string): boolean
  /** A name that the program takes from outside. */
  outside(name: string): Value | 'unknown'
}

/** Evaluates the expressions of a program whose numbers are formulas. */
export class Evaluator {
  readonly machine: Machine
  readonly source: string

  constructor(machine: Machine, source: string) {
    this.machine = machine
    this.source = source
  }

  error(at: Node, problem: string, repair: string): SourceError {
    return new SourceError(this.source, at, problem, repair)
  }

  number(node: Expression | PrivateIdentifier, scope: Scope): Expr {
    const value = this.value(node as Expression, scope)
    if (isExpr(value)) return asNumber(value)
    throw this.error(node, 'a number was expected', 'Arithmetic takes numbers; index the array first.')
  }

  /** The number of an expression that must not depend on the symbols, such as an index. */
  index(value: Value, at: Node, repair = 'A formula needs to know which element is meant.'): number {
    const e = isExpr(value) ? asNumber(value) : undefined
    if (e?.kind === 'number' && isInteger(e.value)) return toNumber(e.value)
    throw this.error(
      at,
      'an index, a length or an operand of bits depends on the arguments, or is no whole number',
      repair,
    )
  }

  condition(node: Expression, scope: Scope): Expr {
    return this.asCondition(this.value(node, scope))
  }

  private asCondition(value: Value): Expr {
    if (!isExpr(value)) return truthExpr(value !== undefined)
    const known = truth(value)
    if (known !== undefined) return truthExpr(known)
    return isCondition(value) ? value : relation('!=', value, integer(0))
  }

  /** Which way an `if` or a loop goes on the present path. */
  holds(node: Expression, scope: Scope): boolean {
    return this.decided(this.condition(node, scope), node)
  }

  private decided(condition: Expr, at: Node): boolean {
    return truth(condition) ?? this.machine.decide(condition, at, this.source)
  }

  value(node: Expression | Super | SpreadElement, scope: Scope): Value {
    switch (node.type) {
      case 'Literal':
        return this.literal(node)
      case 'Identifier':
        return this.identifier(node.name, node, scope)
      case 'ParenthesizedExpression':
        return this.value(node.expression, scope)
      case 'UnaryExpression':
        return this.unary(node.operator, node.argument, node, scope)
      case 'BinaryExpression':
        return binary(
          this,
          node.operator,
          this.value(node.left as Expression, scope),
          this.value(node.right, scope),
          node,
        )
      case 'LogicalExpression':
        return logical(this, node.operator, node.left, node.right, scope)
      case 'ConditionalExpression':
        return conditional(this, node.test, node.consequent, node.alternate, scope)
      case 'AssignmentExpression':
        return this.assignment(node.operator, node.left, node.right, node, scope)
      case 'UpdateExpression': {
        const before = this.number(node.argument, scope)
        const after = sum(before, integer(node.operator === '++' ? 1 : -1))
        assign(this, node.argument as Pattern, after, scope)
        return node.prefix ? after : before
      }
      case 'SequenceExpression':
        return node.expressions.map((e) => this.value(e, scope)).at(-1)
      case 'ArrayExpression':
        return new ListValue(node.elements.flatMap((e) => (e === null ? [undefined] : this.spread(e, scope))))
      case 'ObjectExpression':
        return record(this, node.properties, scope)
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        if (node.async || node.generator)
          throw this.error(node, 'an async or generator function', 'Write a plain function.')
        return { kind: 'closure', code: node, scope, source: this.source }
      case 'MemberExpression':
        return this.member(node.object, keyOf(node), node, scope)
      case 'CallExpression':
        return this.apply(node.callee, node.arguments, node, scope)
      case 'NewExpression':
        return construct(this, node.callee, node.arguments, node, scope)
      default:
        throw this.error(
          node,
          `${node.type} has no formula`,
          'Numbers, arrays, plain objects, functions, Math and arithmetic can be used.',
        )
    }
  }

  private literal(node: Extract<Expression, { type: 'Literal' }>): Value {
    if (typeof node.value === 'number') return numberExpr(node.value)
    if (typeof node.value === 'boolean') return truthExpr(node.value)
    if (node.value === null && !node.regex) return undefined
    throw this.error(
      node,
      `the literal ${node.raw} is no number`,
      'Only numbers and truth values have formulas.',
    )
  }

  private identifier(name: string, at: Node, scope: Scope): Value {
    const found = scope.find(name)
    if (found) return found.value
    const outside = this.machine.outside(name)
    if (outside !== 'unknown') return outside
    if (name === 'undefined') return undefined
    if (name === 'NaN') return constant('undefined')
    if (name === 'Infinity') return constant('oo')
    if (name === 'Math') return mathRecord()
    throw this.error(
      at,
      `the name ${name} comes from outside of the function`,
      `A function's text does not show what stands outside: give it as { scope: { ${name} } }.`,
    )
  }

  private unary(operator: string, argument: Expression, node: Node, scope: Scope): Value {
    if (operator === '!') return not(this.condition(argument, scope))
    if (operator === '-') return negate(this.number(argument, scope))
    if (operator === '+') return this.number(argument, scope)
    if (operator === '~') return binary(this, '^', this.value(argument, scope), integer(-1), node)
    throw this.error(node, `the operator ${operator} has no formula`, 'Use arithmetic and comparisons.')
  }

  private assignment(
    operator: AssignmentOperator,
    target: Pattern,
    source: Expression,
    node: Node,
    scope: Scope,
  ): Value {
    if (operator === '=') {
      const value = this.value(source, scope)
      assign(this, target, value, scope)
      return value
    }
    const before = this.value(target as Expression, scope)
    const after = ['&&=', '||=', '??='].includes(operator)
      ? logical(this, operator.slice(0, -1), target as Expression, source, scope)
      : binary(this, operator.slice(0, -1), before, this.value(source, scope), node)
    assign(this, target, after, scope)
    return after
  }

  items(value: Value, at: Node): Value[] {
    if (value instanceof ListValue) return value.items
    throw this.error(at, 'no array', 'Give an array; its length must be known.')
  }

  spread(node: Expression | SpreadElement, scope: Scope): Value[] {
    if (node.type !== 'SpreadElement') return [this.value(node, scope)]
    return this.items(this.value(node.argument, scope), node)
  }

  private member(
    object: Expression | Super,
    key: string | Expression | undefined,
    node: Node,
    scope: Scope,
  ): Value {
    if (
      object.type === 'Identifier' &&
      object.name === 'Math' &&
      !scope.find('Math') &&
      typeof key === 'string'
    ) {
      const found = mathMember(key)
      if (found !== undefined) return found
      throw this.error(node, `Math.${key} has no formula`, 'Give its value as an argument.')
    }
    const from = this.value(object, scope)
    if (from instanceof ListValue) {
      if (key === 'length') return integer(from.items.length)
      if (typeof key === 'object') return from.items[this.index(this.value(key, scope), node)]
      const method = listMethod(
        from,
        key ?? '',
        (f, args) => this.run(f, args, node),
        (value, otherwise) => (value === undefined ? otherwise : this.index(value, node)),
        (value) => this.decided(this.asCondition(value), node),
      )
      if (method) return method
    }
    if (from instanceof RecordValue && typeof key === 'string') return from.fields.get(key)
    throw this.error(
      node,
      'a member that has no formula',
      'Use elements, lengths, parts of objects, Math, and map, reduce, filter, slice and their like.',
    )
  }

  run(f: Value, args: readonly Value[], at: Node): Value {
    if (f !== undefined && 'kind' in f && f.kind === 'closure')
      return this.machine.call(f as Closure, args, at)
    if (f !== undefined && 'kind' in f && f.kind === 'builtin')
      return (f as { apply(a: readonly Value[]): Value }).apply(args)
    throw this.error(
      at,
      'what is called is no function',
      'Call functions of the program, of Math, or of the scope.',
    )
  }

  private apply(
    callee: Expression | Super,
    args: readonly (Expression | SpreadElement)[],
    node: Node,
    scope: Scope,
  ): Value {
    const values = (): Value[] => args.flatMap((arg) => this.spread(arg, scope))
    if (callee.type === 'Identifier' && !scope.find(callee.name)) {
      // What compilers put around functions to keep their names.
      if (callee.name === '__name') return this.value(args[0]!, scope)
      if (callee.name === 'Number') return numberOf(values()[0])
      if (callee.name === 'Array') return emptyList(this, values(), node)
    }
    if (
      callee.type === 'MemberExpression' &&
      callee.object.type === 'Identifier' &&
      callee.object.name === 'Array' &&
      nameOf(callee.property) === 'from'
    )
      return listFrom(this, values(), node)
    return this.run(this.value(callee, scope), values(), node)
  }
}
