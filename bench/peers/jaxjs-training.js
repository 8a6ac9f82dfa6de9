import { sample } from '../harness/workload.ts'

/** The inputs as arrays of jax-js. */
export const arrays = ({ numpy: np }, inputs) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => [name, np.array(data).reshape(shape)]),
  )

/** A compiled step of Adam; `loss` takes the parameters by name, and owns them. */
export function training(jax, inputs, names, lr, loss) {
  const { jit, numpy: np, tree, valueAndGrad } = jax
  const given = arrays(jax, inputs)
  const [b1, b2, eps] = [0.9, 0.999, 1e-8]
  const own = Object.fromEntries(names.map((name) => [name, given[name]]))
  const step = jit((p, m, v, t) => {
    const [value, g] = valueAndGrad(loss)(tree.ref(p))
    const next = { p: {}, m: {}, v: {} }
    const rate = np.reciprocal(np.power(b1, t.ref).mul(-1).add(1)).mul(lr)
    const spread = np.sqrt(np.power(b2, t).mul(-1).add(1))
    for (const name of names) {
      const mean = m[name].mul(b1).add(g[name].ref.mul(1 - b1))
      const square = v[name].mul(b2).add(g[name].ref.mul(g[name]).mul(1 - b2))
      const divisor = np.sqrt(square.ref).div(spread.ref).add(eps)
      next.p[name] = p[name].sub(mean.ref.mul(rate.ref).div(divisor))
      next.m[name] = mean
      next.v[name] = square
    }
    rate.dispose()
    spread.dispose()
    return [next.p, next.m, next.v, value]
  })
  const zeros = () => Object.fromEntries(names.map((name) => [name, np.zeros(inputs[name].shape)]))
  let state = [own, zeros(), zeros()]
  let count = 0
  const run = () => {
    const [p, m, v, value] = step(...state, np.array(++count))
    state = [p, m, v]
    return value.js()
  }
  return { run, read: (value) => [value] }
}

/** Computes `f` anew each run; the result of the run before is freed. */
export function evaluation(f) {
  let last
  const run = async () => {
    last?.dispose()
    last = f()
    await last.blockUntilReady()
    return last
  }
  return { run, read: (y) => sample(y.ref.dataSync()) }
}
