import { named } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import {
  abs,
  any,
  astype,
  broadcastArrays,
  DTypeError,
  equal,
  floorDivide,
  multiply,
  notEqual,
  remainder,
  type Tensor,
  type TensorLike,
  toTensor,
  where,
  whileLoop,
} from '../tensor/core.ts'

/** Two tensors of integers of one shape. */
function whole(operation: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const pair = broadcastArrays(toTensor(a), toTensor(b)) as [Tensor, Tensor]
  for (const { dtype } of pair)
    if (isFloat(dtype))
      throw new DTypeError(
        operation,
        [dtype],
        `an operand is ${dtype}: both must be integers. Convert it by astype('int32').`,
      )
  return [astype(pair[0], 'int32'), astype(pair[1], 'int32')]
}

/** The greatest common divisor, by Euclid's algorithm; gcd(0, 0) is 0 (int32). Shapes: both broadcast. Throws: DTypeError. */
export const gcd = /* @__PURE__ */ named('gcd', (a: TensorLike, b: TensorLike): Tensor => {
  const [x, y] = whole('gcd', a, b)
  const [found] = whileLoop(
    ([, rest]: [Tensor, Tensor]) => any(notEqual(rest, 0)),
    ([big, rest]: [Tensor, Tensor]): [Tensor, Tensor] => {
      const isOver = equal(rest, 0)
      return [where(isOver, big, rest), remainder(big, where(isOver, 1, rest))]
    },
    [abs(x), abs(y)],
  )
  return found
})

/** The least common multiple; 0 where one is 0 (int32). Shapes: both broadcast. Throws: DTypeError. */
export const lcm = /* @__PURE__ */ named('lcm', (a: TensorLike, b: TensorLike): Tensor => {
  const [x, y] = whole('lcm', a, b)
  // 0 by 0 is some integer here, and counts 0 times
  return abs(multiply(floorDivide(x, gcd(x, y)), y))
})
