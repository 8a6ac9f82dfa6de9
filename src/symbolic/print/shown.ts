/** What Node's console shows of a result, in place of its fields. */
export const shownAs = (text: () => string): object => ({
  [Symbol.for('nodejs.util.inspect.custom')]: () => text(),
})
