import { integer, isValue, node, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs, toExpr } from '../build/subs.ts'
import { negate, subtract } from '../build/sum.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import { idiff } from '../calculus/implicit.ts'
import type { Expr } from '../expr.ts'
import { shownAs } from '../print/shown.ts'
import { wrapText } from '../print/wrap-text.ts'
import { simplify } from '../simplify/simplify.ts'
import { some } from '../traverse.ts'
import type { RuleName } from './families.ts'
import { ruleFormulas } from './formulas.ts'
import { derivationStyle, escapeHtml, formulaHtml } from './html.ts'
import { type StageOptions, stageOf } from './stage.ts'
import { heldLatex, heldText } from './write.ts'

/** A line of an implicit derivation: an equation, and the rule that made it of the line above. */
export interface EquationStep {
  readonly rule: RuleName
  readonly explanation: string
  readonly left: Expr
  readonly right: Expr
}

/** How dy/dx follows from an equation in x and y. */
export interface ImplicitDerivation {
  readonly equation: readonly [left: Expr, right: Expr]
  /** y as the function of x that the lines have. */
  readonly dependent: Expr
  readonly steps: readonly EquationStep[]
  /** dy/dx in terms of x and y. */
  readonly result: Expr
  /** A rule a line; lines that are longer than so many columns are broken. */
  text(columns?: number): string
  latex(): string
  html(): string
  toString(): string
}

/**
 * Implicit differentiation as a teacher would write it: both sides by x with y a function of x, rule by rule, then
 * solved for y'.
 *
 * Throws: DifferentiationError where x or y does not occur.
 *
 * @example
 * console.log(implicitSteps(parse('x^2 + y^2 == 1'), 'y', 'x').text())
 */
export function implicitSteps(
  equation: Expr,
  y: Variable,
  x: Variable,
  options: StageOptions = {},
): ImplicitDerivation {
  const result = idiff(equation, y, x)
  const dependent = resolve(equation, y) ?? toExpr(y)
  const independent = resolve(equation, x) ?? toExpr(x)
  const isEquation = equation.kind === 'relation' && equation.name === '=='
  const sides = (isEquation ? [...equation.args] : [equation, integer(0)]) as [Expr, Expr]
  // a side that is a number is written on the right
  if (sides[0].mask === 0 && sides[1].mask !== 0) sides.reverse()
  const f = call(dependent.name, independent)
  const [left, right] = sides.map((s) =>
    stageOf(subs(s, new Map([[dependent, f]])), independent, { ...options, simplify: false }),
  )
  const list: EquationStep[] = []
  let [l, r] = [left!.start, right!.start]
  list.push({
    rule: 'differentiate both sides',
    explanation: `Differentiate both sides by ${independent}; ${dependent} is a function of ${independent}`,
    left: l,
    right: r,
  })
  for (const s of left!.steps)
    list.push({ rule: s.rule, explanation: s.explanation, left: (l = s.line), right: r })
  for (const s of right!.steps)
    list.push({ rule: s.rule, explanation: s.explanation, left: l, right: (r = s.line) })
  const slope = node('call', dependent.name, [independent], undefined, [integer(1).value])
  const name = `${dependent.name}'`
  const { factor, rest } = holds(l, slope) ? collected(l, r, slope) : collected(r, l, slope)
  const isSolved = isValue(factor, 1)
  if (!isSolved)
    list.push({
      rule: 'collect',
      explanation: `Collect the terms with ${name}`,
      left: multiplyAll([factor, slope]),
      right: rest,
    })
  list.push({
    rule: 'collect and solve',
    explanation: isSolved ? `Solve for ${name}` : `Divide by the factor of ${name}`,
    left: slope,
    right: subs(result, new Map([[dependent, f]])),
  })
  const derivation: ImplicitDerivation = {
    equation: sides,
    dependent: f,
    steps: list,
    result,
    text: (columns) => wrapText(implicitText(derivation, dependent), columns ?? Number.POSITIVE_INFINITY),
    latex: () => implicitLatex(derivation, dependent),
    html: () => implicitHtml(derivation, dependent),
    toString: () => derivation.text(),
    ...shownAs(() => derivation.text()),
  }
  return derivation
}

const holds = (e: Expr, part: Expr): boolean => some(e, (node) => node === part)

/** The equation l = r, which is linear in a slope, as factor * slope = rest. */
function collected(l: Expr, r: Expr, slope: Expr): { readonly factor: Expr; readonly rest: Expr } {
  const p = symbol(' slope')
  const all = subs(subtract(l, r), new Map([[slope, p]]))
  return {
    factor: simplify(diff(all, p)),
    rest: simplify(negate(subs(all, new Map([[p, integer(0)]])))),
  }
}

/** y(x) and y'(x) written y and y'. */
function plain(e: Expr, y: Expr): Expr {
  return mapExpr(e, (n) => {
    if (n.kind !== 'call' || n.name !== y.name) return n
    const order = n.weights.length === 0 ? 0 : Number(n.weights[0]!.n)
    return order === 0 ? y : symbol(`${y.name}${'′'.repeat(order)}`)
  })
}

const unquoted = (text: string): string => text.replaceAll('`', '').replaceAll('′', "'")

function implicitText(d: ImplicitDerivation, y: Expr): string {
  const side = (e: Expr): string => unquoted(heldText(plain(e, y)))
  const lines = [`${side(d.equation[0])} = ${side(d.equation[1])}`]
  for (const s of d.steps)
    lines.push(`${side(s.left)} = ${side(s.right)}`, `      ${unquoted(explained(s, y))}`)
  return lines.join('\n')
}

/** The explanation with y and y' for y(x) and y'(x). */
const explained = (s: EquationStep, y: Expr): string =>
  s.explanation.replace(/(\w+)('*)\((\w+)\)/g, (all, name, primes) => (name === y.name ? name + primes : all))

function implicitLatex(d: ImplicitDerivation, y: Expr): string {
  const side = (e: Expr): string =>
    heldLatex(plain(e, y))
      .replaceAll('′', "'")
      .replace(/\\mathrm\{(\w)('+)\}/g, '$1$2')
  const rows = d.steps.map(
    (s) => `${side(s.left)} &= ${side(s.right)} && \\text{${ruleFormulas[s.rule].title.toLowerCase()}}`,
  )
  return `\\begin{aligned}\n${[`${side(d.equation[0])} &= ${side(d.equation[1])}`, ...rows].join(' \\\\\n')}\n\\end{aligned}`
}

function implicitHtml(d: ImplicitDerivation, y: Expr): string {
  const side = (e: Expr): string => formulaHtml(plain(e, y)).replaceAll('`', '')
  const row = (left: Expr, right: Expr, rule: string, attributes: string): string =>
    `<tr${attributes}><td class="line" style="text-align:right">${side(left)}</td><td class="equals">=</td><td class="line">${side(right)}</td><td class="rule">${rule}</td></tr>`
  const rows = d.steps.map((s, i) =>
    row(
      s.left,
      s.right,
      `<b>${escapeHtml(ruleFormulas[s.rule].title)}</b>`,
      ` data-rule="${s.rule}"${i === d.steps.length - 1 ? ' class="result"' : ''}`,
    ),
  )
  return `<style>${derivationStyle}</style>\n<table class="nabla-steps">\n${[row(d.equation[0], d.equation[1], '', ''), ...rows].join('\n')}\n</table>`
}
