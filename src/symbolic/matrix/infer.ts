import { aritiesOf, canonicalName } from '../parse/names.ts'
import { MatrixShapeError, type Shape } from './node.ts'
import { type MatSyntax, matrixFail } from './syntax.ts'

/** What a name stands for. Sizes that are not named are found from how the name is used. */
export type MatrixDeclaration =
  | 'scalar'
  | 'vector'
  | 'matrix'
  | 'symmetric'
  | { readonly rows: string; readonly columns?: string; readonly symmetric?: boolean }

/** A size that is being found: '1', a name that was declared, or unknown so far; `same` leads to what it equals. */
interface Size {
  same: Size | undefined
  name: string | undefined
}
type Sizes = readonly [rows: Size, columns: Size]

const fresh = (name?: string): Size => ({ same: undefined, name })
const one = fresh('1')

/** The shapes of all parts of a formula. */
export interface Inferred {
  shapeOf(part: MatSyntax): Shape
  symbolShape(name: string): Shape
}

/**
 * Finds the shape of each part by unifying sizes. A size is 1 or it is not: declared vectors and matrices are never
 * read as scalars, so what `*` means is known before any size is.
 */
export function inferShapes(
  root: MatSyntax,
  source: string,
  names: Readonly<Record<string, MatrixDeclaration>>,
): Inferred {
  const rigid = new Map<string, Size>([['1', one]])
  const symbols = new Map<string, Sizes>()
  const shapes = new Map<MatSyntax, Sizes>()
  const named = (name: string): Size => {
    let size = rigid.get(name)
    if (size === undefined) rigid.set(name, (size = fresh(name)))
    return size
  }
  // a product of sizes is found once both are named
  const products = new Map<Size, readonly [Size, Size]>()
  const end = (s: Size): Size => {
    while (s.same !== undefined) s = s.same
    return s
  }
  const unify = (a: Size, b: Size): boolean => {
    const [p, q] = [end(a), end(b)]
    if (p === q) return true
    if (p === one || q === one || (p.name !== undefined && q.name !== undefined)) return false
    if (p.name === undefined) p.same = q
    else q.same = p
    const [a1, b1] = [products.get(p), products.get(q)]
    if (a1 === undefined && b1 !== undefined) products.set(p, b1)
    if (b1 === undefined && a1 !== undefined) products.set(q, a1)
    return a1 === undefined || b1 === undefined || (unify(a1[0], b1[0]) && unify(a1[1], b1[1]))
  }
  const isOne = (s: Size): boolean => end(s) === one
  const isScalar = (s: Sizes): boolean => isOne(s[0]) && isOne(s[1])
  const letters = 'mnkpqrtuvw'
  /** A size in a message, also before all are named. */
  const show = (s: Sizes): string => s.map((d) => nameOf(d)).join(' x ')
  const given = new Map<Size, string>()
  const nameOf = (d: Size): string => {
    const e = end(d)
    if (e.name !== undefined) return e.name
    let name = given.get(e)
    if (name === undefined) {
      const taken = new Set([...rigid.keys(), ...given.values()])
      name = [...letters].find((l) => !taken.has(l)) ?? `n${given.size}`
      given.set(e, name)
    }
    return name
  }
  const wrong = (part: MatSyntax, what: string): never => {
    throw new MatrixShapeError(`${what} (column ${part.at + 1} of "${source}").`)
  }
  const square = (operation: string, part: MatSyntax, s: Sizes): void => {
    if (!unify(s[0], s[1])) wrong(part, `${operation}: the argument is ${show(s)}; it must be square`)
  }

  const declared = (part: MatSyntax & { kind: 'name' }): Sizes => {
    const d = Object.hasOwn(names, part.name) ? names[part.name]! : undefined
    if (d === undefined) {
      if (part.name === 'I' || part.name === 'eye') {
        const n = fresh()
        return [n, n]
      }
      return matrixFail(
        source,
        part.at,
        `'${part.name}' is not declared; give its kind: { ${part.name}: 'vector' }`,
      )
    }
    let s = symbols.get(part.name)
    if (s === undefined) {
      if (d === 'scalar') s = [one, one]
      else if (d === 'vector') s = [fresh(), one]
      else if (d === 'matrix') s = [fresh(), fresh()]
      else if (d === 'symmetric') {
        const n = fresh()
        s = [n, n]
      } else {
        const rows = named(d.rows)
        s = [rows, d.symmetric === true ? rows : named(d.columns ?? '1')]
      }
      symbols.set(part.name, s)
    }
    return s
  }

  const binary = (part: MatSyntax & { kind: 'binary' }, a: Sizes, b: Sizes): Sizes => {
    const { op } = part
    switch (op) {
      case '+':
      case '-':
        if (unify(a[0], b[0]) && unify(a[1], b[1])) return a
        return wrong(
          part,
          `sum: ${show(a)} and ${show(b)} cannot be added; the shapes must be equal${
            isScalar(a) !== isScalar(b) ? `. Write c*vector(1) or c*matrix(1) to add c to every entry` : ''
          }`,
        )
      case '*': {
        if (isScalar(a)) return b
        if (isScalar(b)) return a
        if (unify(a[1], b[0])) return [a[0], b[1]]
        const vectors = isOne(a[1]) && isOne(b[1])
        return wrong(
          part,
          `product: ${show(a)} times ${show(b)}: the inner sizes must be equal${
            vectors ? ". Write x'*y for the inner product, x*y' for the outer, x.*y entry by entry" : ''
          }`,
        )
      }
      case '/':
        if (isScalar(b)) return a
        return wrong(
          part,
          `/: division by ${show(b)}, which is no scalar. Write ./ entry by entry, or inv(...)*`,
        )
      case '.*':
      case './':
        if (isScalar(a)) return b
        if (isScalar(b)) return a
        if (unify(a[0], b[0]) && unify(a[1], b[1])) return a
        return wrong(part, `${op}: ${show(a)} and ${show(b)}: the shapes must be equal`)
      case '^':
        if (!isScalar(b)) return wrong(part, `^: the exponent is ${show(b)}; it must be a scalar`)
        if (isScalar(a)) return a
        if (!isOne(a[0]) && !isOne(a[1]) && unify(a[0], a[1])) return a
        return wrong(
          part,
          `^: the base is ${show(a)}; it must be a scalar or square. Write .^ entry by entry`,
        )
      case '.^':
        if (isScalar(b)) return a
        if (unify(a[0], b[0]) && unify(a[1], b[1])) return a
        return wrong(part, `.^: ${show(a)} and ${show(b)}: the shapes must be equal`)
    }
  }

  const callShape = (part: MatSyntax & { kind: 'call' }, args: readonly Sizes[]): Sizes => {
    const { name } = part
    const counts: Readonly<Record<string, readonly [number, number]>> = {
      kron: [2, 2],
      dot: [2, 2],
      vector: [0, 1],
      matrix: [0, 1],
      I: [0, 1],
      eye: [0, 1],
    }
    const [least, most] = counts[name] ?? [1, 1]
    if (args.length < least || args.length > most)
      return matrixFail(source, part.at, `${name} of ${args.length} arguments`)
    const a = args[0]!
    switch (name) {
      case 'tr':
      case 'trace':
      case 'det':
      case 'logdet':
        square(name, part, a)
        return [one, one]
      case 'inv':
      case 'adj':
        square(name, part, a)
        return a
      case 'sum':
      case 'norm':
      case 'norm1':
      case 'norm2':
      case 'normF':
      case 'logsumexp':
        return [one, one]
      case 'softmax':
        return a
      case 'dot':
        if (!unify(a[0], args[1]![0]) || !unify(a[1], args[1]![1]))
          return wrong(part, `dot: ${show(a)} and ${show(args[1]!)}: the shapes must be equal`)
        return [one, one]
      case 'vector':
        return [fresh(), one]
      case 'matrix':
        return [fresh(), fresh()]
      case 'I':
      case 'eye': {
        const n = part.args[0]?.kind === 'name' ? named(part.args[0].name) : fresh()
        return [n, n]
      }
      case 'diag':
        if (isOne(a[1])) return [a[0], a[0]]
        square(name, part, a)
        return [a[0], one]
      case 'vec':
        return isOne(a[1]) ? a : isOne(a[0]) ? [a[1], one] : [productSize(a[0], a[1]), one]
      case 'kron': {
        const b = args[1]!
        return [productSize(a[0], b[0]), productSize(a[1], b[1])]
      }
      default: {
        if (!aritiesOf(canonicalName(name))?.includes(1))
          return matrixFail(
            source,
            part.at,
            `'${name}' is no function of matrices or of entries that is known here`,
          )
        return a
      }
    }
  }
  const productSize = (a: Size, b: Size): Size => {
    if (isOne(a)) return b
    if (isOne(b)) return a
    const p = fresh()
    products.set(p, [a, b])
    return p
  }

  const visit = (part: MatSyntax): Sizes => {
    const known = shapes.get(part)
    if (known !== undefined) return known
    const made = sizesOf(part)
    shapes.set(part, made)
    return made
  }
  const sizesOf = (part: MatSyntax): Sizes => {
    switch (part.kind) {
      case 'number':
        return [one, one]
      case 'name':
        return declared(part)
      case 'negate':
        return visit(part.operand)
      case 'transpose': {
        const s = visit(part.operand)
        return [s[1], s[0]]
      }
      case 'binary':
        return binary(part, visit(part.left), visit(part.right))
      case 'call': {
        const bare = ['I', 'eye'].includes(part.name) && !Object.hasOwn(names, part.name)
        return callShape(part, bare ? part.args.map(() => [one, one] as const) : part.args.map(visit))
      }
    }
  }
  visit(root)

  const unnamed = new Set<Size>()
  for (const s of symbols.values()) for (const d of s) if (end(d).name === undefined) unnamed.add(end(d))
  if (unnamed.size === 1 && !rigid.has('n')) given.set([...unnamed][0]!, 'n')
  const final = (d: Size): string => {
    const parts = [...products].find(([p]) => end(p) === end(d))
    if (end(d).name === undefined && parts !== undefined)
      return parts[1]
        .map(final)
        .flatMap((f) => f.split('*'))
        .sort()
        .join('*')
    return nameOf(d)
  }
  for (const s of symbols.values()) s.forEach(final)
  const shape = (s: Sizes): Shape => [final(s[0]), final(s[1])]
  return { shapeOf: (part) => shape(shapes.get(part)!), symbolShape: (name) => shape(symbols.get(name)!) }
}
