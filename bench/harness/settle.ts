import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds over which a machine must be idle: the counters of operating systems move in steps of 10. */
const span = 50
/** How much of the time of its cores that is: a thread may spin, or free memory, for a moment after its work. */
const enough = 0.8
/** How often a turn is taken while others disturb it. */
const attempts = 3

/** Milliseconds that the cores have been idle, per core. */
const idleTime = (): number =>
  cpus().reduce((sum, { times }) => sum + times.idle, 0) / Math.max(1, cpus().length)

/** Waits until nobody takes the machine's time, at most about so many milliseconds; tells whether it came to that. */
export async function settled(patience: number, idle = idleTime): Promise<boolean> {
  const begin = performance.now()
  do {
    const [start, before] = [performance.now(), idle()]
    await pause(span)
    if (idle() - before >= enough * (performance.now() - start)) return true
  } while (performance.now() - begin < patience)
  return false
}

/**
 * Takes a turn on a machine that is idle before it and right after it. Where it is not, somebody else took part of the time:
 * long runs suffer from that more than short ones, whose least time still finds a gap. Such a turn is taken again, a few times.
 */
export async function alone<T>(
  turn: () => Promise<T>,
  patience: number,
  isIdle: (patience: number) => Promise<boolean> = settled,
): Promise<{ readonly result: T; readonly calm: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const before = await isIdle(patience)
    const result = await turn()
    const calm = before && (await isIdle(0))
    if (calm || attempt === attempts) return { result, calm }
  }
}
