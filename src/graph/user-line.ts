let library = ''

/**
 * What the places of the library's own code have in common: its folder (or that of its bundles for Node), or the file that it was
 * bundled into; by where this module stands, as stacks tell it: a host that reads source maps tells of another file than the one it runs.
 */
function placeOfLibrary(): string {
  const here = /(?:.*[@(]|.*at )?(?:file:\/\/)?(.*):\d+:\d+\)?$/m.exec(new Error().stack ?? '')?.[1] ?? ''
  return /^(.*[/\\])(?:graph[/\\]user-line\.[jt]s|nabla-\w+\.js)/.exec(here)?.[1] ?? here
}

/** The innermost line of a stack that is neither the library's (its tests are not) nor the host's own, without its `at` and names that tell nothing. */
export function userLine(stack: string | undefined): string | undefined {
  library ||= placeOfLibrary()
  const lines = stack?.split('\n').slice(1) ?? []
  const found = lines.find(
    (line) =>
      /:\d+:\d+\)?$/.test(line) &&
      !/node:internal|native:|\/node_modules\//.test(line) &&
      (!line.includes(library) || line.includes('.test.')),
  )
  return found?.trim().replace(/^at (?:.*<anonymous> )?|^@/, '')
}
