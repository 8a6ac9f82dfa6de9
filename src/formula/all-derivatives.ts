import { type Derivative, derivatives, parsePage } from './derivatives.ts'
import { specialDerivatives } from './special-derivatives.ts'

/** The page of derivatives goes on here with the functions that have no tensor operation of their own. */
export const furtherPage = `
cot         -(1 + y^2)
sec         y*tan(x)
csc         -y*cot(x)
acot        -1/(1 + x^2)
asec        1/(x^2*sqrt(1 - 1/x^2))
acsc        -1/(x^2*sqrt(1 - 1/x^2))
coth        -1/sinh(x)^2
acoth       1/((1 - x)*(1 + x))
asech       -1/(x*sqrt((1 - x)*(1 + x)))
acsch       -1/(x^2*sqrt(1 + 1/x^2))
relu        where(x > 0, 1, 0)
relu6       where(x < 0 or x > 6, 0, 1)
leaky_relu  where(x < 0, 1/100, 1)
elu         where(x < 0, exp(x), 1)
selu        where(x < 0, 1.7580993408473768*exp(x), 1.0507009873554805)
gelu        ndtr(x) + x*exp(-x^2/2)/sqrt(2*pi)
gelu_tanh   logistic(sqrt(8/pi)*(x + 0.044715*x^3)) + x*sqrt(8/pi)*(1 + 0.134145*x^2)*logistic(sqrt(8/pi)*(x + 0.044715*x^3))*logistic(-sqrt(8/pi)*(x + 0.044715*x^3))
silu        logistic(x) + x*logistic(x)*logistic(-x)
mish        tanh(softplus(x)) + x*logistic(x)/cosh(softplus(x))^2
log_logistic  logistic(-x)
hardtanh    where(x <= -1 or x >= 1, 0, 1)
softshrink  where(x < -1/2 or x > 1/2, 1, 0)
hardshrink  where(x < -1/2 or x > 1/2, 1, 0)
quick_gelu  logistic(1.702*x)*(1 + 1.702*x*logistic(-1.702*x))
hardsigmoid  where(x <= -3 or x >= 3, 0, 1/6)
hardswish   where(x < -3, 0, where(x > 3, 1, x/3 + 1/2))

erfcinv     -sqrt(pi)/2*exp(y^2)
erfi        2/sqrt(pi)*exp(x^2)
dawson      1 - 2*x*y
fresnels    sin(pi*x^2/2)
fresnelc    cos(pi*x^2/2)
factorial   y*digamma(x + 1)
factorial2  y*(log(2) + digamma(x/2 + 1) + pi/2*log(2/pi)*sin(pi*x))/2
harmonic    trigamma(x + 1)
Ei          exp(x)/x
E1          -exp(-x)/x
li          1/log(x)
Si          where(x == 0, 1, sin(x)/x)
Ci          cos(x)/x
Shi         where(x == 0, 1, sinh(x)/x)
Chi         cosh(x)/x
airyai      airyaiprime(x)
airyaiprime  x*airyai(x)
airybi      airybiprime(x)
airybiprime  x*airybi(x)
LambertW    1/(x + exp(y))

beta        y*(digamma(x1) - digamma(x1 + x2))    y*(digamma(x2) - digamma(x1 + x2))
binomial    y*(digamma(x1 + 1) - digamma(x1 - x2 + 1))    y*(digamma(x1 - x2 + 1) - digamma(x2 + 1))
`

/** All the lines of the three pages, in their order. */
export const allDerivatives: ReadonlyMap<string, Derivative> = new Map([
  ...derivatives,
  ...specialDerivatives,
  ...parsePage(furtherPage),
])

/**
 * The line for a function, or undefined where there is none.
 *
 * @example
 * derivativesOf('sin')!.partials[0] // the syntax tree of cos(x)
 */
export const derivativesOf = (name: string): Derivative | undefined => allDerivatives.get(name)
