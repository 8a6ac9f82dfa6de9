/**
 * The base of every error that Nabla throws on purpose. A message names the operation, what came, the rule that
 * it broke, and the repair; a subclass carries the same data as fields.
 */
export class NablaError extends Error {
  override name = 'NablaError'
}
