import { describe, expect, test } from 'vitest'
import { derivatives } from '../../src/formula/derivatives.ts'
import { specialDerivatives } from '../../src/formula/special-derivatives.ts'
import * as nabla from '../../src/index.ts'
import { grad, type Tensor, tensor } from '../../src/index.ts'
import { inMode } from '../support/compiled.ts'

/**
 * First and second derivatives where a book's formula loses its digits in floating point, or overflows on the way: from values
 * of 120 digits and more.
 */
const cases: readonly (readonly [string, number, number, number])[] = [
  ['tanh', 100, 5.53558610694695e-87, -1.10711722138939e-86],
  ['tanh', -800, 0, 0],
  ['mish', 200, 1, -3.048949997968697e-171],
  ['sech', 60, -1.751302152539304e-26, 1.751302152539304e-26],
  ['sech', -1000, 0, 0],
  ['csch', 60, -1.751302152539304e-26, 1.751302152539304e-26],
  ['csch', -1000, 0, 0],
  ['coth', 100, -5.53558610694695e-87, 1.10711722138939e-86],
  ['coth', 800, 0, 0],
  ['logNdtr', 60, 0, 0],
  ['logNdtr', -1000, 1000.000999998, -0.999999000006],
  ['logNdtr', -0.5, 1.1410777703680646, -0.731519592844121],
  ['logNdtr', 0.5, 0.5091604338370335, -0.5138245643036329],
  ['erfcx', 15.5, -0.0023338322514642874, 0.00029928632357794916],
  ['erfcx', 17, -0.001942167104844326, 0.00022731843474398585],
  ['erfcx', 1000, -5.641887372654967e-7, 1.1283757819707055e-9],
  ['sinc', 1e-9, -3.289868133696453e-9, -3.289868133696453],
  ['sinc', -0.001, 0.0032898648867278964, -3.289858392793072],
  ['sinc', 0.2, -0.6323614470684581, -2.9092946817677032],
  ['sinc', 0.3, -0.9020281301388888, -2.4584852862661744],
  ['i1', 1e-9, 0.5, 3.7500000000000005e-10],
  ['i1', -0.001, 0.5000001875000131, -0.00037500005208333564],
  ['i1', 0.9, 0.6606224455498352, 0.3768378644154244],
  ['i1', 1.1, 0.7466248414818508, 0.485589331680201],
  ['i1e', 1e-9, 0.49999999900000003, -0.999999998125],
  ['i1e', -0.001, 0.49900093691694, 0.9981267489067654],
  ['i1e', 0.9, 0.0664725120273431, -0.1818507126187889],
  ['i1e', -1.1, 0.0363282069492957, 0.12321937998065154],
  ['expm1', -20, 2.061153622438558e-9, 2.061153622438558e-9],
  ['expm1', -60, 8.75651076269652e-27, 8.75651076269652e-27],
  ['asin', 1e-9, 1, 1e-9],
  ['asin', 0.3, 1.0482848367219182, 0.3455884077105225],
  ['asin', 0.9375, 2.8736848324283986, 22.247882573639213],
  ['acos', -1e-9, -1, 1e-9],
  ['acos', -0.9375, -2.8736848324283986, 22.247882573639213],
  ['atanh', 1e-9, 1, 2e-9],
  ['atanh', -0.7, 1.96078431372549, -5.382545174932717],
  ['asinh', 0.1, 0.9950371902099892, -0.09851853368415735],
  ['asinh', 1e25, 1e-25, -1e-50],
  ['acosh', 1e25, 1e-25, -1e-50],
  ['acosh', 1.0625, 2.7852424952911656, -22.957150264218093],
  ['sinc', 1000.25, 0.0007067050820926909, -0.002222299304417264],
  ['softsign', 0.25, 0.64, -1.024],
  ['softsign', -1e6, 9.99998000003e-13, 1.999994000012e-18],
  ['atan', 30000000000.0, 1.1111111111111112e-21, -7.407407407407407e-32],
  ['atan', -2e18, 2.5e-37, 2.5e-55],
  ['atan', 1e100, 1e-200, -2e-300],
  ['log2', 3e38, 4.8089834696298775e-39, -1.6029944898766258e-77],
  ['log10', 3e38, 1.4476482730108394e-39, -4.825494243369464e-78],
  ['rsqrt', 2e-26, -1.7677669529663685e38, 1.3258252147247766e64],
  ['softsign', -1000000000000000.0, 9.99999999999998e-31, 1.999999999999994e-45],
  ['sech', -95, 1.1042164554057065e-41, 1.1042164554057065e-41],
  ['csch', 95, -1.1042164554057065e-41, 1.1042164554057065e-41],
  ['logit', 1e-15, 1000000000000000.9, -9.999999999999999e29],
  ['logit', 0.75, 5.333333333333333, 14.222222222222221],
  ['erfcx', 5, -0.02133278976482631, 0.008081377817874151],
  ['erfcx', 1000000000000.0, -5.641895835477563e-25, 1.1283791670955126e-36],
  ['logNdtr', -7, 7.137545613226504, -0.9817380883033777],
  ['logNdtr', -1000000000000000.0, 1000000000000000.0, -1.0],
  ['logNdtr', -1e30, 1e30, -1.0],
  ['i0e', 29, -0.00129435028283722, 6.755856776449627e-5],
  ['i0e', -40, 0.0007960508007932696, 3.004587472548751e-5],
  ['i0e', 1000000000000.0, -1.9947114020079114e-19, 2.992067103012615e-31],
  ['i1e', 31, -0.0011130055836723533, 5.245381881429285e-5],
  ['i1e', -1000000000000.0, -1.9947114020049192e-19, -2.992067103005135e-31],
  ['i1', 0.4, 0.5303348928954148, 0.15335674682984995],
  ['i1e', 1.25, 0.02033100058456377, -0.09154948153021729],
  ['sinc', 4097.0, -0.000244081034903588, 1.1915110319921308e-7],
  ['sinc', -5.0, 0.2, 0.08],
]

