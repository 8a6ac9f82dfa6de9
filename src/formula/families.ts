import { NablaError } from '../errors.ts'
import { plainFormula } from './plain.ts'
import type { Formula } from './tree.ts'

/**
 * The page of function families: functions with parameters, each with its partial derivatives by name. A parameter
 * without a line (the order of a Bessel function) has no derivative in closed form; it is kept as a derivative.
 *
 * Source: NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov (section numbers at the right).
 */
export const familyPage = `
polygamma(n, x)         x: polygamma(n + 1, x)                                            // 5.15
besselj(n, x)           x: (besselj(n - 1, x) - besselj(n + 1, x))/2                      // 10.6.1
bessely(n, x)           x: (bessely(n - 1, x) - bessely(n + 1, x))/2
besseli(n, x)           x: (besseli(n - 1, x) + besseli(n + 1, x))/2                      // 10.29.1
besselk(n, x)           x: -(besselk(n - 1, x) + besselk(n + 1, x))/2
hurwitz(s, a)           a: -s*hurwitz(s + 1, a)                                           // 25.11.17
LambertW(x, k)          x: 1/(x + exp(y))                                                // 4.13.4
expint(n, x)            x: -expint(n - 1, x)                                              // 8.19.13
risingfactorial(x, n)   x: y*(digamma(x + n) - digamma(x))    n: y*digamma(x + n)
fallingfactorial(x, n)  x: y*(digamma(x + 1) - digamma(x - n + 1))    n: y*digamma(x - n + 1)
lerchphi(z, s, a)       z: (lerchphi(z, s - 1, a) - a*y)/z    a: -s*lerchphi(z, s + 1, a)     // 25.14
polylog(s, x)           x: polylog(s - 1, x)/x                                            // 25.12.10
lowergamma(a, x)        a: y*log(x) - x^a/a^2*hyp2f2(a, a, a + 1, a + 1, -x)    x: x^(a - 1)*exp(-x)    // 8.8.13
uppergamma(a, x)        a: gamma(a)*digamma(a) - lowergamma(a, x)*log(x) + x^a/a^2*hyp2f2(a, a, a + 1, a + 1, -x)    x: -x^(a - 1)*exp(-x)
gammap(a, x)            a: y*(log(x) - digamma(a)) - x^a/(a^2*gamma(a))*hyp2f2(a, a, a + 1, a + 1, -x)    x: x^(a - 1)*exp(-x)/gamma(a)
gammaq(a, x)            a: gammap(a, x)*(digamma(a) - log(x)) + x^a/(a^2*gamma(a))*hyp2f2(a, a, a + 1, a + 1, -x)    x: -x^(a - 1)*exp(-x)/gamma(a)
betainc(a, b, x)        a: y*log(x) - x^a/a^2*hyp3f2(a, a, 1 - b, a + 1, a + 1, x)    b: beta(a, b)*(digamma(b) - digamma(a + b)) - betainc(b, a, 1 - x)*log(1 - x) + (1 - x)^b/b^2*hyp3f2(b, b, 1 - a, b + 1, b + 1, 1 - x)    x: x^(a - 1)*(1 - x)^(b - 1)    // 8.17.1
betaregularized(a, b, x)    a: y*(log(x) - digamma(a) + digamma(a + b)) - x^a/(a^2*beta(a, b))*hyp3f2(a, a, 1 - b, a + 1, a + 1, x)    b: (1 - y)*(digamma(b) - digamma(a + b) - log(1 - x)) + (1 - x)^b/(b^2*beta(a, b))*hyp3f2(b, b, 1 - a, b + 1, b + 1, 1 - x)    x: x^(a - 1)*(1 - x)^(b - 1)/beta(a, b)
elliptic_k(m)           m: elliptic_e(m)/(2*m*(1 - m)) - elliptic_k(m)/(2*m)              // 19.4.1
elliptic_e(m)           m: (elliptic_e(m) - elliptic_k(m))/(2*m)                          // 19.4.2
elliptic_f(z, m)        z: 1/sqrt(1 - m*sin(z)^2)    m: elliptic_einc(z, m)/(2*m*(1 - m)) - elliptic_f(z, m)/(2*m) - sin(2*z)/(4*(1 - m)*sqrt(1 - m*sin(z)^2))    // 19.4.5
elliptic_einc(z, m)     z: sqrt(1 - m*sin(z)^2)      m: (elliptic_einc(z, m) - elliptic_f(z, m))/(2*m)    // 19.4.6
elliptic_pi(n, m)       n: (elliptic_e(m) + (m - n)*elliptic_k(m)/n + (n^2 - m)*elliptic_pi(n, m)/n)/(2*(m - n)*(n - 1))    m: (elliptic_e(m)/(m - 1) + elliptic_pi(n, m))/(2*(n - m))
elliptic_piinc(n, z, m)     z: 1/(sqrt(1 - m*sin(z)^2)*(1 - n*sin(z)^2))    n: (elliptic_einc(z, m) + (m - n)*elliptic_f(z, m)/n + (n^2 - m)*y/n - n*sqrt(1 - m*sin(z)^2)*sin(2*z)/(2*(1 - n*sin(z)^2)))/(2*(m - n)*(n - 1))    m: (elliptic_einc(z, m)/(m - 1) + y - m*sin(2*z)/(2*(m - 1)*sqrt(1 - m*sin(z)^2)))/(2*(n - m))
hyp0f1(b, x)            x: hyp0f1(b + 1, x)/b                                             // 16.3.1
hyp1f1(a, b, x)         x: a*hyp1f1(a + 1, b + 1, x)/b                                    // 13.3.15
hyp2f1(a, b, c, x)      x: a*b*hyp2f1(a + 1, b + 1, c + 1, x)/c                           // 15.5.1
hyperu(a, b, x)         x: -a*hyperu(a + 1, b + 1, x)                                     // 13.3.22
hyp1f2(a, b1, b2, x)    x: a*hyp1f2(a + 1, b1 + 1, b2 + 1, x)/(b1*b2)                     // 16.3.1
hyp2f2(a1, a2, b1, b2, x)       x: a1*a2*hyp2f2(a1 + 1, a2 + 1, b1 + 1, b2 + 1, x)/(b1*b2)
legendre(n, x)          x: n*(x*y - legendre(n - 1, x))/(x^2 - 1)                         // 18.9.17
assoc_legendre(n, m, x)     x: (n*x*y - (n + m)*assoc_legendre(n - 1, m, x))/(x^2 - 1)    // 14.10.5
chebyshevt(n, x)        x: n*chebyshevu(n - 1, x)                                         // 18.9.21
chebyshevu(n, x)        x: ((n + 1)*chebyshevt(n + 1, x) - x*y)/(x^2 - 1)                 // 18.9.22
gegenbauer(n, a, x)     x: 2*a*gegenbauer(n - 1, a + 1, x)                                // 18.9.19
jacobi(n, a, b, x)      x: (n + a + b + 1)/2*jacobi(n - 1, a + 1, b + 1, x)               // 18.9.15
hermite(n, x)           x: 2*n*hermite(n - 1, x)                                          // 18.9.25
hermite_prob(n, x)      x: n*hermite_prob(n - 1, x)                                       // 18.9.27
laguerre(n, x)          x: -assoc_laguerre(n - 1, 1, x)                                   // 18.9.23
assoc_laguerre(n, a, x)     x: -assoc_laguerre(n - 1, a + 1, x)
struveh(n, x)           x: struveh(n - 1, x) - n*y/x                                      // 11.4.29
struvel(n, x)           x: struvel(n - 1, x) - n*y/x
hyp3f2(a1, a2, a3, b1, b2, x)   x: a1*a2*a3*hyp3f2(a1 + 1, a2 + 1, a3 + 1, b1 + 1, b2 + 1, x)/(b1*b2)
`

