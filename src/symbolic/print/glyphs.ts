/** Greek letters by their names. */
export const greek: Readonly<Record<string, string>> = Object.fromEntries(
  `Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω alpha α beta β gamma γ delta δ epsilon ε
  varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ rho ρ sigma σ tau τ upsilon υ phi φ
  varphi φ chi χ psi ψ omega ω`
    .split(/\s+/)
    .flatMap((name, i, all) => (i % 2 === 0 ? [[name, all[i + 1]!]] : [])),
)

export const constants: Readonly<Record<string, string>> = {
  pi: 'π',
  E: 'e',
  I: 'i',
  EulerGamma: 'γ',
  oo: '∞',
  '-oo': '-∞',
  zoo: '∞̃',
}

/** The mark of the first, second and third derivative. */
export const primes = ['', '′', '″', '‴'] as const

/** How a function is written in mathematics: by a sign of its own, with its first argument below or above it where it has a `place`. */
export interface FunctionSign {
  readonly sign: string
  readonly latex: string
  readonly place?: 'below' | 'above'
  /** Of so many arguments only. */
  readonly arity?: number
  /** What stands between the arguments that follow; a comma if not given. */
  readonly between?: readonly string[]
}

/** Source: NIST Digital Library of Mathematical Functions, list of notations, https://dlmf.nist.gov/not */
const functionSigns: Readonly<Record<string, FunctionSign>> = {
  asin: { sign: 'arcsin', latex: '\\arcsin' },
  acos: { sign: 'arccos', latex: '\\arccos' },
  atan: { sign: 'arctan', latex: '\\arctan' },
  maximum: { sign: 'max', latex: '\\max' },
  minimum: { sign: 'min', latex: '\\min' },
  sign: { sign: 'sgn', latex: '\\operatorname{sgn}' },
  logistic: { sign: 'σ', latex: '\\sigma' },
  dirac: { sign: 'δ', latex: '\\delta' },
  heaviside: { sign: 'θ', latex: '\\theta' },
  gamma: { sign: 'Γ', latex: '\\Gamma' },
  uppergamma: { sign: 'Γ', latex: '\\Gamma' },
  lowergamma: { sign: 'γ', latex: '\\gamma' },
  digamma: { sign: 'ψ', latex: '\\psi' },
  polygamma: { sign: 'ψ', latex: '\\psi', place: 'above' },
  beta: { sign: 'B', latex: '\\operatorname{B}' },
  zeta: { sign: 'ζ', latex: '\\zeta' },
  hurwitz: { sign: 'ζ', latex: '\\zeta' },
  polylog: { sign: 'Li', latex: '\\operatorname{Li}', place: 'below' },
  LambertW: { sign: 'W', latex: 'W', arity: 1 },
  expint: { sign: 'E', latex: '\\operatorname{E}', place: 'below' },
  besselj: { sign: 'J', latex: 'J', place: 'below' },
  bessely: { sign: 'Y', latex: 'Y', place: 'below' },
  besseli: { sign: 'I', latex: 'I', place: 'below' },
  besselk: { sign: 'K', latex: 'K', place: 'below' },
  airyai: { sign: 'Ai', latex: '\\operatorname{Ai}' },
  airybi: { sign: 'Bi', latex: '\\operatorname{Bi}' },
  airyaiprime: { sign: 'Ai′', latex: "\\operatorname{Ai}'" },
  airybiprime: { sign: 'Bi′', latex: "\\operatorname{Bi}'" },
  elliptic_k: { sign: 'K', latex: 'K' },
  elliptic_e: { sign: 'E', latex: 'E' },
  elliptic_f: { sign: 'F', latex: 'F', between: ['|'] },
  elliptic_einc: { sign: 'E', latex: 'E', between: ['|'] },
  elliptic_pi: { sign: 'Π', latex: '\\Pi', between: ['|'] },
  elliptic_piinc: { sign: 'Π', latex: '\\Pi', between: ['; ', '|'] },
  fresnels: { sign: 'S', latex: 'S' },
  fresnelc: { sign: 'C', latex: 'C' },
}

export function signOfFunction(name: string, arity: number): FunctionSign | undefined {
  const sign = Object.hasOwn(functionSigns, name) ? functionSigns[name] : undefined
  return sign?.arity === undefined || sign.arity === arity ? sign : undefined
}

/** The numbers of upper and lower parameters of a hypergeometric function: 2 and 1 of hyp2f1. */
export function hypergeometricOrders(name: string): readonly [upper: number, lower: number] | undefined {
  const match = /^hyp(\d)f(\d)$/.exec(name)
  return match === null ? undefined : [Number(match[1]), Number(match[2])]
}
