import { NablaError, shown } from '../errors.ts'
import { Tensor, Variable } from '../tensor/core.ts'
import * as random from '../tensor/random.ts'

/** An object that names its parts itself. */
interface Named {
  fields(): Iterable<readonly [string, unknown]>
}

const namesItself = (value: object): value is Named => typeof (value as Partial<Named>).fields === 'function'

const isOptimizer = (value: object): boolean => 'zeroGrad' in value && 'step' in value

/** Fields that hold no parameters of the model, or not as fields. */
const isOpaque = (value: object): boolean =>
  value instanceof Tensor ||
  ArrayBuffer.isView(value) ||
  value instanceof random.Generator ||
  value instanceof Promise ||
  isOptimizer(value)

function parts(value: object): Iterable<readonly [string, unknown]> {
  if (namesItself(value)) return value.fields()
  if (Array.isArray(value) && typeof value[0] === 'number') return []
  if (value instanceof Map) return [...value].map(([key, part]) => [String(key), part] as const)
  return Object.entries(value)
}

/**
 * Every object that can be reached from `root` by its fields, once, with its path (`layers.0.weight`), in the order of
 * the fields. Goes through modules, arrays, plain objects, maps and instances of any class; private `#fields` are out of reach.
 */
export function* walk(root: object): Generator<readonly [path: string, value: object]> {
  if ((typeof root !== 'object' && typeof root !== 'function') || root === null)
    throw new NablaError(`nn: the model is ${shown(root)}: it must be a module, or an object of modules.`)
  const seen = new Set<object>()
  const stack: (readonly [string, object])[] = [['', root]]
  while (stack.length > 0) {
    const [path, value] = stack.pop()!
    if (seen.has(value)) continue
    seen.add(value)
    yield [path, value]
    if (isOpaque(value)) continue
    const inside: (readonly [string, object])[] = []
    for (const [name, part] of parts(value))
      if (typeof part === 'object' && part !== null && !seen.has(part))
        inside.push([path ? `${path}.${name}` : name, part])
    for (let i = inside.length - 1; i >= 0; i--) stack.push(inside[i]!)
  }
}

/** The variables among them. Throws: NablaError for a tensor that was made to be learned, and is none: it would be left out. */
export function* namedVariables(root: object): Generator<readonly [path: string, variable: Variable]> {
  for (const [path, value] of walk(root))
    if (value instanceof Variable) yield [path, value]
    else if (value instanceof Tensor && value.requiresGrad && value.isLeaf)
      throw new NablaError(
        `nn: ${path} is a plain tensor, whose value never changes: make it with nn.parameter(...).`,
      )
}

/** The variable that stands at a path: of one that is shared each of its paths leads there, not only the first. */
export function variableAt(root: unknown, path: string): Variable | undefined {
  if (typeof root !== 'object' || root === null || isOpaque(root)) return undefined
  for (const [name, part] of parts(root)) {
    if (name === path && part instanceof Variable) return part
    const found = path.startsWith(`${name}.`) && variableAt(part, path.slice(name.length + 1))
    if (found) return found
  }
  return undefined
}
