import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

export function tfjs(tf, inputs) {
  const { a, b } = theirs.tensors(tf, inputs)
  return theirs.evaluation(tf, () => tf.matMul(a, b))
}

export function jaxjs(jax, inputs) {
  const { a, b } = ours.arrays(jax, inputs)
  const product = jax.jit((x, y) => jax.numpy.matmul(x, y))
  return ours.evaluation(() => product(a.ref, b.ref))
}
