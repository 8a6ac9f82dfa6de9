/** What a table has under a name that a user may have written, and not what every object has (`constructor`, `toString`). */
export const own = <T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
