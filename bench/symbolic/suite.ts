import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What is differentiated: a formula in plain infix text, by its first variable. */
export interface Sample {
  readonly group: string
  readonly expr: string
  readonly variable: string
}

const functions: Readonly<Record<string, readonly string[]>> = {
  products: [
    'x^2*sin(x)*exp(x)',
    'x*log(x)*sin(x)*cos(x)',
    '(x+1)*(x+2)*(x+3)*(x+4)*(x+5)',
    'x^3*(1-x)^4*(2+3*x)^5',
    'sqrt(x)*(x^2+1)^3*exp(-x)',
    'sin(x)*cos(2*x)*sin(3*x)*cos(4*x)',
    'exp(2*x)*(3*sin(x)-4*cos(x))',
    'x^5*log(x)^2',
  ],
  quotients: [
    'x/(1+x^2)',
    '(x^2-1)/(x^2+1)',
    '(2*x^3-x+1)/(5*x^3+4*x^2)',
    'sin(x)/x',
    'log(x)/x^2',
    '(1-cos(x))/(1+cos(x))',
    'exp(x)/(1+exp(x))',
    '(exp(x)-exp(-x))/(exp(x)+exp(-x))',
    '(x+1/x)/(x-1/x)',
    'x*exp(-x)/(1+x)^3',
    '(a*x+b)/(c*x+d)',
    'sin(x)/(1+cos(x)^2)',
  ],
  roots: [
    'sqrt(1-x^2)',
    'x/sqrt(1-x^2)',
    'sqrt(x+sqrt(x+sqrt(x)))',
    '(x^2+1)^(1/3)/(x+1)^(2/3)',
    'log(x+sqrt(x^2+1))',
    'x*sqrt(a^2-x^2)/2+a^2/2*asin(x/a)',
    'sqrt((1-x)/(1+x))',
  ],
  nested: [
    'sin(cos(tan(x)))',
    'sin(sin(sin(sin(x))))',
    'exp(exp(exp(x)))',
    'log(log(log(x)))',
    'exp(sin(log(1+x^2)))',
    'atan(sqrt(1+exp(-x^2)))',
    'sqrt(1+sin(exp(cos(x))))',
    'log(1+log(1+log(1+x)))',
    'tan(sin(x^2)/(1+x^2))',
    'cos(x*sin(x*cos(x)))',
  ],
  powers: [
    'x^x',
    'x^(x^x)',
    'sin(x)^cos(x)',
    '(1+1/x)^x',
    'x^log(x)',
    '2^x*3^(x^2)',
    'log(x)^x/x^2',
    '(x^2+1)^(x/2)',
    'a^(b*x)',
  ],
  elementary: [
    'asin(x)+acos(x)',
    'atan((1+x)/(1-x))',
    'x*atan(x)-log(1+x^2)/2',
    'asinh(x)*acosh(1+x)',
    'tanh(x)^3/(1+cosh(x))',
    'sinh(3*x)*cosh(x)^2',
    'sec(x)*tan(x)',
    'log(sec(x)+tan(x))',
    'tan(x)^2+cot(x)^2',
    'csc(x)^3-cot(x)/3',
    'abs(x)*sin(x)',
  ],
  special: [
    'erf(x)*exp(-x^2)',
    'x*erf(x/sqrt(2))/2',
    'gamma(x)*sin(pi*x)',
    'lgamma(1+x^2)',
    'digamma(x)*x',
    'gamma(x+1)/gamma(x)',
    'besselj(0,x)^2+besselj(1,x)^2',
    'besselj(2,x)/x',
    'airyai(x^2)',
    'LambertW(x)*exp(x)',
    'Ei(x)*exp(-x)',
    'Si(x)*Ci(x)',
  ],
  growing: [
    '1/(1+exp(-1/(1+exp(-x))))',
    '1/(1+exp(-1/(1+exp(-1/(1+exp(-1/(1+exp(-x))))))))',
    '4*(4*x*(1-x))*(1-4*x*(1-x))',
    '64*x*(1-x)*(1-2*x)^2*(1-8*x+8*x^2)^2',
    '16*(4*x*(1-x))*(1-4*x*(1-x))*(1-4*(4*x*(1-x))*(1-4*x*(1-x)))',
    'exp(-((x-1)/2)^2/2)/sqrt(2*pi)*(1+erf(x/sqrt(2)))',
  ],
  several: [
    'x*y+sin(x*y)',
    'exp(-(x^2+y^2+z^2)/2)',
    'sqrt(x^2+y^2+z^2)',
    'x^y*y^x',
    'log(exp(x)+exp(y)+exp(z))',
    'x*y*z/(x+y+z)',
    'atan(y/x)',
    '(x^2+y^2)^2-a^2*(x^2-y^2)',
    '100*(y-x^2)^2+(1-x)^2',
    'x*exp(-x*y)*cos(z*x)/(1+x^2*y^2)',
  ],
}

/** The suite of our own: products, quotients, roots, nested functions, powers, special functions, several variables. */
export const suite: readonly Sample[] = Object.entries(functions).flatMap(([group, list]) =>
  list.map((expr) => ({ group, expr, variable: 'x' })),
)

/** The reference expressions of the tests. */
export const reference: readonly Sample[] = (
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL('../../test/fixtures/symbolic/derivatives.json', import.meta.url)),
      'utf8',
    ),
  ) as { expr: string; variables: string[] }[]
).map(({ expr, variables }) => ({ group: 'reference', expr, variable: variables[0]! }))
