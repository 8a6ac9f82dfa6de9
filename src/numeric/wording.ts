/** A number with its noun: 1 iteration, 2 iterations. */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

/** How large a residual or a gradient is: two digits, and 0 where it is 0. */
export const sized = (x: number): string => (x === 0 ? '0' : x.toExponential(1).replace(/e\+0$/, ''))
