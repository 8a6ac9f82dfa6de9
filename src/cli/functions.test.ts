import { expect, test } from 'vitest'
import { run } from './program.ts'

const answer = async (...args: string[]): Promise<string> => {
  const { output, errors, frame, code } = await run(args)
  expect({ errors, frame, code }).toEqual({ errors: '', frame: '', code: 0 })
  return output.trimEnd()
}

test('a definition is the function on its right', async () => {
  expect(await answer('diff', 'f(x) = x^2', '--text')).toBe('2*x')
  expect(await answer('diff', 'y = x^2', '--text')).toBe('2*x')
  expect(await answer('integrate', 'g(t) := 2t', '--text')).toBe('t^2')
  expect(await answer('y = x^2', '--at', 'x=3', '--table')).toContain('automatic  6')
  expect(await answer('about', 'f(x) = x^3', '--text')).toContain('3*x^2')
  // y is no name where it is what is differentiated by
  expect(await answer('diff', 'y = x^2', 'y', '--text')).toBe('1/(2*x)')
  expect(await answer('steps', 'y = x^2', 'y')).toMatch(/x' = 1\/\(2\*x\)/)
})

test('an equation in two variables has the slope of its curve', async () => {
  expect(await answer('diff', 'x^2 + y^2 = 1')).toMatch(/^dy\/dx = -─$[\s\S]*^dx\/dy = -─$/m)
  expect(await answer('diff', 'x^2 + y^2 = 1', 'x', '--text')).toBe('-x/y')
  expect(await answer('diff', 'x y = 1', 'x', '2', '--text')).toBe('2*y/x^2')
  expect(await answer('diff', 'x y = 1', 'x', '--latex')).toBe('\\frac{d y}{d x} = -\\frac{y}{x}')
  const { derivatives } = JSON.parse(await answer('diff', 'x y = 1', '--order', '2', '--json'))
  expect(derivatives[0]).toEqual({ of: 'y', by: ['x', 'x'], derivative: '2*y/x^2' })
  expect(await answer('steps', 'x^2 + y^2 = 1', 'x')).toMatch(/\ny' = -x\/y\n.*Divide by the factor of y'$/)
  const { dependent, steps } = JSON.parse(await answer('steps', 'x^2 + y^2 = 1', 'x', '--json'))
  expect([dependent, steps.at(-2).left]).toEqual(['y', "2*y'(x)*y(x)"])
})

test.each([
  [['x = 2'], 'x == 2 is an equation, and no function: nabla solve finds where it holds.'],
  [
    ['x^2 + y^2 = 1'],
    'is an equation, and no function: nabla solve finds where it holds, nabla diff its slope.',
  ],
  [['diff', 'sin(x) = x'], 'is an equation, and no function'],
  [['diff', 'x < 2'], 'x < 2 is a condition, and no function'],
  [['diff', 'x = x'], 'true is a condition, and no function'],
  [['diff', 'x^2 + y^2 = r^2', 'x'], 'is an equation in r, x, y: a derivative by x is found where'],
  [['diff', 'x y = 1', 'x', 'y'], 'derive it by one variable at a time'],
  [['steps', 'x = 2'], 'is an equation, and no function'],
  [['about', 'x < 2'], 'is a condition, and no function'],
  [['limit', 'x = 2', 'x', '0'], 'is an equation, and no function'],
  [['integrate', '[x, x = 2]', 'x'], 'is an equation, and no function'],
  [['series', 'x > 2 and x < 3'], 'is a condition, and no function'],
])('%j is no function', async (args, message) => {
  const { errors, code } = await run(args)
  expect(errors).toContain(message)
  expect(code).toBe(2)
})

test.each([
  ['x < 2', 'x < 2', 'x < 2'],
  ['x^2 >= 4', 'x ≤ -2  or  2 ≤ x', 'x <= -2 or 2 <= x'],
  ['x^2 <= 0', 'x = 0', 'x = 0'],
  ['x^2 < 0', 'no solution', 'false'],
  ['x^2 >= 0', 'all real numbers', 'true'],
  ['abs(x) > 1 and x < 3', 'x < -1  or  1 < x < 3', 'x < -1 or 1 < x < 3'],
  [
    'sin(x) > 1/2',
    '2*π*n + π/6 < x < 2*π*n + 5*π/6\n\n(n is any whole number)',
    '2*pi*n + pi/6 < x < 2*pi*n + 5*pi/6',
  ],
])('the inequality %s is solved', async (condition, forPeople, plain) => {
  expect(await answer('solve', condition)).toBe(forPeople)
  expect(await answer('solve', condition, '--text')).toBe(plain)
})

test('an inequality as LaTeX and as JSON', async () => {
  expect(await answer('solve', 'x^2 > 3', '--latex')).toBe(
    'x < -\\sqrt{3} \\quad\\text{or}\\quad \\sqrt{3} < x',
  )
  expect(JSON.parse(await answer('solve', 'x^2 < 4', '--json'))).toEqual({
    condition: 'x^2 < 4',
    variable: 'x',
    intervals: [{ from: '-2', to: '2', closedFrom: false, closedTo: false }],
  })
})

test('solutions of a system stand together, line by line where each takes one', async () => {
  expect(await answer('solve', '[x + y = 3, x y = 2]')).toBe('x = 1\ny = 2\n\nor\n\nx = 2\ny = 1')
  expect((await answer('solve', '[2x = 1, y = 2]')).split('\n')).toContain('')
})

test('what holds always is told', async () => {
  expect((await run(['solve', 'x = x'])).errors).toBe(
    'nabla: solve: not found: every x solves the equation.\n',
  )
})

test('two formulas on two lines are no product', async () => {
  const from = (text: string) => run(['diff', '-', 'x', '--text'], () => text)
  expect((await from('x^2\ny^2\n')).errors).toContain('give one formula at a time, or a list')
  expect((await from('x^2 +\n  3x\n')).output).toBe('2*x + 3\n')
  expect((await from('x^2\n  + 3x\n')).output).toBe('2*x + 3\n')
  expect((await from('\\frac{x}\n{2}')).output).toBe('1/2\n')
})

test('a name in which the variable stands is pointed out', async () => {
  expect(await answer('diff', 'xy', 'x')).toBe(
    'df/dx = 0\n\n(xy is the name of one variable; a product is written x*y)',
  )
  expect(await answer('diff', 'x + xy', 'x')).not.toContain('name')
})

test('help is a word, too', async () => {
  expect(await answer('help')).toBe(await answer('--help'))
  expect(await answer('help', 'diff')).toBe(await answer('diff', '--help'))
})
