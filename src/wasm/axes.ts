/** Something that is walked along: how many steps there are. */
interface Extent {
  readonly extent: number
}

/** Steps of all axes together. */
export const volume = (axes: readonly Extent[]): number => axes.reduce((n, axis) => n * axis.extent, 1)

/** Neighbours that the same strides walk along, made one axis, outermost first; those of extent 1 are left out. */
export function merged<A extends Extent>(axes: readonly A[], stridesOf: (axis: A) => readonly number[]): A[] {
  const result: A[] = []
  for (const axis of axes) {
    if (axis.extent === 1) continue
    const last = result.at(-1)
    const strides = stridesOf(axis)
    if (last && stridesOf(last).every((stride, k) => stride === strides[k]! * axis.extent))
      result[result.length - 1] = { ...axis, extent: last.extent * axis.extent }
    else result.push(axis)
  }
  return result
}
