import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

const names = ['w1', 'b1', 'w2', 'b2']
const rate = 1e-4

export function tfjs(tf, inputs) {
  const { x, y } = theirs.tensors(tf, inputs)
  const right = tf.oneHot(y, 10)
  return theirs.training(tf, inputs, names, rate, ({ w1, b1, w2, b2 }) => {
    const hidden = tf.relu(tf.add(tf.matMul(x, w1, false, true), b1))
    const logits = tf.add(tf.matMul(hidden, w2, false, true), b2)
    return tf.losses.softmaxCrossEntropy(right, logits)
  })
}

export function jaxjs(jax, inputs) {
  const { numpy: np, nn } = jax
  const { x, y } = ours.arrays(jax, inputs)
  const right = nn.oneHot(y, 10)
  return ours.training(jax, inputs, names, rate, ({ w1, b1, w2, b2 }) => {
    const hidden = nn.relu(np.matmul(x.ref, w1.transpose()).add(b1))
    const logits = np.matmul(hidden, w2.transpose()).add(b2)
    return nn.logSoftmax(logits).mul(right.ref).sum().div(-128)
  })
}
