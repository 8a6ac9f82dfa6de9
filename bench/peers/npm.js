// A library of npm as a peer: node npm.mjs jaxjs|tfjs-wasm|tfjs-cpu
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { serve } from '../harness/serve.ts'

const require = createRequire(import.meta.url)
const [, , name] = process.argv
const versionOf = (library) => require(`${library}/package.json`).version

async function tensorflow(backend) {
  const tf = (await import('@tensorflow/tfjs')).default
  if (backend === 'wasm') {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`)
  }
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend}`)
  await tf.ready()
  return { library: tf, versions: { 'TensorFlow.js': versionOf('@tensorflow/tfjs') } }
}

async function jaxjs() {
  const library = await import('@jax-js/jax')
  const path = join(dirname(require.resolve('@jax-js/jax')), '../package.json')
  return { library, versions: { 'jax-js': require(path).version } }
}

const { library, versions } = await (name === 'jaxjs' ? jaxjs() : tensorflow(name.replace('tfjs-', '')))

await serve({ versions: { node: process.version, ...versions } }, async (file) => {
  let module
  try {
    module = await import(`../workloads/${file}.js`)
  } catch (error) {
    if (/not found/.test(error.message)) return undefined
    throw error
  }
  const implementation = name === 'jaxjs' ? module.jaxjs : module.tfjs
  return implementation && ((inputs, parameters) => implementation(library, inputs, parameters))
})
