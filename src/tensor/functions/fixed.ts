const known = new WeakSet<object>()

/** Marks a function that takes its operands and no options: a formula refuses further arguments. */
export function fixed<F extends object>(f: F): F {
  known.add(f)
  return f
}

export const isFixed = (f: object): boolean => known.has(f)
