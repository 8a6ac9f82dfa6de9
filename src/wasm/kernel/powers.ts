import { i32, select } from '../assembler/index.ts'
import { bySquares, scalarIntegers } from './integers.ts'

/** Powers of integers, which wrap. */
export const integerPower = scalarIntegers(
  // a negative power of 1 or -1 is a positive one of its size; of other integers, 0
  (x, y, { f }) => {
    const unit = i32.leU(i32.add(x, 1), 2)
    const none = f.let(i32.and(i32.ltS(y, 0), i32.or(i32.eqz(unit), i32.eqz(x))))
    const size = select(i32.sub(0, y), y, i32.ltS(y, 0))
    return select(i32.const(0), bySquares(f, x, size), none)
  },
  (x, y, { f }) => bySquares(f, x, y),
)
