import { isOne } from '../number/rational.ts'
import { aritiesOf, canonicalName } from '../parse/names.ts'
import { MatrixShapeError, type Shape } from './node.ts'
import { type Size, Sizes } from './sizes.ts'
import { type MatSyntax, matrixFail } from './syntax.ts'

/** What a name stands for. Sizes that are not named are found from how the name is used. */
export type MatrixDeclaration =
  | 'scalar'
  | 'vector'
  | 'matrix'
  | 'symmetric'
  | { readonly rows: string; readonly columns?: string; readonly symmetric?: boolean }

type Pair = readonly [rows: Size, columns: Size]
type Part<K extends MatSyntax['kind']> = MatSyntax & { kind: K }

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
  const inference = new Inference(source, names)
  inference.visit(root)
  return inference.named()
}

/** How many arguments functions take that do not take one. */
const counts: Readonly<Record<string, readonly [least: number, most: number]>> = {
  kron: [2, 2],
  dot: [2, 2],
  vector: [0, 1],
  matrix: [0, 1],
  I: [0, 1],
  eye: [0, 1],
}

class Inference {
  private readonly source: string
  private readonly names: Readonly<Record<string, MatrixDeclaration>>
  private readonly sizes = new Sizes()
  private readonly scalar: Pair = [this.sizes.one, this.sizes.one]
  private readonly symbols = new Map<string, Pair>()
  private readonly shapes = new Map<MatSyntax, Pair>()

  constructor(source: string, names: Readonly<Record<string, MatrixDeclaration>>) {
    this.source = source
    this.names = names
  }

  named(): Inferred {
    const { sizes } = this
    sizes.nameOnly([...this.symbols.values()].flat())
    const shape = (s: Pair): Shape => [sizes.nameOf(s[0]), sizes.nameOf(s[1])]
    // symbols come first when letters are given
    for (const s of this.symbols.values()) shape(s)
    return {
      shapeOf: (part) => shape(this.shapes.get(part)!),
      symbolShape: (name) => shape(this.symbols.get(name)!),
    }
  }

  visit(part: MatSyntax): Pair {
    let made = this.shapes.get(part)
    if (made === undefined) this.shapes.set(part, (made = this.shapeOf(part)))
    return made
  }

  private shapeOf(part: MatSyntax): Pair {
    switch (part.kind) {
      case 'number':
        return this.scalar
      case 'name':
        return this.ofName(part)
      case 'negate':
        return this.visit(part.operand)
      case 'transpose': {
        const [rows, columns] = this.visit(part.operand)
        return [columns, rows]
      }
      case 'binary':
        return this.ofBinary(part, this.visit(part.left), this.visit(part.right))
      case 'call': {
        const isIdentity = isIdentityName(part.name) && !Object.hasOwn(this.names, part.name)
        return isIdentity
          ? this.ofIdentity(part)
          : this.ofCall(
              part,
              part.args.map((a) => this.visit(a)),
            )
      }
    }
  }

  private ofName(part: Part<'name'>): Pair {
    const declaration = Object.hasOwn(this.names, part.name) ? this.names[part.name]! : undefined
    if (declaration === undefined) {
      if (isIdentityName(part.name)) return this.square()
      return matrixFail(
        this.source,
        part.at,
        `'${part.name}' is not declared; give its kind: { ${part.name}: 'vector' }`,
      )
    }
    let made = this.symbols.get(part.name)
    if (made === undefined) this.symbols.set(part.name, (made = this.declared(declaration)))
    return made
  }

  private declared(d: MatrixDeclaration): Pair {
    const { sizes } = this
    if (d === 'scalar') return this.scalar
    if (d === 'vector') return [sizes.unknown(), sizes.one]
    if (d === 'matrix') return [sizes.unknown(), sizes.unknown()]
    if (d === 'symmetric') return this.square()
    const rows = sizes.named(d.rows)
    return [rows, d.symmetric === true ? rows : sizes.named(d.columns ?? '1')]
  }

  private square(n = this.sizes.unknown()): Pair {
    return [n, n]
  }

  private ofIdentity(part: Part<'call'>): Pair {
    this.requireCount(part)
    return this.square(part.args[0] === undefined ? undefined : this.sizeIn(part.args[0]))
  }

  /** The size that is written: n, 1, m*n. */
  private sizeIn(part: MatSyntax): Size {
    const { sizes } = this
    if (part.kind === 'name') return sizes.named(part.name)
    if (part.kind === 'number' && isOne(part.value)) return sizes.one
    if (part.kind === 'binary' && part.op === '*')
      return sizes.product(this.sizeIn(part.left), this.sizeIn(part.right))
    return matrixFail(this.source, part.at, 'a size is a name, or a product of names')
  }

