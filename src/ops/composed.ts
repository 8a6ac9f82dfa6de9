import { isFloat, type TypedArray } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { convert } from './elementwise.ts'

/** Evaluates a row as what it is in terms of others, floats in float64. */
export const evaluateAs =
  <P>(composed: (inputs: readonly Node[], params: P) => Node) =>
  (arrays: readonly TypedArray[], { inputs, params, dtype }: Node<P>): TypedArray => {
    const parameters = inputs.map((input, i) => parameter(input.type, i, 'evaluate'))
    const doubles = parameters.map((given) => (isFloat(given.dtype) ? convert(given, 'float64') : given))
    return runGraph({ parameters, results: [convert(composed(doubles, params), dtype)] }, arrays)[0]!
  }
