import { existsSync, readFileSync } from 'node:fs'
import { compileSystem, exactJacobian } from './formulaFunction.ts'

/** One NIST StRD problem as residuals of its parameters. */
export interface NistProblem {
  readonly name: string
  readonly difficulty: string
  readonly residuals: (b: number[]) => number[]
  readonly jacobian: (b: ArrayLike<number>) => number[][]
  /** The model as text, the predictors by observation, and what was observed. */
  readonly model: string
  readonly params: string[]
  readonly predictors: Readonly<Record<string, number[]>>
  readonly observed: number[]
  readonly start1: number[]
  readonly start2: number[]
  readonly certified: number[]
  readonly certifiedSd: number[]
  readonly certifiedRss: number
  readonly refined: { readonly params: string[]; readonly rss: string } | undefined
}

/** One Moré-Garbow-Hillstrom problem; `f` is the sum of squares. */
export interface MghProblem {
  readonly name: string
  readonly x0: number[]
  readonly residuals: (x: number[]) => number[]
  readonly jacobian: (x: ArrayLike<number>) => number[][]
  readonly f: (x: number[]) => number
  readonly gradient: (x: number[]) => number[]
  readonly minima: readonly { readonly f: number }[]
}

interface NistRecord {
  name: string
  difficulty: string
  model: string
  model_lhs: string
  params: string[]
  predictors: string[]
  data: number[][]
  start1: number[]
  start2: number[]
  certified: number[]
  certified_sd: number[]
  certified_rss: number
  refined?: { params: string[]; rss: string }
}

interface MghRecord {
  name: string
  residuals: string[]
  variables: string[]
  x0: number[]
  minima: { f: number }[]
}

function records<T>(path: string): T[] | undefined {
  const url = new URL(`../../../shared/data/${path}`, import.meta.url)
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as T[]) : undefined
}

/** The NIST problems, or undefined where the data are not beside the project. */
export function nistProblems(): NistProblem[] | undefined {
  return records<NistRecord>('nist/nist.json')?.map((p) => {
    const observed = (row: number[]) => (p.model_lhs === 'log(y)' ? Math.log(row[0]!) : row[0]!)
    const texts = p.data.map((row) => {
      const model = p.predictors.reduce(
        (text, name, k) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), `(${row[k + 1]})`),
        p.model,
      )
      return `(${model})-(${observed(row)})`
    })
    return {
      name: p.name,
      difficulty: p.difficulty,
      residuals: compileSystem(texts, p.params),
      jacobian: exactJacobian(texts, p.params),
      model: p.model,
      params: p.params,
      predictors: Object.fromEntries(p.predictors.map((name, k) => [name, p.data.map((row) => row[k + 1]!)])),
      observed: p.data.map(observed),
      start1: p.start1,
      start2: p.start2,
      certified: p.certified,
      certifiedSd: p.certified_sd,
      certifiedRss: p.certified_rss,
      refined: p.refined,
    }
  })
}

/** The Moré-Garbow-Hillstrom problems, or undefined where the data are not beside the project. */
export function mghProblems(): MghProblem[] | undefined {
  return records<MghRecord>('mgh/mgh.json')?.map((p) => {
    const residuals = compileSystem(p.residuals, p.variables)
    const jacobian = exactJacobian(p.residuals, p.variables)
    return {
      name: p.name,
      x0: p.x0,
      residuals,
      jacobian,
      f: (x) => residuals(x).reduce((sum, r) => sum + r * r, 0),
      gradient: (x) => {
        const r = residuals(x)
        const rows = jacobian(x)
        return x.map((_, j) => 2 * r.reduce((sum, ri, i) => sum + ri * rows[i]![j]!, 0))
      },
      minima: p.minima,
    }
  })
}

/** The number of equal significant digits of the worst pair. */
export function digits(found: readonly number[], truth: readonly number[]): number {
  return Math.min(
    ...found.map((v, i) =>
      v === truth[i] ? 17 : -Math.log10(Math.abs(v - truth[i]!) / Math.abs(truth[i]!)),
    ),
  )
}

/** Whether a value is one of the stated minima, to 1e-10 relative or 1e-12 absolute. */
export function reaches(value: number, minima: MghProblem['minima']): boolean {
  return minima.some(({ f }) => Math.abs(value - f) <= Math.max(1e-12, 1e-10 * Math.abs(f)))
}
