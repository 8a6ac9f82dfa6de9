/** A size that is being found: '1', a name that was declared, or unknown so far; `same` leads to what it equals. */
export interface Size {
  same: Size | undefined
  readonly name: string | undefined
}

const fresh = (name?: string): Size => ({ same: undefined, name })
const one = fresh('1')
/** Names for sizes that have none. */
const letters = 'mnkpqrtuvw'

/** The sizes in a formula: which are equal, which are products of others, and what each is called in the end. */
export class Sizes {
  readonly one = one
  private readonly rigid = new Map<string, Size>([['1', one]])
  /** A product of sizes is found once both are named. */
  private readonly products = new Map<Size, readonly [Size, Size]>()
  private readonly given = new Map<Size, string>()

  unknown(): Size {
    return fresh()
  }

  named(name: string): Size {
    let size = this.rigid.get(name)
    if (size === undefined) this.rigid.set(name, (size = fresh(name)))
    return size
  }

  product(a: Size, b: Size): Size {
    if (this.isOne(a)) return b
    if (this.isOne(b)) return a
    const p = fresh()
    this.products.set(p, [a, b])
    return p
  }

  isOne(s: Size): boolean {
    return end(s) === one
  }

  /** Makes two sizes one, where they can be; a size is 1 or it is not, so 1 is equal to 1 alone. */
  unify(a: Size, b: Size): boolean {
    const [p, q] = [end(a), end(b)]
    if (p === q) return true
    if (p === one || q === one || (p.name !== undefined && q.name !== undefined)) return false
    const [left, right] = [this.factors(p), this.factors(q)]
    // n is no n*m: m is not 1
    if (left.includes(q) || right.includes(p)) return false
    if (left.length > 1 && right.length > 1 && !this.unifyFactors(left, right)) return false
    const [from, to] = p.name === undefined ? [p, q] : [q, p]
    from.same = to
    const parts = this.products.get(from)
    if (parts !== undefined && !this.products.has(to)) this.products.set(to, parts)
    return true
  }

  /** m*n is n*m: what both have is left out, and the rest is equal in turn. */
  private unifyFactors(left: Size[], right: Size[]): boolean {
    const rest = left.filter((s) => {
      const at = right.indexOf(s)
      if (at >= 0) right.splice(at, 1)
      return at < 0
    })
    return rest.length === right.length && rest.every((s, i) => this.unify(s, right[i]!))
  }

  private factors(s: Size): Size[] {
    const parts = this.products.get(end(s))
    return parts === undefined ? [end(s)] : parts.flatMap((part) => this.factors(part))
  }

  /** Names the only unknown size among these n. */
  nameOnly(sizes: Iterable<Size>): void {
    const unnamed = new Set<Size>()
    for (const s of sizes) if (end(s).name === undefined) unnamed.add(end(s))
    if (unnamed.size === 1 && !this.rigid.has('n')) this.given.set([...unnamed][0]!, 'n')
  }

  /** What a size is called: a letter that is free where it has no name, a product by its factors. */
  nameOf(s: Size): string {
    const e = end(s)
    if (e.name !== undefined) return e.name
    const factors = this.factors(e)
    if (factors.length > 1)
      return factors
        .flatMap((f) => this.nameOf(f).split('*'))
        .sort()
        .join('*')
    let name = this.given.get(e)
    if (name === undefined) {
      const taken = new Set([...this.rigid.keys(), ...this.given.values()])
      name = [...letters].find((l) => !taken.has(l)) ?? `n${this.given.size}`
      this.given.set(e, name)
    }
    return name
  }
}

function end(s: Size): Size {
  while (s.same !== undefined) s = s.same
  return s
}
