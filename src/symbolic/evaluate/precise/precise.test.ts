import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Decimal } from 'decimal.js'
import { expect, test } from 'vitest'
import { diff, EvaluationError, evaluate, LimitError, parse } from '../../index.ts'

// 50 digits from mpmath 1.3
test.each([
  ['erf(1/3)', '0.36264811176606293340817864014786587969214159037254'],
  ['erf(7.5)', '0.99999999999999999999999997223350613969430899336034'],
  ['erfc(2.5)', '0.00040695201744495893956421573997491272034867740371342'],
  ['erfc(30)', '2.5646562037561116000333972775014471465488897227786e-393'],
  ['erfc(-1)', '1.8427007929497148693412206350826092592960669979663'],
  ['erfi(2)', '18.564802414575552598704291913241017198858001726083'],
  ['erfinv(0.3)', '0.27246271472675435562195759858756581266755846463101'],
  ['gamma(1/3)', '2.6789385347077476336556929409746776441286893779573'],
  ['gamma(-2.5)', '-0.94530872048294188122568932444861076415869304326527'],
  ['gamma(100.25)', '2.9484662818387699700098452110696017539538811787159e+156'],
  ['lgamma(1e10)', '220258509288.81058147004192312346012655642727602029'],
  ['lgamma(-1.5)', '0.86004701537648101451093268167035678732715711735542'],
  ['digamma(0.1)', '-10.423754940411076795168216219010025404291642562444'],
  ['digamma(-3.7)', '-0.84507685887041671807175302639520650511575504272184'],
  ['polygamma(3, 1.5)', '1.4090910340024372364403326887051112497275856726854'],
  ['trigamma(-0.25)', '18.541879647671606498397662880417078249120504412987'],
  ['beta(1/2, 1/3)', '4.206546315976362783525057237150882406389066616272'],
  ['EulerGamma', '0.57721566490153286060651209008240243104215933593992'],
  ['log1p(1e-30)', '9.99999999999999999999999999999500000000000000000e-31'],
  ['sin(1e10)', '-0.48750602508751069152779429434810604167644731692279'],
  ['exp(-1000)', '5.0759588975494567652918094795743369193055992828928e-435'],
  ['erfi(61/2)', '1.8612330606967616379892788075159592936556344729662e+402'],
  ['fresnels(61/2)', '0.50964333005487282333714474866065460726594859361715'],
  ['fresnelc(-1000.5)', '-0.50012175095081008271815171637431896869107728001163'],
  ['Ei(1e6)', '3.0332184300235507961669165812564651016472557604151e+434288'],
  ['Shi(-2000)', '-9.7078068197208235430049893388134842608361932904677e+864'],
  ['Chi(2000)', '9.7078068197208235430049893388134842608361932904677e+864'],
  ['Si(-1e6)', '-1.5707953900431190814622082011421285567250413727302'],
  ['besseli(0, 709.8)', '2.7393142646238333139603311693761349845650654730912e+306'],
  ['besseli(1/3, 5000)', '1.6743282788306522856100292017529907549469672051523e+2169'],
  ['hermite(2.2, 100)', '115408.37500183962326545221717161815401855514530957'],
])('%s to 50 digits', (e, value) => {
  const wanted = new Decimal(value)
  const got = evaluate(parse(e), {}, { digits: 50 })
  expect(new (Decimal.clone({ precision: 80 }))(got).div(wanted).minus(1).abs().toNumber()).toBeLessThan(
    1.1e-49,
  )
})

test('terms that cancel', () => {
  expect(evaluate(parse('sin(1)^2 + cos(1)^2 - 1'), {}, { digits: 30 })).toBe('0')
  expect(evaluate(parse('exp(pi*sqrt(163)) - 262537412640768744'), {}, { digits: 12 })).toBe(
    '-7.49927402802e-13',
  )
  expect(evaluate(parse('x - 0.1'), { x: 0.1 }, { digits: 5 })).toBe('5.5511e-18')
})

