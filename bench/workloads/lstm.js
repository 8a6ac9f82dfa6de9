import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

const names = ['w1', 'u1', 'b1', 'c1', 'w2', 'u2', 'b2', 'c2', 'w3', 'b3']
const rate = 1e-4

export function tfjs(tf, inputs) {
  const { x, y } = theirs.tensors(tf, inputs)
  const right = tf.oneHot(y, 10)
  const steps = tf.unstack(x)
  const over = (steps, w, u, b, c) => {
    let h = tf.zeros([32, 128])
    let cell = tf.zeros([32, 128])
    return steps.map((now) => {
      const sums = tf.add(tf.add(tf.matMul(now, w, false, true), b), tf.add(tf.matMul(h, u, false, true), c))
      const [i, f, g, o] = tf.split(sums, 4, 1)
      cell = tf.add(tf.mul(tf.sigmoid(f), cell), tf.mul(tf.sigmoid(i), tf.tanh(g)))
      h = tf.mul(tf.sigmoid(o), tf.tanh(cell))
      return h
    })
  }
  return theirs.training(tf, inputs, names, rate, ({ w1, u1, b1, c1, w2, u2, b2, c2, w3, b3 }) => {
    const last = over(over(steps, w1, u1, b1, c1), w2, u2, b2, c2).at(-1)
    return tf.losses.softmaxCrossEntropy(right, tf.add(tf.matMul(last, w3, false, true), b3))
  })
}

export function jaxjs(jax, inputs) {
  const { numpy: np, nn } = jax
  const { x, y } = ours.arrays(jax, inputs)
  const right = nn.oneHot(y, 10)
  // jax-js has no scan: the loop is unrolled.
  const over = (steps, w, u, b, c) => {
    let h = np.zeros([32, 128])
    let cell = np.zeros([32, 128])
    const bias = b.add(c)
    const [wt, ut] = [w.transpose(), u.transpose()]
    const outputs = steps.map((now) => {
      const sums = np.matmul(now, wt.ref).add(np.matmul(h, ut.ref)).add(bias.ref)
      const [i, f, g, o] = np.split(sums, 4, 1)
      cell = nn
        .sigmoid(f)
        .mul(cell)
        .add(nn.sigmoid(i).mul(np.tanh(g)))
      h = nn.sigmoid(o).mul(np.tanh(cell.ref))
      return h.ref
    })
    for (const each of [bias, wt, ut, h, cell]) each.dispose()
    return outputs
  }
  return ours.training(jax, inputs, names, rate, ({ w1, u1, b1, c1, w2, u2, b2, c2, w3, b3 }) => {
    const steps = Array.from({ length: 32 }, (_, t) => x.ref.slice(t))
    const outputs = over(over(steps, w1, u1, b1, c1), w2, u2, b2, c2)
    const last = outputs.pop()
    for (const each of outputs) each.dispose()
    const logits = np.matmul(last, w3.transpose()).add(b3)
    return nn.logSoftmax(logits).mul(right.ref).sum().div(-32)
  })
}
