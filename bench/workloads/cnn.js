import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

const names = ['w1', 'b1', 'w2', 'b2', 'w3', 'b3']
const rate = 1e-4

/** TensorFlow.js's images have their channels last. */
export function tfjs(tf, inputs) {
  const { x, y } = theirs.tensors(tf, inputs)
  const images = tf.transpose(x, [0, 2, 3, 1])
  const right = tf.oneHot(y, 10)
  const layer = (x, w, b) => {
    const filter = tf.transpose(w, [2, 3, 1, 0])
    return tf.maxPool(tf.relu(tf.add(tf.conv2d(x, filter, 1, 'same'), b)), 2, 2, 'valid')
  }
  return theirs.training(tf, inputs, names, rate, ({ w1, b1, w2, b2, w3, b3 }) => {
    const hidden = tf.transpose(layer(layer(images, w1, b1), w2, b2), [0, 3, 1, 2])
    const logits = tf.add(tf.matMul(tf.reshape(hidden, [64, 1568]), w3, false, true), b3)
    return tf.losses.softmaxCrossEntropy(right, logits)
  })
}

export function jaxjs(jax, inputs) {
  const { lax, numpy: np, nn } = jax
  const { x, y } = ours.arrays(jax, inputs)
  const right = nn.oneHot(y, 10)
  const layer = (x, w, b) => {
    const z = lax.convGeneralDilated(x, w, [1, 1], 'SAME').add(b.reshape([1, -1, 1, 1]))
    const [n, c, height, width] = z.shape
    return np.max(nn.relu(z).reshape([n, c, height / 2, 2, width / 2, 2]), [3, 5])
  }
  return ours.training(jax, inputs, names, rate, ({ w1, b1, w2, b2, w3, b3 }) => {
    const hidden = layer(layer(x.ref, w1, b1), w2, b2).reshape([64, 1568])
    const logits = np.matmul(hidden, w3.transpose()).add(b3)
    return nn.logSoftmax(logits).mul(right.ref).sum().div(-64)
  })
}
