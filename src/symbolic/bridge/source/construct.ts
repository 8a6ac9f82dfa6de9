import type { Expression, Node, SpreadElement, Super } from 'acorn'
import { integer } from '../../build/atoms.ts'
import type { Evaluator } from './evaluate.ts'
import { nameOf } from './plain.ts'
import { ListValue, RecordValue, type Scope, type Value } from './values.ts'

/** The object of { name: value, ...others }. */
export function record(
  on: Evaluator,
  properties: Extract<Expression, { type: 'ObjectExpression' }>['properties'],
  scope: Scope,
): RecordValue {
  const fields = new Map<string, Value>()
  for (const property of properties) {
    if (property.type === 'SpreadElement') {
      const from = on.value(property.argument, scope)
      if (!(from instanceof RecordValue)) throw on.error(property, 'no object to spread', 'Give an object.')
      for (const [name, value] of from.fields) fields.set(name, value)
      continue
    }
    const name = property.computed ? undefined : nameOf(property.key)
    if (name === undefined || property.kind !== 'init')
      throw on.error(property, 'a computed name, getter or setter', 'Write { name: value }.')
    fields.set(name, on.value(property.value, scope))
  }
  return new RecordValue(fields)
}

/** new Array(n), new Float64Array(...). */
export function construct(
  on: Evaluator,
  callee: Expression | Super,
  args: readonly (Expression | SpreadElement)[],
  node: Node,
  scope: Scope,
): Value {
  const values = args.flatMap((arg) => on.spread(arg, scope))
  const name = callee.type === 'Identifier' ? callee.name : ''
  if (name === 'Array') return emptyList(on, values, node)
  if (name === 'Float64Array' || name === 'Float32Array') {
    const [first] = values
    if (first instanceof ListValue) return new ListValue([...first.items])
    return new ListValue(Array<Value>(on.index(first, node)).fill(integer(0)))
  }
  throw on.error(node, `new ${name} has no formula`, 'Use arrays, Float64Array and plain objects.')
}

/** Array(n), or Array(...items). */
export function emptyList(on: Evaluator, values: readonly Value[], node: Node): ListValue {
  return new ListValue(
    values.length === 1 ? Array<Value>(on.index(values[0], node)).fill(undefined) : [...values],
  )
}

/** Array.from of an array, or of { length }. */
export function listFrom(on: Evaluator, [from, f]: readonly Value[], node: Node): ListValue {
  const items =
    from instanceof RecordValue
      ? Array<Value>(on.index(from.fields.get('length'), node)).fill(undefined)
      : on.items(from, node)
  return new ListValue(
    f === undefined ? [...items] : items.map((item, i) => on.run(f, [item, integer(i)], node)),
  )
}
