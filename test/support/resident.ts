import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** Collects garbage at once. */
export const collect = runInNewContext('gc') as () => void

/** Megabytes of objects that JavaScript can still reach. */
export function reachable(): number {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Resident megabytes, after garbage that can be collected is: engines let some pile up for as long as there is room. */
export function resident(): number {
  // what the first one finds is given back while the next one runs
  collect()
  collect()
  return process.memoryUsage().rss / 2 ** 20
}
