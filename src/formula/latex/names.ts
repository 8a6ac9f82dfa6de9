const greekLetters =
  'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega Pi ell hbar aleph'

/** Commands that are letters. */
export const letters: ReadonlySet<string> = new Set(greekLetters.split(' '))

/** Commands that are functions, with their names here. */
export const functions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log ln lg max min det arg'
      .split(' ')
      .map((name) => [name, name]),
  ),
  // of packages, and of other countries
  ...Object.fromEntries(
    'sech csch arcsinh arccosh arctanh arsinh arcosh artanh arccot arcsec arccsc erf erfc sgn tg ctg arctg arcctg'
      .split(' ')
      .map((name) => [name, name]),
  ),
  cosec: 'csc',
  sh: 'sinh',
  ch: 'cosh',
  th: 'tanh',
  Re: 're',
  Im: 'im',
}

/** A table that is asked for names that a user may have written: no object, which has a `constructor`. */
function tabled<T>(table: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(table))
}

/**
 * Letters that are functions where SymPy prints them, X\left(x\right): of so many arguments, the name. An undefined
 * function is printed X{\left(x \right)}, and one in plain parentheses, X(x), is unknown too.
 */
export const letterFunctions: ReadonlyMap<string, Readonly<Record<number, string>>> = tabled({
  W: { 1: 'LambertW' },
  K: { 1: 'elliptic_k' },
  E: { 1: 'elliptic_e', 2: 'elliptic_e' },
  F: { 2: 'elliptic_f' },
  Pi: { 2: 'elliptic_pi', 3: 'elliptic_pi' },
  S: { 1: 'fresnels' },
  C: { 1: 'fresnelc' },
  theta: { 1: 'heaviside' },
  eta: { 1: 'dirichlet_eta' },
  psi: { 1: 'digamma' },
  gamma: { 2: 'lowergamma' },
})
/** Letters that are functions before any bracket. */
export const ownFunctions: ReadonlyMap<string, Readonly<Record<number, string>>> = tabled({
  Gamma: { 1: 'gamma', 2: 'uppergamma' },
  zeta: { 1: 'zeta', 2: 'zeta' },
  delta: { 1: 'dirac' },
  sigma: { 1: 'logistic' },
})
/** Words that are functions before a bracket, where the name here is another. */
export const words: ReadonlyMap<string, string> = tabled({ B: 'beta', Ai: 'airyai', Bi: 'airybi' })
/** Functions with a parameter below: J_n(x) is besselj(n, x). */
export const indexed: ReadonlyMap<string, string> = tabled({
  J: 'besselj',
  Y: 'bessely',
  I: 'besseli',
  K: 'besselk',
  j: 'jn',
  y: 'yn',
  Li: 'polylog',
  E: 'expint',
  atan: 'atan2',
  erf: 'erf2',
})

/** Binary signs and how tightly they bind. */
export const infix: Readonly<Record<string, readonly [op: string, power: number]>> = {
  '+': ['+', 5],
  '-': ['-', 5],
  '−': ['-', 5],
  '*': ['*', 6],
  '·': ['*', 6],
  '×': ['*', 6],
  '/': ['/', 6],
  cdot: ['*', 6],
  times: ['*', 6],
  ast: ['*', 6],
  div: ['/', 6],
  bmod: ['mod', 6],
  mod: ['mod', 6],
  '=': ['==', 4],
  '<': ['<', 4],
  '>': ['>', 4],
  lt: ['<', 4],
  gt: ['>', 4],
  le: ['<=', 4],
  leq: ['<=', 4],
  leqslant: ['<=', 4],
  ge: ['>=', 4],
  geq: ['>=', 4],
  geqslant: ['>=', 4],
  ne: ['!=', 4],
  neq: ['!=', 4],
  '≤': ['<=', 4],
  '≥': ['>=', 4],
  '≠': ['!=', 4],
  land: ['and', 2],
  wedge: ['and', 2],
  lor: ['or', 1],
  vee: ['or', 1],
}
/** Commands that only join or space what stands around them. */
export const accents: Readonly<Record<string, string>> = {
  hat: 'hat',
  widehat: 'hat',
  bar: 'bar',
  tilde: 'tilde',
  widetilde: 'tilde',
  vec: 'vec',
  check: 'check',
  breve: 'breve',
  acute: 'acute',
  grave: 'grave',
}

/** Commands that are signs of an integral, with how many signs each is. */
export const integralSigns: Readonly<Record<string, number>> = { int: 1, iint: 2, iiint: 3 }

/** Commands that begin an operand and end the argument of \sin x. */
export const operators = new Set([...Object.keys(integralSigns), 'sum', 'prod', 'lim'])
/** Other commands that begin an operand. */
export const starters = new Set(
  'frac dfrac tfrac cfrac sqrt root abs norm qty dv pdv binom dbinom tbinom overline infty pi begin imath hat bar tilde vec widehat widetilde check breve acute grave'.split(
    ' ',
  ),
)
