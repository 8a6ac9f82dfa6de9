import type { Group } from './group.ts'

/** Groups in an order in which what is read has been written: of those that are ready, the last of the list first. */
export function inOrder(groups: readonly Group[]): readonly Group[] {
  if (groups.length < 2) return groups
  const waiting = new Map<Group, number>(groups.map((group) => [group, 0]))
  for (const group of groups)
    for (const reader of group.readers) waiting.set(reader, waiting.get(reader)! + 1)
  const rank = new Map(groups.map((group, i) => [group, i]))
  // those that are ready, in the order of the list
  const ready = groups.filter((group) => waiting.get(group) === 0)
  const order: Group[] = []
  for (let group = ready.pop(); group; group = ready.pop()) {
    order.push(group)
    for (const reader of group.readers) {
      const left = waiting.get(reader)! - 1
      waiting.set(reader, left)
      if (left > 0) continue
      let at = ready.length
      while (at > 0 && rank.get(ready[at - 1]!)! > rank.get(reader)!) at--
      ready.splice(at, 0, reader)
    }
  }
  return order
}
