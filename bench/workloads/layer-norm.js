import { sample } from '../harness/workload.ts'
import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

const read = (results) => results.flatMap((y) => sample(y.dataSync()))

export function tfjs(tf, inputs, { gradient }) {
  const { x, scale, shift, w } = theirs.tensors(tf, inputs)
  const norm = (x, scale, shift) => {
    const centred = tf.sub(x, tf.mean(x, -1, true))
    const variance = tf.mean(tf.square(centred), -1, true)
    return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, 1e-5))), scale), shift)
  }
  const all = tf.grads((x, scale, shift) => tf.sum(tf.mul(norm(x, scale, shift), w)))
  let last = []
  const run = () => {
    tf.dispose(last)
    last = tf.tidy(() => (gradient ? all([x, scale, shift]) : [norm(x, scale, shift)]))
    return last
  }
  return { run, read }
}

export function jaxjs(jax, inputs, { gradient }) {
  const { numpy: np } = jax
  const { x, scale, shift, w } = ours.arrays(jax, inputs)
  const norm = (x, scale, shift) => {
    const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }))
    const variance = np.mean(np.square(centred.ref), -1, { keepdims: true })
    return centred
      .div(np.sqrt(variance.add(1e-5)))
      .mul(scale)
      .add(shift)
  }
  const weighted = (x, scale, shift) => norm(x, scale, shift).mul(w.ref).sum()
  const f = gradient
    ? jax.jit(jax.grad(weighted, { argnums: [0, 1, 2] }))
    : jax.jit((x, scale, shift) => [norm(x, scale, shift)])
  let last = []
  const run = async () => {
    for (const y of last) y.dispose()
    last = f(x.ref, scale.ref, shift.ref)
    for (const y of last) await y.blockUntilReady()
    return last
  }
  return { run, read: (results) => results.flatMap((y) => sample(y.ref.dataSync())) }
}
