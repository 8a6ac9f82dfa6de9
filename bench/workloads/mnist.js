const names = ['w1', 'b1', 'w2', 'b2']
const [batch, goal, mostEpochs] = [128, 0.97, 10]
const read = (accuracy) => [accuracy]

/** Pixels from 0 to 1 of some images. */
function pixels({ data }, from, to) {
  const found = new Float32Array(784 * (to - from))
  for (let i = 0; i < found.length; i++) found[i] = data[784 * from + i] / 255
  return found
}

/** The batches of an epoch: where each starts and ends. */
function* batches({ shape: [count] }) {
  for (let i = 0; i < count; i += batch) yield [i, Math.min(count, i + batch)]
}

export function tfjs(tf, inputs) {
  if (tf.getBackend() === 'cpu') throw new Error('takes longer than four minutes')
  const { images, labels, testImages, testLabels } = inputs
  const run = () => {
    const own = names.map((name) => tf.variable(tf.tensor(inputs[name].data, inputs[name].shape)))
    const [w1, b1, w2, b2] = own
    const forward = (x) => {
      const hidden = tf.relu(tf.add(tf.matMul(x, w1, false, true), b1))
      return tf.add(tf.matMul(hidden, w2, false, true), b2)
    }
    const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8)
    let accuracy = 0
    for (let epoch = 0; epoch < mostEpochs && accuracy < goal; epoch++) {
      for (const [i, j] of batches(images))
        tf.tidy(() => {
          const x = tf.tensor(pixels(images, i, j), [j - i, 784])
          const right = tf.oneHot(tf.tensor1d(Int32Array.from(labels.data.subarray(i, j)), 'int32'), 10)
          optimizer.minimize(() => tf.losses.softmaxCrossEntropy(right, forward(x)), false, own)
        })
      accuracy = tf.tidy(() => {
        const found = tf.argMax(forward(tf.tensor(pixels(testImages, 0, 10_000), [10_000, 784])), 1)
        return tf
          .mean(tf.cast(tf.equal(found, tf.tensor1d(Int32Array.from(testLabels.data), 'int32')), 'float32'))
          .dataSync()[0]
      })
    }
    return accuracy
  }
  return { run, read }
}

export function jaxjs(jax, inputs) {
  const { jit, nn, numpy: np, tree, valueAndGrad } = jax
  const { images, labels, testImages, testLabels } = inputs
  const [b1, b2, eps, lr] = [0.9, 0.999, 1e-8, 1e-3]
  const forward = (p, x) => {
    const hidden = nn.relu(np.matmul(x, p.w1.transpose()).add(p.b1))
    return np.matmul(hidden, p.w2.transpose()).add(p.b2)
  }
  const run = () => {
    const step = jit((p, m, v, t, x, right) => {
      const loss = (p) => nn.logSoftmax(forward(p, x)).mul(right).sum().div(-x.shape[0])
      const [value, g] = valueAndGrad(loss)(tree.ref(p))
      value.dispose()
      const next = [{}, {}, {}]
      const rate = np.reciprocal(np.power(b1, t.ref).mul(-1).add(1)).mul(lr)
      const spread = np.sqrt(np.power(b2, t).mul(-1).add(1))
      for (const name of names) {
        const mean = m[name].mul(b1).add(g[name].ref.mul(1 - b1))
        const square = v[name].mul(b2).add(g[name].ref.mul(g[name]).mul(1 - b2))
        const divisor = np.sqrt(square.ref).div(spread.ref).add(eps)
        next[0][name] = p[name].sub(mean.ref.mul(rate.ref).div(divisor))
        next[1][name] = mean
        next[2][name] = square
      }
      rate.dispose()
      spread.dispose()
      return next
    })
    const zeros = () => Object.fromEntries(names.map((name) => [name, np.zeros(inputs[name].shape)]))
    const own = (name) => np.array(inputs[name].data).reshape(inputs[name].shape)
    let state = [Object.fromEntries(names.map((name) => [name, own(name)])), zeros(), zeros()]
    const oneHot = (from, to) => nn.oneHot(np.array(Int32Array.from(labels.data.subarray(from, to))), 10)
    let [accuracy, count] = [0, 0]
    for (let epoch = 0; epoch < mostEpochs && accuracy < goal; epoch++) {
      for (const [i, j] of batches(images)) {
        const x = np.array(pixels(images, i, j)).reshape([j - i, 784])
        state = step(...state, np.array(++count), x, oneHot(i, j))
      }
      const x = np.array(pixels(testImages, 0, 10_000)).reshape([10_000, 784])
      const found = np.argmax(forward(tree.ref(state[0]), x), 1).dataSync()
      accuracy = found.reduce((right, digit, i) => right + (digit === testLabels.data[i]), 0) / 10_000
    }
    return accuracy
  }
  return { run, read }
}
