import { sample } from '../harness/workload.ts'

/** The inputs as tensors of TensorFlow.js. */
export const tensors = (tf, inputs) =>
  Object.fromEntries(Object.entries(inputs).map(([name, { shape, data }]) => [name, tf.tensor(data, shape)]))

/** A step of Adam with TensorFlow.js's own optimizer; `loss` takes the variables by name. */
export function training(tf, inputs, names, lr, loss) {
  const own = Object.fromEntries(
    names.map((name) => [name, tf.variable(tf.tensor(inputs[name].data, inputs[name].shape))]),
  )
  const optimizer = tf.train.adam(lr, 0.9, 0.999, 1e-8)
  const run = () => {
    const value = optimizer.minimize(() => loss(own), true, Object.values(own))
    const number = value.dataSync()[0]
    value.dispose()
    return number
  }
  return { run, read: (value) => [value] }
}

/** Computes `f` anew each run; the result of the run before is freed. */
export function evaluation(tf, f) {
  let last
  const run = () => {
    last?.dispose()
    last = tf.tidy(f)
    return last
  }
  return { run, read: (y) => sample(y.dataSync()) }
}