  private ofBinary(part: Part<'binary'>, a: Pair, b: Pair): Pair {
    const { op } = part
    switch (op) {
      case '+':
      case '-':
        if (this.unify(a, b)) return a
        return this.wrong(
          part,
          `sum: ${this.show(a)} and ${this.show(b)} cannot be added; the shapes must be equal${
            this.isScalar(a) !== this.isScalar(b)
              ? '. Write c*vector(1) or c*matrix(1) to add c to every entry'
              : ''
          }`,
        )
      case '*':
        return this.ofProduct(part, a, b)
      case '/':
        if (this.isScalar(b)) return a
        return this.wrong(
          part,
          `/: division by ${this.show(b)}, which is no scalar. Write ./ entry by entry, or inv(...)*`,
        )
      case '^':
        if (!this.isScalar(b))
          return this.wrong(part, `^: the exponent is ${this.show(b)}; it must be a scalar`)
        if (this.isScalar(a) || (!a.some((s) => this.sizes.isOne(s)) && this.sizes.unify(a[0], a[1])))
          return a
        return this.wrong(
          part,
          `^: the base is ${this.show(a)}; it must be a scalar or square. Write .^ entry by entry`,
        )
      default:
        // .* ./ .^
        if (this.isScalar(b)) return a
        if (this.isScalar(a) && op !== '.^') return b
        if (this.unify(a, b)) return a
        return this.wrong(part, `${op}: ${this.show(a)} and ${this.show(b)}: the shapes must be equal`)
    }
  }

  private ofProduct(part: MatSyntax, a: Pair, b: Pair): Pair {
    if (this.isScalar(a)) return b
    if (this.isScalar(b)) return a
    if (this.sizes.unify(a[1], b[0])) return [a[0], b[1]]
    const vectors = this.sizes.isOne(a[1]) && this.sizes.isOne(b[1])
    return this.wrong(
      part,
      `product: ${this.show(a)} times ${this.show(b)}: the inner sizes must be equal${
        vectors ? ". Write x'*y for the inner product, x*y' for the outer, x.*y entry by entry" : ''
      }`,
    )
  }

  private ofCall(part: Part<'call'>, args: readonly Pair[]): Pair {
    const { sizes } = this
    this.requireCount(part)
    const a = args[0]!
    switch (part.name) {
      case 'tr':
      case 'trace':
      case 'det':
      case 'logdet':
        this.requireSquare(part, a)
        return this.scalar
      case 'inv':
      case 'adj':
        this.requireSquare(part, a)
        return a
      case 'sum':
      case 'norm':
      case 'norm1':
      case 'norm2':
      case 'normF':
      case 'logsumexp':
        return this.scalar
      case 'dot': {
        const b = args[1]!
        if (this.unify(a, b)) return this.scalar
        return this.wrong(part, `dot: ${this.show(a)} and ${this.show(b)}: the shapes must be equal`)
      }
      case 'vector':
        return [sizes.unknown(), sizes.one]
      case 'matrix':
        return [sizes.unknown(), sizes.unknown()]
      case 'diag':
        if (sizes.isOne(a[1])) return [a[0], a[0]]
        this.requireSquare(part, a)
        return [a[0], sizes.one]
      case 'vec':
        return [sizes.product(a[0], a[1]), sizes.one]
      case 'kron': {
        const b = args[1]!
        return [sizes.product(a[0], b[0]), sizes.product(a[1], b[1])]
      }
      default:
        if (part.name === 'softmax' || aritiesOf(canonicalName(part.name))?.includes(1)) return a
        return matrixFail(
          this.source,
          part.at,
          `'${part.name}' is no function of matrices or of entries that is known here`,
        )
    }
  }

  private requireCount(part: Part<'call'>): void {
    const [least, most] = (Object.hasOwn(counts, part.name) ? counts[part.name] : undefined) ?? [1, 1]
    const { length } = part.args
    if (length < least || length > most)
      matrixFail(this.source, part.at, `${part.name} of ${length} arguments`)
  }

  private requireSquare(part: Part<'call'>, s: Pair): void {
    if (!this.sizes.unify(s[0], s[1]))
      this.wrong(part, `${part.name}: the argument is ${this.show(s)}; it must be square`)
  }

  private unify(a: Pair, b: Pair): boolean {
    return this.sizes.unify(a[0], b[0]) && this.sizes.unify(a[1], b[1])
  }

  private isScalar(s: Pair): boolean {
    return s.every((size) => this.sizes.isOne(size))
  }

  /** A shape in a message, also before all sizes are named. */
  private show(s: Pair): string {
    return s.map((size) => this.sizes.nameOf(size)).join(' x ')
  }

  private wrong(part: MatSyntax, what: string): never {
    throw new MatrixShapeError(`${what} (column ${part.at + 1} of "${this.source}").`)
  }
}

const isIdentityName = (name: string): boolean => name === 'I' || name === 'eye'
