import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { run } from './program.ts'

const answer = async (...args: string[]): Promise<string> => {
  const { output, errors, code } = await run(args)
  expect({ errors, code }).toEqual({ errors: '', code: 0 })
  return output.trimEnd()
}

test('a formula in three ways', async () => {
  const output = await answer('x^2', '--at', 'x=3')
  for (const way of ['symbolic   6', 'numerical  6', 'automatic  6']) expect(output).toContain(way)
  const json = JSON.parse(await answer('x*y', '--at', 'x=1,y=2', '--at', 'x=3,y=4', '--json'))
  expect(json.map((entry: { value: number }) => entry.value)).toEqual([2, 12])
})

test('diff: each variable, mixed, higher orders', async () => {
  expect(await answer('diff', 'x^2*sin(y)', '--text')).toBe('2*x*sin(y)\nx^2*cos(y)')
  expect(await answer('diff', 'x^2*sin(y)', 'x', 'y', '--text')).toBe('2*x*cos(y)')
  expect(await answer('diff', 'x^2*sin(y)', '--by', 'x,y', '--text')).toBe('2*x*cos(y)')
  expect(await answer('diff', 'x^3*y', 'x', '2', 'y', '--text')).toBe('6*x')
  expect(await answer('diff', 'sin(x)', '--order', '8', '--text')).toBe('sin(x)')
  expect(await answer('diff', 'x^3', 'x', '0', '--text')).toBe('x^3')
  expect(await answer('diff', 'x^2*sin(y)', 'x', 'x', 'y', '--latex')).toBe(
    '\\frac{\\partial^{3} f}{\\partial x^{2} \\partial y} = 2 \\cos\\left(y\\right)',
  )
  expect(JSON.parse(await answer('diff', 'a*x', 'x', '--json')).derivatives).toEqual([
    { by: ['x'], derivative: 'a' },
  ])
})

test('the other symbolic commands', async () => {
  expect(await answer('steps', 'x^2*sin(3*x)')).toContain('Product rule')
  expect(JSON.parse(await answer('steps', 'sin(x)', '--json')).derivative).toBe('cos(x)')
  expect(await answer('simplify', 'sin(x)^2 + cos(x)^2')).toBe('1')
  expect(await answer('simplify', 'sqrt(x^2)', '--positive', 'x')).toBe('x')
  expect(await answer('simplify', '-x^2 - x', '--form', 'factor', '--text')).toBe('-x*(x + 1)')
  expect(await answer('series', 'sin(x)/x^2', 'x', '0', '3')).toBe('1/x - x/6 + O(x^3)')
  expect(await answer('limit', '(1 + 1/n)^n', '--at', 'oo', '--text')).toBe('E')
  expect(await answer('limit', 'abs(x)/x', 'x', '0', '--side', '-')).toBe('-1')
  expect(await answer('limit', 'abs(x)/x', 'x', '0')).toBe('undefined: from the left -1, from the right 1')
  expect(await answer('limit', 'sin(1/x)', 'x', '0')).toBe('undefined')
  expect(await answer('limit', 'abs(x)/x', 'x', '0', '--text')).toBe('undefined')
  expect(await answer('limit', 'exp(x)', 'x', '-oo')).toBe('0')
  expect(await answer('integrate', 'x*exp(x)', '--text')).toBe('exp(x)*(x - 1)')
  expect(await answer('integrate', 'exp(-x^2)', 'x', '-oo', 'oo', '--text')).toBe('sqrt(pi)')
  expect(await answer('solve', 'x^2 = 2', '--text')).toBe('-sqrt(2)\nsqrt(2)')
  expect(await answer('solve', 'sin(x) = 1/2', '--text')).toBe('2*pi*n + pi/6\n2*pi*n + 5*pi/6')
  expect(JSON.parse(await answer('solve', 'x^2 + 1', '--all', '--json')).solutions[0].approximately).toEqual({
    re: 0,
    im: 1,
  })
  expect(await answer('latex', '1/(1+exp(-x))')).toBe('\\frac{1}{1 + e^{-x}}')
})

test('options may follow a formula after --, as anywhere', async () => {
  expect(await answer('--', '-x^2', '--at', 'x=1')).toContain('f = -1   at x = 1')
  expect(await answer('diff', '--', '-x^2', '--text')).toBe('-2*x')
  expect(await answer('limit', '--', '-x', 'x', '-oo', '--text')).toBe('oo')
  expect(await answer('limit', '--text', '--', '--x', '--at', '-2')).toBe('-2')
})

test('a series as JSON', async () => {
  const json = async (...args: string[]) => JSON.parse(await answer('series', ...args, '--json'))
  expect(await json('sqrt(sin(x))', '--order', '3')).toEqual({
    formula: 'sqrt(sin(x))',
    kind: 'puiseux',
    point: '0',
    base: 'x',
    terms: [
      { exponent: '1/2', coefficient: '1' },
      { exponent: '5/2', coefficient: '-1/12' },
    ],
    order: '3',
  })
  expect(await json('x^2 - x')).toMatchObject({ terms: [{ exponent: '1' }, { exponent: '2' }], order: null })
})

