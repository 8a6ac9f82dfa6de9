import type { Flat, Tensor } from '../../tensor/index.ts'

/** A readable place for each leaf of a nesting: `inputs[1].weight`. */
export function leafNames(flat: Flat, root: string): string[] {
  const names: string[] = flat.leaves.map(() => root)
  // the same nesting with the numbers of its leaves, marked by an object of their own
  class Place {
    readonly index: number
    constructor(index: number) {
      this.index = index
    }
  }
  const open: [unknown, string][] = [[flat.rebuild(flat.leaves.map((_, i) => new Place(i))), root]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, name] = next
    if (value instanceof Place) names[value.index] = name
    else if (Array.isArray(value)) for (const [i, part] of value.entries()) open.push([part, `${name}[${i}]`])
    else if (
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype
    ) {
      for (const [key, part] of Object.entries(value)) open.push([part, `${name}.${key}`])
    }
  }
  return names
}

/** The name of one element: `inputs[0][2, 3]`. */
export function entryName(leaf: string, { shape }: Tensor, flat: number): string {
  if (shape.length === 0) return leaf
  const index: number[] = []
  let rest = flat
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!)
    rest = Math.floor(rest / shape[axis]!)
  }
  return `${leaf}[${index.join(', ')}]`
}
