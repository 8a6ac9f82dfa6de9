import type { Pattern } from 'acorn'
import type { Evaluator } from './evaluate.ts'
import { keyOf, nameOf } from './plain.ts'
import { ListValue, RecordValue, type Scope, type Value } from './values.ts'

/** Gives a value to a name, an element, or the names of a pattern; `declare` makes the names new. */
export function assign(
  evaluator: Evaluator,
  target: Pattern,
  value: Value,
  scope: Scope,
  declare?: 'const' | 'let',
): void {
  switch (target.type) {
    case 'Identifier': {
      if (declare) {
        scope.declare(target.name, value, declare === 'const')
        return
      }
      const variable = scope.find(target.name)
      if (variable === undefined || variable.fixed)
        throw evaluator.error(
          target,
          `${target.name} is ${variable ? 'a constant' : 'no variable of the function'}`,
          'Only variables of the function itself can be assigned.',
        )
      variable.value = value
      return
    }
    case 'MemberExpression': {
      const object = evaluator.value(target.object, scope)
      const key = keyOf(target)
      if (object instanceof ListValue && typeof key === 'object') {
        object.items[evaluator.index(evaluator.value(key, scope), key)] = value
        return
      }
      if (object instanceof RecordValue && typeof key === 'string') {
        object.fields.set(key, value)
        return
      }
      throw evaluator.error(
        target,
        'this cannot be assigned',
        'Assign variables, elements of arrays and parts of objects.',
      )
    }
    case 'AssignmentPattern':
      assign(
        evaluator,
        target.left,
        value === undefined ? evaluator.value(target.right, scope) : value,
        scope,
        declare,
      )
      return
    case 'ArrayPattern': {
      const items = evaluator.items(value, target)
      target.elements.forEach((element, i) => {
        if (element?.type === 'RestElement')
          assign(evaluator, element.argument, new ListValue(items.slice(i)), scope, declare)
        else if (element) assign(evaluator, element, items[i], scope, declare)
      })
      return
    }
    case 'ObjectPattern': {
      if (!(value instanceof RecordValue))
        throw evaluator.error(target, 'no object to take parts of', 'Give an object.')
      const others = new Map(value.fields)
      for (const property of target.properties) {
        if (property.type === 'RestElement') {
          assign(evaluator, property.argument, new RecordValue(others), scope, declare)
          continue
        }
        const name = nameOf(property.key) ?? ''
        assign(evaluator, property.value, others.get(name), scope, declare)
        others.delete(name)
      }
      return
    }
    default:
      throw evaluator.error(target, `${target.type} cannot be assigned`, 'Assign variables and elements.')
  }
}
