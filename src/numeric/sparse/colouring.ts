import { checkWord } from '../../options.ts'
import { checkedPattern, type SparsityPattern, transposed } from './matrix.ts'

/** A colour for each column; columns of one colour are differenced together. */
export interface Colouring {
  readonly colours: Int32Array
  readonly count: number
}

/** The order in which a greedy colouring visits the columns. */
export type ColouringOrder = 'natural' | 'largest-first' | 'smallest-last'

/**
 * Colours the columns of a Jacobian so that no two of one colour have an entry in the same row: then one difference
 * gives all their entries. Greedy, in the given order, or the best of all orders; for a band any order but the worst
 * finds its width.
 *
 * Source: A. Curtis, M. Powell and J. Reid (1974); A. Gebremedhin, F. Manne and A. Pothen, "What color is your
 * Jacobian?", SIAM Rev. 47 (2005).
 */
export function colourColumns(pattern: SparsityPattern, order?: ColouringOrder): Colouring {
  const byColumn = transposed(checkedPattern('colourColumns', pattern))
  const neighbours = (j: number, visit: (other: number) => void) => {
    for (let k = byColumn.starts[j]!; k < byColumn.starts[j + 1]!; k++) {
      const row = byColumn.indices[k]!
      for (let e = pattern.starts[row]!; e < pattern.starts[row + 1]!; e++) {
        const other = pattern.indices[e]!
        if (other !== j) visit(other)
      }
    }
  }
  if (order !== undefined) checkWord('colourColumns', 'order', order, allOrders)
  // no colouring has fewer colours than the fullest row has entries
  let least = 0
  for (let i = 0; i < pattern.rows; i++) least = Math.max(least, pattern.starts[i + 1]! - pattern.starts[i]!)
  let best: Colouring | undefined
  const orders = order === undefined ? allOrders : [order]
  for (const kind of orders) {
    const found = greedy(pattern.columns, sequence(kind, pattern.columns, neighbours), neighbours)
    if (best === undefined || found.count < best.count) best = found
    if (best.count <= least) break
  }
  return best!
}

const allOrders: readonly ColouringOrder[] = ['natural', 'largest-first', 'smallest-last']

type Neighbours = (j: number, visit: (other: number) => void) => void

function greedy(n: number, order: Int32Array, neighbours: Neighbours): Colouring {
  const colours = new Int32Array(n).fill(-1)
  const forbidden = new Int32Array(n + 1).fill(-1)
  let count = 0
  for (const j of order) {
    neighbours(j, (other) => {
      if (colours[other]! >= 0) forbidden[colours[other]!] = j
    })
    let colour = 0
    while (forbidden[colour] === j) colour++
    colours[j] = colour
    count = Math.max(count, colour + 1)
  }
  return { colours, count }
}

function sequence(kind: ColouringOrder, n: number, neighbours: Neighbours): Int32Array {
  const order = Int32Array.from({ length: n }, (_, j) => j)
  if (kind === 'natural') return order
  const degree = new Int32Array(n)
  const seen = new Int32Array(n).fill(-1)
  const distinct = (j: number, visit: (other: number) => void) => {
    neighbours(j, (other) => {
      if (seen[other] === j) return
      seen[other] = j
      visit(other)
    })
  }
  for (let j = 0; j < n; j++) distinct(j, () => degree[j]!++)
  if (kind === 'largest-first') return order.sort((a, b) => degree[b]! - degree[a]! || a - b)
  // smallest last: take away the column with the fewest neighbours left, again and again; colour in reverse
  const buckets: number[][] = []
  const put = (j: number) => (buckets[degree[j]!] ??= []).push(j)
  for (let j = 0; j < n; j++) put(j)
  const gone = new Uint8Array(n)
  seen.fill(-1)
  let lowest = 0
  for (let left = n - 1; left >= 0; left--) {
    let j = -1
    while (j < 0) {
      const bucket = buckets[lowest]
      if (bucket === undefined || bucket.length === 0) lowest++
      else {
        const top = bucket.pop()!
        if (gone[top] === 0 && degree[top] === lowest) j = top
      }
    }
    gone[j] = 1
    order[left] = j
    distinct(j, (other) => {
      if (gone[other] === 1) return
      degree[other]!--
      put(other)
      lowest = Math.min(lowest, degree[other]!)
    })
  }
  return order
}

/**
 * A star colouring of the graph of a symmetric pattern: neighbours differ, and every path of four vertices has three
 * colours. Then each entry of a Hessian stands alone in one of the compressed columns.
 *
 * Source: T. Coleman and J. Moré (1984); A. Gebremedhin, F. Manne and A. Pothen, SIAM Rev. 47 (2005), algorithm 4.1.
 */
export function starColouring(pattern: SparsityPattern): Colouring {
  const n = checkedPattern('starColouring', pattern).columns
  const colours = new Int32Array(n).fill(-1)
  const forbidden = new Int32Array(n + 1).fill(-1)
  const visit = (v: number, each: (w: number) => void) => {
    for (let k = pattern.starts[v]!; k < pattern.starts[v + 1]!; k++) {
      const w = pattern.indices[k]!
      if (w !== v) each(w)
    }
  }
  const degree = (v: number) => pattern.starts[v + 1]! - pattern.starts[v]!
  const natural = Int32Array.from({ length: n }, (_, v) => v)
  let best: Colouring | undefined
  for (const order of [natural, natural.slice().sort((a, b) => degree(b) - degree(a) || a - b)]) {
    colours.fill(-1)
    forbidden.fill(-1)
    let count = 0
    for (const v of order) {
      visit(v, (w) => {
        const cw = colours[w]!
        if (cw >= 0) forbidden[cw] = v
        visit(w, (x) => {
          const cx = colours[x]!
          if (cx < 0) return
          if (cw < 0) {
            // v - w - x with w still without colour: v and x must differ
            forbidden[cx] = v
            return
          }
          // v - w - x - y with y coloured as w: x may not share v's colour
          visit(x, (y) => {
            if (y !== w && colours[y] === cw) forbidden[cx] = v
          })
        })
      })
      let colour = 0
      while (forbidden[colour] === v) colour++
      colours[v] = colour
      count = Math.max(count, colour + 1)
    }
    if (best === undefined || count < best.count) best = { colours: colours.slice(), count }
  }
  return best!
}