/** First derivatives by both arguments, where x1^2 + x2^2 is no normal number. */
const pairs: readonly (readonly [string, number, number, number, number])[] = [
  ['atan2', 3e-25, 4e-25, 1.6e24, -1.2e24],
  ['atan2', -3e25, 4e25, 1.6e-26, 1.2e-26],
  ['atan2', 1e-30, 0, 0, -1e30],
]

const functions = nabla as unknown as Readonly<Record<string, (x: Tensor) => Tensor>>

/** The smallest difference that counts: below it float32 has no normal numbers, and results may be 0. */
const floor = { float32: 1e-36, float64: 1e-300 }

describe.each(['interpret', 'compile'] as const)('%s', (mode) => {
  describe.each(['float64', 'float32'] as const)('%s', (dtype) => {
    // second derivatives of erfcx just below where its series begins cancel twice
    const tolerances = dtype === 'float64' ? [1e-12, 1e-10] : [4e-5, 2e-2]
    test.each(cases)('%s at %d', (name, at, ...wanted) => {
      inMode(mode, () => {
        const f = functions[name]!
        const x = tensor(at, { dtype })
        const got = [grad(f)(x).item(), grad(grad(f))(x).item()]
        wanted.forEach((want, i) => {
          // what no float32 is large enough for is infinite
          if (dtype === 'float32' && got[i] === Math.fround(want)) return
          const error = Math.abs(got[i]! - want) / Math.max(Math.abs(want), floor[dtype] / tolerances[i]!)
          expect(error, `derivative ${i + 1}: ${got[i]} for ${want}`).toBeLessThan(tolerances[i]!)
        })
      })
    })
  })
})

test.each(['float64', 'float32'] as const)('two arguments in %s', (dtype) => {
  const functions = nabla as unknown as Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>>
  for (const [name, x, y, ...wanted] of pairs) {
    const got = grad(functions[name]!, { argnums: [0, 1] })(tensor(x, { dtype }), tensor(y, { dtype }))
    wanted.forEach((want, i) => {
      expect(
        Math.abs(got[i]!.item() - want),
        `${name} at ${x}, ${y}: ${got[i]!.item()} for ${want}`,
      ).toBeLessThanOrEqual(1e-6 * Math.abs(want))
    })
  }
})

test.each([
  ['sech', -95, 1.1042164554057065e-41],
  ['csch', 95, -1.1042164554057065e-41],
  ['atan', 2e19, 2.5e-39],
  ['softsign', -2e19, 2.5e-39],
  ['log10', 3e38, 1.4476482730108394e-39],
  ['erfcx', 3e19, -6.268773e-40],
])('what is left of the derivative of %s at %d in float32 is not lost', (name, at, wanted) => {
  for (const mode of ['interpret', 'compile'] as const) {
    const got = inMode(mode, () => grad(functions[name]!)(tensor(at, { dtype: 'float32' })).item())
    expect(Math.abs(got / wanted - 1), `${mode}: ${got}`).toBeLessThan(1e-3)
  }
})

test('each line that has a form for floats is tried here', () => {
  const rows: Readonly<Record<string, string>> = { log_ndtr: 'logNdtr' }
  const tried = new Set<string>([...cases, ...pairs].map(([name]) => name))
  const lines = [...derivatives.values(), ...specialDerivatives.values()].filter((line) =>
    line.floats.some((form, i) => form !== line.partials[i]),
  )
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.map((line) => rows[line.name] ?? line.name).filter((name) => !tried.has(name))).toEqual([])
})
