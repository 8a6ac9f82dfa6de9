import { type FunctionBuilder, i32, type Local } from '../assembler/index.ts'

/** A counter and how far it counts; the last one of an odometer counts fastest. */
export type Digit = readonly [index: Local<'i32'>, extent: number]

/** Set the counters to where they stand after `count` steps. */
export function setOdometer(f: FunctionBuilder, digits: readonly Digit[], count: Local<'i32'>): void {
  const rest = f.copy(count)
  for (const [index, extent] of [...digits].reverse()) {
    f.set(index, i32.remU(rest, extent))
    f.set(rest, i32.divU(rest, extent))
  }
}

/** Count up by one. */
export function advanceOdometer(f: FunctionBuilder, digits: readonly Digit[]): void {
  const carry = (k: number): void => {
    if (k < 0) return
    const [index, extent] = digits[k]!
    f.set(index, i32.add(index, 1))
    if (k > 0)
      f.if(i32.geS(index, extent), () => {
        f.set(index, 0)
        carry(k - 1)
      })
  }
  carry(digits.length - 1)
}
