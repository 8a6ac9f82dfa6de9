import { plainFormula } from './plain.ts'
import type { Formula } from './tree.ts'

/** 1/(1 + x^2), and where that is 1/x^2, its root: squares of large numbers overflow. */
const far = '1/where(abs(x) < 1e9, 1 + x^2, x)'
/**
 * The page of derivatives: name, then the partial derivative by each argument, set apart by two or more spaces.
 * `x` (or `x1`, `x2`) are the arguments, `y` is the function's value. At a kink the line states the subgradient. After `~`
 * stands the same partial derivative as tensors compute it, where the book's form loses its digits in floating point, or
 * overflows long before x: y + 1 has no correct digit in the left tail of expm1, 1 - y^2 none at saturation of tanh, the
 * derivative of a product cancels at 0 of asin. That of acosh below -1 is PyTorch's. The slope of abs at its kink is 0, a tie of
 * maximum is shared, and a remainder has the sign of the dividend, as % and fmod.
 *
 * Every engine reads this page: tensor operations (forward and reverse), symbolic expressions, source transformation. It goes
 * on in special-derivatives.ts, which programs load that use those functions, and in all-derivatives.ts with what only
 * formulas have.
 */
export const page = `
negative    -1
abs         sign(x)
exp         y
expm1       exp(x)
exp2        y*log(2)
log         1/x
log1p       1/(1 + x)
log2        1/(x*log(2))  ~ 1/log(2)/x
log10       1/(x*log(10))  ~ 1/log(10)/x
sqrt        1/(2*y)
rsqrt       -y*y*y/2  ~ -y/2*y*y
cbrt        1/(3*y^2)
square      2*x
reciprocal  -y^2

sin         cos(x)
cos         -sin(x)
tan         1 + y^2
asin        1/sqrt((1 - x)*(1 + x))  ~ 1/sqrt(where(abs(x) < 1/2, 1 - x^2, (1 - x)*(1 + x)))
acos        -1/sqrt((1 - x)*(1 + x))  ~ -1/sqrt(where(abs(x) < 1/2, 1 - x^2, (1 - x)*(1 + x)))
atan        1/(1 + x^2)  ~ where(abs(x) < 1e9, 1, ${far})*${far}
sinh        cosh(x)
cosh        sinh(x)
tanh        1/cosh(x)^2  ~ sech(x)^2
asinh       1/sqrt(1 + x^2)  ~ 1/hypot(x, 1)
acosh       1/sqrt((x - 1)*(x + 1))  ~ 1/(sqrt(abs(x) - 1)*sqrt(abs(x) + 1))
atanh       1/((1 - x)*(1 + x))  ~ 1/where(abs(x) < 1/2, 1 - x^2, (1 - x)*(1 + x))
sech        -y*tanh(x)
csch        -y*coth(x)  ~ -y/tanh(x)
logistic    y*logistic(-x)
logit       where(x < 0 or x > 1, nan, 1/(x*(1 - x)))  ~ where(x < 0 or x > 1, nan, 1/x + 1/(1 - x))
softplus    logistic(x)
tanhshrink  tanh(x)^2
softsign    1/(1 + abs(x))^2  ~ (1/(1 + abs(x)))^2
erfinv      sqrt(pi)/2*exp(y^2)
ndtr        exp(-x^2/2)/sqrt(2*pi)

sinc        where(x == 0, 0, (cos(pi*x) - y)/x)  ~ where(abs(x) < 1/8, -pi^2*x/3*(1 - (pi*x)^2/10*(1 - (pi*x)^2/28*(1 - (pi*x)^2/54*(1 - (pi*x)^2/88*(1 - (pi*x)^2/130))))), ((1 - 2*abs(round(x) - 2*round(round(x)/2)))*cos(pi*(x - round(x))) - y)/x)

sign        0
floor       0
ceil        0
round       0
trunc       0

add         1    1
subtract    1    -1
multiply    x2    x1
divide      1/x2    -y/x2
power       where(x2 == 0, 0, x2*x1^(x2 - 1))    where(x1 == 0 and x2 >= 0, 0, y*log(x1))
atan2       x2/(x1^2 + x2^2)  ~ x2/hypot(x1, x2)/hypot(x1, x2)    -x1/(x1^2 + x2^2)  ~ -x1/hypot(x1, x2)/hypot(x1, x2)
hypot       x1/y    x2/y
maximum     where(x1 < x2, 0, where(x1 == x2, 1/2, 1))    where(x2 < x1, 0, where(x1 == x2, 1/2, 1))
minimum     where(x1 > x2, 0, where(x1 == x2, 1/2, 1))    where(x2 > x1, 0, where(x1 == x2, 1/2, 1))
remainder   1    -trunc(x1/x2)
logaddexp   logistic(x1 - x2)    logistic(x2 - x1)
xlogy       where(x1 == 0 and x2 <= 0, 0, log(x2))    x1/x2
xlog1py     where(x1 == 0 and x2 <= -1, 0, log1p(x2))    x1/(1 + x2)
`

/** One line of the page. */
export interface Derivative {
  readonly name: string
  readonly arity: number
  /** The partial derivative by each argument, over `x` or `x1`, `x2`, ..., and `y`. */
  readonly partials: readonly Formula[]
  /** The same as tensors compute them. */
  readonly floats: readonly Formula[]
}

/** The lines of a page. A program needs few of them: the formulas of a line are parsed when it is asked for them. */
export function parsePage(text: string): ReadonlyMap<string, Derivative> {
  const lines = new Map<string, Derivative>()
  for (const line of text.split('\n')) {
    const [name, ...columns] = line.trim().split(/\s{2,}/)
    if (!name) continue
    let parsed: ReturnType<typeof parseColumns> | undefined
    const formulas = (): ReturnType<typeof parseColumns> => (parsed ??= parseColumns(columns))
    lines.set(name, {
      name,
      arity: columns.filter((column) => column[0] !== '~').length,
      get partials() {
        return formulas().partials
      },
      get floats() {
        return formulas().floats
      },
    })
  }
  return lines
}

function parseColumns(columns: readonly string[]): Pick<Derivative, 'partials' | 'floats'> {
  const partials: Formula[] = []
  const floats: Formula[] = []
  for (const column of columns) {
    if (column[0] === '~') floats[floats.length - 1] = plainFormula(column.slice(1))
    else {
      const partial = plainFormula(column)
      partials.push(partial)
      floats.push(partial)
    }
  }
  return { partials, floats }
}

/** The lines of the page, by name. */
export const derivatives: ReadonlyMap<string, Derivative> = parsePage(page)
