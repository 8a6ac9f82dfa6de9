import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

export function tfjs(tf, inputs) {
  const { x } = theirs.tensors(tf, inputs)
  const run = () => tf.tidy(() => tf.sum(tf.tanh(tf.add(tf.mul(x, 2), 1))).dataSync()[0])
  return { run, read: (value) => [value] }
}

export function jaxjs(jax, inputs) {
  const { x } = ours.arrays(jax, inputs)
  const f = jax.jit((x) => jax.numpy.tanh(x.mul(2).add(1)).sum())
  return { run: () => f(x.ref).js(), read: (value) => [value] }
}
