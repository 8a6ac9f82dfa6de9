import { constant, fraction, integer } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, power, sqrt } from '../../build/product.ts'
import { sum } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import { asNumber, type Builtin, isExpr, ListValue, RecordValue, truthExpr, type Value } from './values.ts'

const two = (): Expr => integer(2)
const ten = (): Expr => integer(10)
const log = (x: Expr): Expr => call('log', x)
const pairwise = (name: string, empty: () => Expr, args: readonly Expr[]): Expr =>
  args.length === 0 ? empty() : args.reduce((a, b) => call(name, a, b))

/** The functions of JavaScript's Math that are not called the same here. */
const others: Readonly<Record<string, (...args: Expr[]) => Expr>> = {
  sqrt: (x) => sqrt(x!),
  pow: (x, y) => power(x!, y!),
  exp: (x) => call('exp', x!),
  log2: (x) => divide(log(x!), log(two())),
  log10: (x) => divide(log(x!), log(ten())),
  log1p: (x) => log(sum(integer(1), x!)),
  expm1: (x) => sum(call('exp', x!), integer(-1)),
  // Math.round takes halves up.
  round: (x) => call('floor', sum(x!, fraction(1, 2))),
  fround: (x) => x!,
  hypot: (...xs) => sqrt(sum(...xs.map((x) => power(x, two())))),
  max: (...xs) => pairwise('maximum', () => constant('-oo'), xs),
  min: (...xs) => pairwise('minimum', () => constant('oo'), xs),
}

const same =
  'sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh log abs sign floor ceil trunc cbrt'

const constants: Readonly<Record<string, () => Expr>> = {
  PI: () => constant('pi'),
  E: () => constant('E'),
  LN2: () => log(two()),
  LN10: () => log(ten()),
  LOG2E: () => divide(integer(1), log(two())),
  LOG10E: () => divide(integer(1), log(ten())),
  SQRT2: () => sqrt(two()),
  SQRT1_2: () => sqrt(fraction(1, 2)),
}

/** A member of Math, or undefined where it has no formula (Math.random). */
export function mathMember(name: string): Value {
  if (Object.hasOwn(constants, name)) return constants[name]!()
  const apply = Object.hasOwn(others, name)
    ? others[name]
    : same.split(' ').includes(name)
      ? (...args: Expr[]) => call(name, ...args)
      : undefined
  return apply && builtin(`Math.${name}`, (args) => apply(...args.map(numberOf)))
}

/** Math itself, as `const { sin, PI } = Math` takes it apart. */
export const mathRecord = (): RecordValue =>
  new RecordValue(
    new Map(
      [...Object.keys(constants), ...Object.keys(others), ...same.split(' ')].map((name) => [
        name,
        mathMember(name),
      ]),
    ),
  )

export const builtin = (name: string, apply: (args: readonly Value[]) => Value): Builtin => ({
  kind: 'builtin',
  name,
  apply,
})

/** An argument of arithmetic; anything else is NaN there, as in JavaScript. */
export const numberOf = (value: Value): Expr => (isExpr(value) ? asNumber(value) : constant('undefined'))

/** The methods of arrays that calculations use; `run` calls a function of the traced program, `holds` decides a condition. */
export function listMethod(
  list: ListValue,
  name: string,
  run: (f: Value, args: readonly Value[]) => Value,
  indexOf: (value: Value, otherwise: number) => number,
  holds: (condition: Value) => boolean,
): Builtin | undefined {
  const { items } = list
  const method = (apply: (args: readonly Value[]) => Value): Builtin => builtin(name, apply)
  const each = (f: Value): Value[] => items.map((item, i) => run(f, [item, integer(i), list]))
  switch (name) {
    case 'map':
      return method(([f]) => new ListValue(each(f)))
    case 'forEach':
      return method(([f]) => {
        each(f)
        return undefined
      })
    case 'reduce':
      return method(([f, ...start]) => {
        const all = items.map((item, i) => ({ item, i }))
        const first = start.length > 0 ? start[0] : all.shift()?.item
        return all.reduce<Value>((total, { item, i }) => run(f, [total, item, integer(i), list]), first)
      })
    case 'push':
      return method((args) => integer(items.push(...args)))
    case 'unshift':
      return method((args) => integer(items.unshift(...args)))
    case 'pop':
      return method(() => items.pop())
    case 'shift':
      return method(() => items.shift())
    case 'keys':
      return method(() => new ListValue(items.map((_, i) => integer(i))))
    case 'flat':
      return method(
        () => new ListValue(items.flatMap((item) => (item instanceof ListValue ? item.items : [item]))),
      )
    case 'flatMap':
      return method(
        ([f]) => new ListValue(each(f).flatMap((item) => (item instanceof ListValue ? item.items : [item]))),
      )
    case 'filter':
      return method(
        ([f]) => new ListValue(items.filter((_, i) => holds(run(f, [items[i], integer(i), list])))),
      )
    case 'find':
      return method(([f]) => items.find((item, i) => holds(run(f, [item, integer(i), list]))))
    case 'some':
      return method(([f]) => truthExpr(items.some((item, i) => holds(run(f, [item, integer(i), list])))))
    case 'every':
      return method(([f]) => truthExpr(items.every((item, i) => holds(run(f, [item, integer(i), list])))))
    case 'fill':
      return method(([value, from, to]) => {
        items.fill(value, indexOf(from, 0), indexOf(to, items.length))
        return list
      })
    case 'slice':
      return method(([from, to]) => new ListValue(items.slice(indexOf(from, 0), indexOf(to, items.length))))
    case 'concat':
      return method(
        (args) =>
          new ListValue(items.concat(...args.map((arg) => (arg instanceof ListValue ? arg.items : [arg])))),
      )
    case 'reverse':
      return method(() => {
        items.reverse()
        return list
      })
    case 'at':
      return method(([i]) => items.at(indexOf(i, 0)))
    default:
      return undefined
  }
}