/** One line of the page of families. */
export interface Family {
  readonly name: string
  readonly parameters: readonly string[]
  /** The partial derivative by each parameter, over the parameters; undefined where there is none in closed form. */
  readonly partials: readonly (Formula | undefined)[]
}

function parseFamilies(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family>()
  for (const line of text.split('\n')) {
    const content = line.replace(/\/\/.*/, '').trim()
    if (content === '') continue
    const head = /^(\w+)\(([^)]*)\)\s+/.exec(content)
    if (head === null) throw new NablaError(`derivatives: the line '${content}' does not name a family.`)
    const parameters = head[2]!.split(', ')
    const partials = new Map(
      content
        .slice(head[0].length)
        .split(/\s{2,}/)
        .map((part) => {
          const colon = part.indexOf(':')
          return [part.slice(0, colon), plainFormula(part.slice(colon + 1))] as const
        }),
    )
    families.set(head[1]!, {
      name: head[1]!,
      parameters,
      partials: parameters.map((name) => partials.get(name)),
    })
  }
  return families
}

let parsed: ReadonlyMap<string, Family> | undefined
const table = (): ReadonlyMap<string, Family> => (parsed ??= parseFamilies(familyPage))

/** All the lines of the page of families, in its order. */
export const families = (): readonly Family[] => [...table().values()]

/**
 * The line of a family of functions, or undefined where it has none.
 *
 * @example
 * familyOf('besselj')!.parameters // ['n', 'x']
 */
export const familyOf = (name: string): Family | undefined => table().get(name)