test.each([
  ['acosh(x)', '1', '0'],
  ['asech(x)', '1', '0'],
  ['erfcinv(x)', '1', '0'],
  ['tanh(x)', '1e20', '1'],
  ['coth(x)', '-1e20', '-1'],
  ['binomial(x, 2)', '-3', '6'],
  ['risingfactorial(x, 2)', '-3', '6'],
  ['fallingfactorial(x, -2)', '3', '0.05'],
  ['beta(x, 2)', '-3', '0.16666666666666666667'],
  ['beta(3, x)', '-4', '-0.083333333333333333333'],
])('%s at %s, where its parts have no value', (e, x, value) =>
  expect(evaluate(parse(e), { x }, { digits: 20 })).toBe(value),
)

test('what is too small for an exponent is not 0', () => {
  for (const e of ['exp(-x)', 'erfc(x)', 'airyai(x)', 'E1(x)', '1 + exp(-x) - 1', 'log(exp(-x^2))'])
    expect(() => evaluate(parse(e), { x: '1e20' }, { digits: 20 }), e).toThrow(LimitError)
  expect(evaluate(parse('1 + exp(-x)'), { x: '1e20' }, { digits: 20 })).toBe('1')
})

test('no value, no symbol, no function, no digits', () => {
  expect(evaluate(parse('log(-1)'), {}, { digits: 20 })).toBe('NaN')
  expect(() => evaluate(parse('x'), {}, { digits: 20 })).toThrow(EvaluationError)
  expect(() => evaluate(parse('x'), { x: 'two' }, { digits: 20 })).toThrow(EvaluationError)
  expect(() => evaluate(parse('f(2)'), {}, { digits: 20 })).toThrow(EvaluationError)
  expect(() => evaluate(parse('pi'), {}, { digits: 0 })).toThrow(EvaluationError)
  expect(() => evaluate(parse('pi'), {}, { digits: 100_000 })).toThrow(LimitError)
})

interface Row {
  readonly id: string
  readonly expr: string
  readonly points: readonly {
    readonly at: Readonly<Record<string, string>>
    readonly value: string
    readonly derivatives: Readonly<Record<string, string>>
  }[]
}
const fixture = fileURLToPath(new URL('../../../../test/fixtures/symbolic/derivatives.json', import.meta.url))
const rows = JSON.parse(readFileSync(fixture, 'utf8')) as Row[]

test('all partial derivatives of order 1 to 3 of 150 functions, to a relative error of 1e-25', () => {
  const D = Decimal.clone({ precision: 60 })
  for (const { id, expr, points } of rows) {
    const e = parse(expr)
    for (const { at, value, derivatives } of points)
      for (const [name, wanted] of [['', value] as const, ...Object.entries(derivatives)]) {
        const got = new D(evaluate(diff(e, ...name.slice(1)), at, { digits: 32 }))
        const exact = new D(wanted)
        const error = exact.isZero() ? got.abs() : got.div(exact).minus(1).abs()
        expect(error.toNumber(), `${id} ${name} ${expr}`).toBeLessThan(1e-25)
      }
  }
})

// mpmath 1.3
test.each([
  ['exp(-u^1250)*u^1249', { u: 3 }, 0],
  ['sinh(x)/cosh(x)', { x: 1000 }, 1],
  ['gamma(x + 1)/gamma(x)', { x: 200 }, 200],
  ['x^200/x!', { x: 180 }, 5.643253971194141e121],
  ['exp(x) - exp(x + 1/2)', { x: 800 }, Number.NEGATIVE_INFINITY],
  // no value at all
  ['exp(x)*log(-x)', { x: 800 }, Number.NaN],
  ['exp(x) - log(y)', { x: 800, y: -1 }, Number.NaN],
])('%s at %o has a value in float64 though its parts have none', (source, values, expected) => {
  const value = evaluate(parse(source), values)
  if (Number.isFinite(expected)) expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-15 * expected)
  else expect(value).toBe(expected)
})