test('matrices of formulas, entry by entry, and lists of equations', async () => {
  expect(await answer('diff', '[[x^2, sin x], [x y, 1]]', 'x', '--text')).toBe('[[2*x, cos(x)], [y, 0]]')
  expect(await answer('diff', '[x, x y]', '--text')).toBe('[[1], [y]]\n[[0], [x]]')
  expect(await answer('simplify', 'jacobian([r cos t, r sin t], [r, t])', '--text')).toBe(
    '[[cos(t), -r*sin(t)], [sin(t), r*cos(t)]]',
  )
  expect(await answer('simplify', 'det(jacobian([r cos t, r sin t], [r, t]))')).toBe('r')
  expect(await answer('simplify', '[[1, x], [0, 1]]^-1', '--text')).toBe('[[1, -x], [0, 1]]')
  expect(await answer('simplify', 'hessian(x^2 y, [x, y])')).toContain('⎣2⋅x   0 ⎦')
  expect(await answer('integrate', '[x, x^2]', 'x', '0', '1', '--text')).toBe('[[1/2], [1/3]]')
  expect(await answer('limit', '[sin(x)/x, x]', 'x', '0', '--text')).toBe('[[1], [0]]')
  for (const several of ['[x + y = 3, x - y = 1]', 'x + y = 3, x - y = 1', 'x + y = 3; x = max(y, 2)'])
    expect(await answer('solve', several, '--text')).toBe('x = 2, y = 1')
  expect(await answer('solve', '[x^2 + y^2 = 5, x y = 2]', 'x,y', '--text')).toBe(
    'x = -2, y = -1\nx = -1, y = -2\nx = 1, y = 2\nx = 2, y = 1',
  )
  expect(await answer('solve', '[x = 1, x = 2]')).toBe('no solution')
  expect(JSON.parse(await answer('solve', '[x + y = 3]', 'x', '--json')).solutions).toEqual([
    { value: '3 - y' },
  ])
  expect((await run(['about', '[[x]]'])).code).toBe(2)
  expect(await answer('simplify', 'let a = x + 1\na^2 - x^2', '--text')).toBe('2*x + 1')
})

test('formulas as in books: products without signs, functions without brackets, LaTeX', async () => {
  const derivative = async (...args: string[]): Promise<string> =>
    (await answer('diff', ...args, '--text')).trim()
  expect(await derivative('3x^2 - 2x')).toBe(await derivative('3*x^2 - 2*x'))
  expect(await derivative('x(x+1)', 'x')).toBe('2*x + 1')
  expect(await derivative('x(y+1)', 'x')).toBe('y + 1')
  expect(await derivative('sin 2x')).toBe('2*cos(2*x)')
  expect(await derivative('\\frac{x(x+1)}{2}')).toBe('x + 1/2')
  const { gradient } = JSON.parse(await answer('2|x|x + log_2(x)', '--at', 'x=2', '--json'))
  expect(gradient.x.automatic).toBeCloseTo(8 + 1 / (2 * Math.LN2), 12)
})

test('a formula may begin with a minus sign, in every place', async () => {
  expect(await answer('-x^2', '--at', 'x=1', '--method', 'symbolic')).toContain('-2')
  expect(await answer('diff', '-x^2', 'x', '--text')).toBe('-2*x')
  expect(await answer('limit', '-1/x', 'x', '-oo')).toBe('0')
})

test.each<[string[], number, string]>([
  [['diff', 'x+*2'], 2, "nabla: parse: unexpected '*' at column 3"],
  [['diff', 'x', '2'], 2, "nabla: '2' says how often"],
  [['limit', 'x*y', '--at', '0'], 2, 'has the variables x, y: say by which'],
  [['limit', 'x'], 2, 'limit needs a point'],
  [['integrate', 'x', 'x', '0'], 2, 'both limits or none'],
  [['integrate', 'exp(x^x)'], 1, 'not found'],
  [['series', 'x', '--order', '0'], 2, 'whole number from 1'],
  [['simplify', 'x', '--form', 'nicer'], 2, 'one of shortest'],
  [['1/x', '--at', 'x=0'], 1, 'outside the domain'],
  [['x', '--att', 'x=1'], 2, "unknown option '--att'"],
  [[], 2, "missing required argument 'formula'"],
])('%j is refused with the reason', async (args, code, message) => {
  const outcome = await run(args)
  expect(outcome.code).toBe(code)
  expect(outcome.errors).toContain(message)
  expect(outcome.output).toBe('')
})

test.each([
  ['sin(x'],
  ['x +* 2'],
  ['x\n+('],
  [''],
  ['x', '--at', 'y=1'],
  ['log(x)', '--at', 'x=-1', '--latex'],
])('%j is refused in one line', async (...args) => {
  const { errors } = await run(args)
  expect(errors).toMatch(/^nabla: [^\n]+\n$/)
})

