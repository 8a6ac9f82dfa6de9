import type { Group } from './group.ts'

/** Groups in an order in which what is read has been written: of those that are ready, the last of the list first. */
export function inOrder(groups: readonly Group[]): Group[] {
  const waiting = new Map<Group, number>(groups.map((group) => [group, 0]))
  for (const group of groups)
    for (const reader of group.readers) waiting.set(reader, waiting.get(reader)! + 1)
  const rank = new Map(groups.map((group, i) => [group, i]))
  const ready = groups.filter((group) => waiting.get(group) === 0)
  const order: Group[] = []
  while (ready.length > 0) {
    let best = 0
    for (let i = 1; i < ready.length; i++) if (rank.get(ready[i]!)! > rank.get(ready[best]!)!) best = i
    const [group] = ready.splice(best, 1) as [Group]
    order.push(group)
    for (const reader of group.readers) {
      const left = waiting.get(reader)! - 1
      waiting.set(reader, left)
      if (left === 0) ready.push(reader)
    }
  }
  return order
}
