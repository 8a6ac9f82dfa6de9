const read = (value) => [value]

export function tfjs(tf, inputs) {
  const x = tf.scalar(inputs.x.data[0])
  const slope = tf.grad((x) => tf.reciprocal(tf.add(tf.exp(tf.neg(x)), 1)))
  return { run: () => tf.tidy(() => slope(x).dataSync()[0]), read }
}

export function jaxjs({ grad, jit, numpy: np }, inputs) {
  const x = np.array(inputs.x.data[0])
  const slope = jit(grad((x) => np.reciprocal(np.exp(x.mul(-1)).add(1))))
  return { run: () => slope(x.ref).js(), read }
}
