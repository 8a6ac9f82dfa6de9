import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

export function tfjs(tf, inputs, { gradient }) {
  const { x, w } = theirs.tensors(tf, inputs)
  const slope = tf.grad((x) => tf.sum(tf.mul(tf.softmax(x), w)))
  return theirs.evaluation(tf, () => (gradient ? slope(x) : tf.softmax(x)))
}

export function jaxjs(jax, inputs, { gradient }) {
  const { x, w } = ours.arrays(jax, inputs)
  const f = gradient
    ? jax.jit(jax.grad((x) => jax.nn.softmax(x, -1).mul(w.ref).sum()))
    : jax.jit((x) => jax.nn.softmax(x, -1))
  return ours.evaluation(() => f(x.ref))
}
