// Packs the package, installs it in a folder outside, and uses it from there as its users do.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'nabla-package-'))
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const program = `
import { inspect } from 'node:util'
import { engine, grad, math, Tensor, tensor } from 'nabla'
import { tensor as sameTensor } from 'nabla/core'
import * as nn from 'nabla/nn'
import { adam } from 'nabla/optim'
import { moons } from 'nabla/data'
import { fit } from 'nabla/train'
import { moons as sameMoons } from 'nabla/data/core'
import { fit as sameFit } from 'nabla/train/core'
import { decodeSafetensors } from 'nabla/interop'
import { decodeSafetensors as sameDecode } from 'nabla/interop/core'
import { diff, parse, text } from 'nabla/symbolic'
import { approxFprime } from 'nabla/numeric'

const slope = grad((x) => math\`1 / (1 + exp(-\${x}))\`)(tensor(0.5, { dtype: 'float64' })).item()
const expected = 0.2350037122015945
if (Math.abs(slope - expected) > 1e-15) throw new Error('automatic: ' + slope)
if (sameTensor !== tensor || sameMoons !== moons || sameFit !== fit || sameDecode !== decodeSafetensors) throw new Error('core')
if (Tensor.name !== 'Tensor' || nn.Module.name !== 'Module') throw new Error('names of classes: ' + Tensor.name)
if (/Getter|theEngine/.test(inspect([engine, nn.init]))) throw new Error('engine prints as ' + inspect(engine))
if (text(diff(parse('x^2'), 'x')) !== '2*x') throw new Error('symbolic')
if (Math.abs(approxFprime((x) => 1 / (1 + Math.exp(-x[0])), [0.5])[0] - expected) > 1e-6) throw new Error('numerical')
const model = nn.sequential(nn.linear(2, 8), nn.relu(), nn.linear(8, 2))
const { history } = await fit({ model, objective: nn.crossEntropy, optimizer: adam(0.01), data: moons(64, { seed: 1 }), epochs: 2, seed: 1, progress: false })
if (history.length !== 2) throw new Error('fit')
console.log('imported and used: nabla, core, nn, optim, data, train, symbolic, numeric')
`

try {
  run('npm', ['pack', '--silent', '--pack-destination', folder], process.cwd())
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }))
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', `./${archive}`])
  const dist = join(folder, 'node_modules/nabla/dist')
  for (const name of readdirSync(dist, { recursive: true }))
    if (name.endsWith('.d.ts') && /^[^/*]*Array<ArrayBuffer/m.test(readFileSync(join(dist, name), 'utf8')))
      throw new Error(`${name}: TypeScript before 5.7 cannot read this; see src/bytes.ts`)
  writeFileSync(join(folder, 'program.mjs'), program)
  process.stdout.write(run(process.execPath, ['program.mjs']))
  const answer = JSON.parse(run('npx', ['nabla', '1/(1+exp(-x))', '--at', 'x=0.5', '--json']))
  if (Math.abs(answer.gradient.x.automatic - 0.2350037122015945) > 1e-15) throw new Error('npx nabla')
  console.log('npx nabla answers from the installed package')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