test.each([[['evaluate', 'x^2']], [['x', '+', '1']]])('%j: a word that is no command', async (args) => {
  const { errors, code } = await run(args)
  expect(code).toBe(2)
  expect(errors).toContain(`nabla: ${args[0]} is none of the commands diff, steps,`)
  expect(errors).toContain('; a formula stands alone: quote it.')
})

test('the place in a formula is shown apart from the line that says what is wrong', async () => {
  expect((await run(['x +* 2'])).frame).toBe('  x +* 2\n     ^\n')
})

test('LaTeX: the derivatives that were asked for, their values at a point, and beside JSON', async () => {
  expect(await answer('x*y', '--latex', '--at', 'x=1e-9,y=2', '--method', 'automatic')).toBe(
    [
      'f(x, y) = x y',
      '\\left.f\\right|_{x = 1 \\cdot 10^{-9},\\ y = 2} = 2 \\cdot 10^{-9}',
      '\\left.\\frac{\\partial f}{\\partial x}\\right|_{x = 1 \\cdot 10^{-9},\\ y = 2} = 2',
      '\\left.\\frac{\\partial f}{\\partial y}\\right|_{x = 1 \\cdot 10^{-9},\\ y = 2} = 1 \\cdot 10^{-9}',
    ].join('\n'),
  )
  expect(await answer('x^2', '--latex', '--order', '2')).toBe(
    'f(x) = x^{2}\n\\frac{d f}{d x} = 2 x\n\\frac{d^2 f}{d x^2} = 2',
  )
  const json = JSON.parse(await answer('log(x)', '--latex', '--json', '--at', 'x=2'))
  expect(json.gradient.x.latex).toBe('\\frac{1}{x}')
  expect((await run(['x', '--at', 'x=1', '--latex', '--table'])).code).toBe(2)
})

test('a formula from the input, and the version', async () => {
  const from = (text: string, ...args: string[]) => run(args, () => text)
  expect((await from('-x^2\n', 'diff', '-', 'x', '--text')).output).toBe('-2*x\n')
  expect((await from('x', 'limit', 'abs(x)/x', 'x', '0', '--side', '-')).output).toBe('-1\n')
  const long = await from('x+'.repeat(500_000), '-', '--at', 'x=1')
  expect(long.code).toBe(2)
  expect(long.errors).toMatch(/^nabla: limit reached: length of the formula is 1000000/)
  expect(await answer('--version')).toMatch(/^\d+\.\d+\.\d+$/)
})

test('who reads the output may stop', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn('npx', ['tsx', main, 'x', '--at', 'x=1'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
}, 60_000)

test.each([40, 80])('help names every command, in %s columns', async (columns) => {
  const { stdout } = process
  vi.stubEnv('COLUMNS', '')
  const before = stdout.columns
  stdout.columns = columns
  const help = await answer('--help').finally(() => {
    stdout.columns = before
    vi.unstubAllEnvs()
  })
  for (const line of help.split('\n').slice(1)) expect(line.length, line).toBeLessThanOrEqual(columns)
  for (const name of 'diff steps about simplify series limit integrate solve latex'.split(' '))
    expect(help).toMatch(new RegExp(`^  ${name} `, 'm'))
})

test('COLUMNS says how wide help is, and a command tells of its own help', async () => {
  vi.stubEnv('COLUMNS', '40')
  const series = await answer('series', 'sin(x)', 'x', '0', '20')
  const solving = await answer('solve', '--help')
  const help = await answer('series', '--help').finally(() => vi.unstubAllEnvs())
  for (const line of `${series}\n${solving}`.split('\n'))
    if (!line.startsWith('Usage')) expect(line.length).toBeLessThanOrEqual(40)
  for (const line of help.split('\n').slice(1)) expect(line.length, line).toBeLessThanOrEqual(40)
  expect((await run(['diff'])).errors).toContain('(nabla diff --help shows how it is used)')
})

test('answers keep to COLUMNS', async () => {
  vi.stubEnv('COLUMNS', '40')
  const commands = [
    ['sin(x*y)^2', '--at', 'x=1,y=pi/4', '--at', 'x=2,y=1', '--order', '2'],
    ['1/(1+exp(-x))', '--at', 'x=0.5'],
    ['diff', 'abs(x^2-1)'],
    ['solve', 'x^5-x-1'],
  ]
  for (const command of commands)
    for (const line of (await answer(...command)).split('\n'))
      expect(line.length, line).toBeLessThanOrEqual(40)
  expect(await answer(...commands[0]!)).toContain(
    'f = 0.4999999999999999\n  at x = 1, y = 0.7853981633974483\n',
  )
  vi.unstubAllEnvs()
})

test.each([
  ['--json', '--latex'],
  ['--text', '--latex'],
  ['--text', '--json'],
])('of %s and %s an answer takes one', async (...forms) => {
  const { errors, code } = await run(['diff', 'x^2', ...forms])
  expect(errors).toMatch(/^nabla: option '--\w+' cannot be used with option '--\w+'\n/)
  expect(code).toBe(2)
})
