import * as ours from '../peers/jaxjs-training.js'
import * as theirs from '../peers/tfjs-training.js'

const [layers, width, heads, time, batch, vocabulary] = [4, 128, 4, 64, 16, 256]
const rate = 1e-4
const namesOf = (inputs) => Object.keys(inputs).filter((name) => name !== 'x' && name !== 'y')

export function tfjs(tf, inputs) {
  const { x, y } = theirs.tensors(tf, inputs)
  const right = tf.oneHot(tf.reshape(y, [-1]), vocabulary)
  const picked = tf.cast(tf.oneHot(tf.reshape(x, [-1]), vocabulary), 'float32')
  const masked = tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([time, time]), -1, 0)), -1e9)
  const norm = (x, scale, shift) => {
    const centred = tf.sub(x, tf.mean(x, -1, true))
    const variance = tf.mean(tf.square(centred), -1, true)
    return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, 1e-5))), scale), shift)
  }
  const linear = (x, w, b) => tf.add(tf.matMul(x, w, false, true), b)
  const split = (x) => tf.transpose(tf.reshape(x, [batch, time, heads, width / heads]), [0, 2, 1, 3])
  return theirs.training(tf, inputs, namesOf(inputs), rate, (p) => {
    // The gradient of a gather has no kernel in TensorFlow.js's wasm.
    const found = tf.reshape(tf.matMul(picked, p.tokens), [batch, time, width])
    let state = tf.reshape(tf.add(found, p.places), [-1, width])
    for (let i = 0; i < layers; i++) {
      const seen = norm(state, p[`scale1_${i}`], p[`shift1_${i}`])
      const parts = tf.split(linear(seen, p[`in_${i}`], p[`inBias_${i}`]), 3, -1)
      const [q, k, v] = parts.map(split)
      const scores = tf.add(tf.div(tf.matMul(q, k, false, true), Math.sqrt(width / heads)), masked)
      const mixed = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3])
      state = tf.add(state, linear(tf.reshape(mixed, [-1, width]), p[`out_${i}`], p[`outBias_${i}`]))
      const next = norm(state, p[`scale2_${i}`], p[`shift2_${i}`])
      const inner = tf.relu(linear(next, p[`up_${i}`], p[`upBias_${i}`]))
      state = tf.add(state, linear(inner, p[`down_${i}`], p[`downBias_${i}`]))
    }
    const logits = tf.matMul(norm(state, p.scale, p.shift), p.head, false, true)
    return tf.losses.softmaxCrossEntropy(right, logits)
  })
}

export function jaxjs(jax, inputs) {
  const { numpy: np, nn } = jax
  const { x, y } = ours.arrays(jax, inputs)
  const right = nn.oneHot(y.reshape([-1]), vocabulary)
  const masked = np
    .array(Float32Array.from({ length: time * time }, (_, i) => (i % time > Math.floor(i / time) ? -1e9 : 0)))
    .reshape([time, time])
  const norm = (x, scale, shift) => {
    const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }))
    const variance = np.mean(np.square(centred.ref), -1, { keepdims: true })
    return centred
      .div(np.sqrt(variance.add(1e-5)))
      .mul(scale)
      .add(shift)
  }
  const linear = (x, w, b) => np.matmul(x, w.transpose()).add(b)
  const split = (x) => x.reshape([batch, time, heads, width / heads]).transpose([0, 2, 1, 3])
  return ours.training(jax, inputs, namesOf(inputs), rate, (p) => {
    const found = np.matmul(nn.oneHot(x.ref.reshape([-1]), vocabulary), p.tokens)
    let state = found.reshape([batch, time, width]).add(p.places).reshape([-1, width])
    for (let i = 0; i < layers; i++) {
      const seen = norm(state.ref, p[`scale1_${i}`], p[`shift1_${i}`])
      const parts = np.split(linear(seen, p[`in_${i}`], p[`inBias_${i}`]), 3, -1)
      const [q, k, v] = parts.map(split)
      const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).div(Math.sqrt(width / heads))
      const mixed = np.matmul(nn.softmax(scores.add(masked.ref), -1), v).transpose([0, 2, 1, 3])
      state = state.add(linear(mixed.reshape([-1, width]), p[`out_${i}`], p[`outBias_${i}`]))
      const next = norm(state.ref, p[`scale2_${i}`], p[`shift2_${i}`])
      const inner = nn.relu(linear(next, p[`up_${i}`], p[`upBias_${i}`]))
      state = state.add(linear(inner, p[`down_${i}`], p[`downBias_${i}`]))
    }
    const logits = np.matmul(norm(state, p.scale, p.shift), p.head.transpose())
    return nn
      .logSoftmax(logits)
      .mul(right.ref)
      .sum()
      .div(-batch * time)
  })
}
