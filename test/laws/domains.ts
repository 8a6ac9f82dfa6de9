/** Where each function is defined and smooth; [-2, 2] if not listed. */
export const domains: Readonly<Record<string, readonly [number, number]>> = {
  log: [0.2, 3],
  log2: [0.2, 3],
  log10: [0.2, 3],
  log1p: [-0.6, 3],
  sqrt: [0.2, 3],
  rsqrt: [0.2, 3],
  cbrt: [0.2, 3],
  reciprocal: [0.3, 2],
  tan: [-1.2, 1.2],
  asin: [-0.9, 0.9],
  acos: [-0.9, 0.9],
  atanh: [-0.9, 0.9],
  acosh: [1.2, 4],
  logit: [0.1, 0.9],
  erfinv: [-0.9, 0.9],
  ndtri: [0.1, 0.9],
  lgamma: [0.3, 4],
  digamma: [0.3, 4],
  trigamma: [0.3, 4],
  abs: [0.1, 2],
  divide: [0.4, 2],
  power: [0.4, 2],
  xlogy: [0.3, 2],
  xlog1py: [0.3, 2],
  hypot: [0.3, 2],
  remainder: [0.3, 0.9],
  cot: [0.4, 2],
  csc: [0.4, 2],
  coth: [0.4, 2],
  csch: [0.4, 2],
  sec: [-1.2, 1.2],
  asec: [1.2, 3],
  acsc: [1.2, 3],
  acoth: [1.2, 3],
  asech: [0.2, 0.9],
  acsch: [0.3, 2],
  acot: [0.3, 2],
  gamma: [0.3, 3],
  factorial: [0.3, 3],
  lbeta: [0.4, 2],
  i0e: [0.1, 2],
  i1e: [0.1, 2],
  beta: [0.4, 3],
  binomial: [1.2, 4],
  erfcinv: [0.2, 1.8],
  Ei: [0.2, 3],
  E1: [0.2, 3],
  li: [1.5, 4],
  Ci: [0.3, 4],
  Chi: [0.3, 3],
  LambertW: [-0.3, 3],
  relu: [0.1, 2],
  leaky_relu: [0.1, 2],
  elu: [-2, -0.1],
  selu: [-2, -0.1],
  relu6: [0.2, 5],
  hardtanh: [-0.9, 0.9],
  softshrink: [0.6, 2],
  hardshrink: [0.6, 2],
  factorial2: [0.3, 4],
  harmonic: [0.3, 4],
}

/** Points at which the families of functions with parameters are tried, arguments in their order. */
export const familyPoints: Readonly<Record<string, readonly (readonly number[])[]>> = {
  polygamma: [
    [1, 0.7],
    [3, 2.4],
  ],
  LambertW: [
    [-0.2, -1],
    [0.7, 0],
  ],
  expint: [
    [2.5, 0.7],
    [3, 2.4],
    [-0.5, 1.4],
  ],
  risingfactorial: [
    [0.7, 2.4],
    [3.1, -1.2],
  ],
  fallingfactorial: [
    [2.7, 1.4],
    [3.1, -1.2],
  ],
  besselj: [
    [0, 1.3],
    [2.5, 7.1],
    [-1.3, 2.2],
  ],
  bessely: [
    [0, 1.3],
    [2.5, 7.1],
  ],
  besseli: [
    [0, 1.3],
    [2.5, 3.1],
  ],
  besselk: [
    [0, 1.3],
    [2.5, 3.1],
  ],
  hurwitz: [
    [2.5, 0.7],
    [3, 2.2],
  ],
  polylog: [
    [2, 0.4],
    [3, -1.7],
    [1.5, 0.6],
  ],
  lowergamma: [
    [0.7, 1.2],
    [3.5, 4.1],
  ],
  uppergamma: [
    [0.7, 1.2],
    [3.5, 4.1],
    [-0.5, 0.8],
  ],
  gammap: [
    [0.7, 1.2],
    [3.5, 4.1],
  ],
  gammaq: [
    [0.7, 1.2],
    [3.5, 4.1],
  ],
  betainc: [
    [0.7, 1.2, 0.3],
    [2, 3.5, 0.8],
  ],
  betaregularized: [
    [0.7, 1.2, 0.3],
    [2, 3.5, 0.8],
  ],
  elliptic_k: [[0.3], [-1.2], [0.9]],
  elliptic_e: [[0.3], [-1.2], [0.9]],
  elliptic_f: [
    [0.6, 0.3],
    [1.2, -0.7],
  ],
  elliptic_einc: [
    [0.6, 0.3],
    [1.2, -0.7],
  ],
  elliptic_pi: [
    [0.3, 0.6],
    [-1.1, 0.2],
  ],
  elliptic_piinc: [
    [0.3, 0.6, 0.5],
    [-1.1, 1.2, 0.2],
  ],
  lerchphi: [
    [0.4, 1.3, 0.7],
    [-0.8, 2, 1.2],
  ],
  legendre: [
    [4, 0.3],
    [2.5, -0.4],
  ],
  assoc_legendre: [
    [4, 2, 0.3],
    [3, 1, -0.4],
    [2.5, 0.7, 0.2],
  ],
  chebyshevt: [
    [5, 0.3],
    [2.5, -0.4],
  ],
  chebyshevu: [
    [5, 0.3],
    [2.5, -0.4],
  ],
  gegenbauer: [
    [4, 0.7, 0.3],
    [2.5, 1.2, -0.4],
  ],
  jacobi: [
    [4, 0.7, 1.2, 0.3],
    [2.5, 0.3, 0.9, -0.4],
  ],
  hermite: [
    [4, 0.3],
    [2.5, -0.4],
  ],
  hermite_prob: [
    [4, 0.3],
    [2.5, -0.4],
  ],
  laguerre: [
    [4, 0.3],
    [2.5, 1.4],
  ],
  assoc_laguerre: [
    [4, 0.7, 0.3],
    [2.5, 1.2, 1.4],
  ],
  struveh: [
    [0, 1.3],
    [1.5, 4.2],
  ],
  struvel: [
    [0, 1.3],
    [1.5, 2.2],
  ],
  hyperu: [
    [0.7, 1.3, 0.8],
    [1.5, 2, 2.2],
  ],
  hyp1f2: [
    [0.5, 1.5, 1.25, -0.8],
    [1.2, 0.7, 2, 3.1],
  ],
  hyp2f2: [
    [0.7, 1, 1.3, 2, -1.4],
    [1, 1, 2, 2, 0.9],
  ],
  hyp3f2: [
    [0.7, 1, 0.4, 1.3, 2, 0.4],
    [1, 1, 0.3, 2, 2, -0.6],
  ],
  hyp0f1: [
    [1.3, 0.8],
    [2.5, -1.7],
  ],
  hyp1f1: [
    [0.4, 1.3, 0.8],
    [2, 2.5, -1.7],
  ],
  hyp2f1: [
    [0.4, 1.3, 2.1, 0.5],
    [1, 2.5, 3.2, -0.7],
  ],
}
