import '../../compile/bridge/subjects/gamma-functions.ts'
import { expect, test } from 'vitest'
import { applyCompiled } from '../../../test/support/kernels.ts'

/** Exact values from mpmath, rounded once; with each the units that it may be off by. */
const exact = {
  digamma: [
    // beside zeros the parts cancel; next to one the absolute error is below 2^-60
    [-1.5732543325373414, 0.002426662857883511, 2],
    [-4.652080146587082, 0.014291741601216141, 2],
    [-18.7399, 0.00880363713479741, 2],
    [-157.70001, 2.7812103173043603, 1],
    [-0.5040830082644554, 7.289763902976895e-17, 2 ** 46],
    [1.93448, 0.3796369938219519, 1.5],
    [2.07, 0.46696701938478274, 1.5],
    [7.49999, 1.9467560580861045, 1.5],
  ],
  polygamma1: [
    [8.687800440662238, 0.12198189053292365, 1],
    [3.0001, 0.3949186560622688, 1],
    [-14.800534055037172, 28.63399390478895, 1],
  ],
  polygamma2: [
    [0.0012819968094884104, -949224990.9748433, 1],
    [-6.5009765625, -0.21055413514385435, 1],
    [-1.7422, -112.76596598648969, 1],
    [-10.49995, 0.0014933655494420123, 1],
    [-1.4974, 0.26978506656159723, 1],
    [-0.5, -0.82879664423432, 1],
  ],
  polygamma3: [
    [0.00011445323483791949, 3.4965437212576452e16, 1],
    [-11.796727325750114, 3533.0995590430334, 1],
  ],
  polygamma4: [
    [0.11910600116903812, -1001265.4841856933, 1],
    [-128.756827375161, -28135.563086770293, 1],
    [-3.49999, 0.13152130022103306, 1],
  ],
  polygamma10: [
    [29.359318423736475, -9.005727416141741e-10, 1],
    [-171.12588335950647, 2.8847717865338976e16, 1],
    [-8.12460695354492, 3.226992614482251e16, 1],
  ],
  polygamma20: [
    [0.3, -2.3258316052645292e29, 1.5],
    [7.9, -0.3751183257564387, 1.5],
    [33.3, -5.762253312949842e-14, 1.5],
    [-2.75, -1.0700016187896298e31, 1.5],
  ],
  polygamma21: [
    [2.75, 11053493191.110296, 1.5],
    [-11.2, 1.2181029837540707e35, 1.5],
  ],
  polygamma100: [
    [0.3, -6.036106975936756e210, 1.5],
    [7.9, -2.040187128233225e67, 1.5],
    [33.3, -16814.80992061134, 1.5],
    [-11.2, 3.6810701397993685e228, 1.5],
  ],
} as const

test.each(Object.entries(exact))('%s is exact but for its last place', (name, rows) => {
  const xs = rows.map(([x]) => x)
  const got = applyCompiled(name, 'float64', xs)
  const single = applyCompiled(name, 'float32', xs)
  rows.forEach(([x, y, bound], i) => {
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(y))) - 52)
    const units = Math.abs(got[i]! - y) / unit
    expect({ x, y: got[i], units: units <= bound ? bound : units }).toEqual({ x, y: got[i], units: bound })
    // the argument is rounded too
    const [there] = applyCompiled(name, 'float64', [Math.fround(x)])
    expect(single[i]).toBe(Math.fround(there!))
  })
})

test('far left of 0, and beside neighbours there, values are what they are alone', () => {
  for (const dtype of ['float32', 'float64'] as const) {
    const xs = [-1e30, 3, -1e30, -2.5, -Infinity, 0.25, Infinity, NaN, -0.3, 5e-324]
    for (const name of ['polygamma1', 'polygamma2', 'digamma']) {
      const got = applyCompiled(name, dtype, xs)
      expect(got).toEqual(xs.map((x) => applyCompiled(name, dtype, [x])[0]))
      expect(got[0]).toBe({ polygamma1: Infinity, polygamma2: -Infinity, digamma: NaN }[name])
    }
  }
})

test('what overflows left of 0 has its sign', () => {
  expect(applyCompiled('polygamma200', 'float64', [-10.3, -10.7, 400])).toEqual([
    Infinity,
    -Infinity,
    -1.94068120650353e-148,
  ])
})
