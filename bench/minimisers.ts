// Writes docs/minimisers.md: every method on every Moré-Garbow-Hillstrom problem, beside SciPy's.
//   npx tsx bench/minimisers.ts      (PYTHON=... chooses the Python that has scipy; needs ../shared/data/mgh)
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { leastSquares, minimize, minimizeMethods } from '../src/numeric/index.ts'
import { type MghProblem, mghProblems, reaches } from '../test/numeric/referenceData.ts'

const problems = mghProblems()
if (problems === undefined) throw new Error('the Moré-Garbow-Hillstrom data are not beside this project')

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const scipy = JSON.parse(
  execFileSync(
    process.env['PYTHON'] ?? 'python3',
    [path('./numeric.py'), 'minimisers', path('../../shared/data/mgh/mgh.json')],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 },
  ),
) as { version: string; result: Record<string, Record<string, [number, number] | null>> }

const peers = ['SciPy lm', 'SciPy trf', 'SciPy CG', 'SciPy BFGS', 'SciPy L-BFGS-B', 'SciPy Nelder-Mead']
const ours = ['lm', 'trf', ...minimizeMethods]

/** Evaluations, in brackets where no stated minimum was reached. */
function cell(evaluations: number, value: number, problem: MghProblem): string {
  return reaches(value, problem.minima) ? String(evaluations) : `(${evaluations})`
}

const reached = new Map<string, number>()
const rows = problems.map((problem) => {
  const cells = ours.map((method) => {
    const found =
      method === 'lm' || method === 'trf'
        ? leastSquares(problem.residuals, problem.x0, { method })
        : minimize(problem.f, problem.x0, {
            method: method as (typeof minimizeMethods)[number],
            gradientTolerance: 1e-10,
            maxIterations: 20_000,
          })
    if (reaches(found.value, problem.minima)) reached.set(method, (reached.get(method) ?? 0) + 1)
    return cell(found.evaluations, found.value, problem)
  })
  const theirs = peers.map((peer) => {
    const found = scipy.result[problem.name]?.[peer]
    if (found === null || found === undefined) return '-'
    if (reaches(found[1], problem.minima)) reached.set(peer, (reached.get(peer) ?? 0) + 1)
    return cell(found[0], found[1], problem)
  })
  return `| ${[problem.name, ...cells, ...theirs].join(' | ')} |`
})
const count = [...ours, ...peers].map((name) => String(reached.get(name) ?? 0))

const page = `# Minimisers on the problems of Moré, Garbow and Hillstrom

Calls of the function (of the residuals, for lm and trf) from the standard start until the method ends, those for
difference gradients included: every gradient here is numerical, by central differences in both libraries. A number in
brackets means that no stated minimum was reached to 1e-10 relative or 1e-12 absolute: the method stopped early, or
found another stationary point. SciPy is ${scipy.version}, with its tolerances set as tight as ours.

| problem | ${[...ours, ...peers].join(' | ')} |
|${' --- |'.repeat(1 + ours.length + peers.length)}
${rows.join('\n')}
| **reached, of ${problems.length}** | ${count.join(' | ')} |

With exact gradients a gradient costs one call instead of two for each variable. Broyden's banded function has a local
minimum at 3.057 that the line-search methods fall into from the standard start; it is a stationary point, not a failure
of theirs. Powell's badly scaled function and Meyer's ask for exact gradients or for least squares; steepest descent and
Nesterov's method have no chance on valleys as narrow as theirs.

This page is written by \`npx tsx bench/minimisers.ts\`.
`
writeFileSync(path('../docs/minimisers.md'), page)
for (const [k, name] of [...ours, ...peers].entries())
  console.log(`${name.padEnd(20)} ${count[k]} of ${problems.length}`)
