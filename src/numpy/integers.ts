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
  promote,
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
  const dtype = promote(pair[0].dtype, pair[1].dtype)
  const common = dtype === 'bool' ? 'int32' : dtype
  return [astype(pair[0], common), astype(pair[1], common)]
}

/** The greatest common divisor, by Euclid's algorithm; gcd(0, 0) is 0 (int32, of uint32 alone uint32). Shapes: both broadcast. Throws: DTypeError. */
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
  // 2^31 is no int32, and its opposite its own opposite
  return abs(found)
})

/** The least common multiple; 0 where one is 0 (int32, of uint32 alone uint32). Shapes: both broadcast. Throws: DTypeError. */
export const lcm = /* @__PURE__ */ named('lcm', (a: TensorLike, b: TensorLike): Tensor => {
  const [x, y] = whole('lcm', a, b)
  // 0 by 0 is some integer here, and counts 0 times
  return abs(multiply(floorDivide(x, gcd(x, y)), y))
})
