/** A sign, name or number of a matrix formula, and where it stands; `known` says whether it is one of those. */
export interface MatToken {
  readonly text: string
  readonly at: number
  readonly known: boolean
}

const sameAs: Readonly<Record<string, string>> = {
  '⊙': '.*',
  '∘': '.*',
  '⊘': './',
  '**': '^',
  '·': '*',
  '@': '*',
  '.T': "'",
  ᵀ: "'",
  '^{T}': "'",
  '{': '(',
  '}': ')',
}

const plain =
  /\s*(?:(?:np|numpy|jnp|torch|scipy)\.(?:linalg\.)?)?(\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+|\.(?:T|inv|det|trace|transpose)\b|[\p{L}_][\p{L}\p{N}_]*|\.\*|\.\/|\.\^|\*\*|\^T\b|\^\{T\}|\^\{-T\}|\^-T\b|[-+*/^'(){},@⊙∘⊘⊗·])|\s*(\S)/giu

/** Splits text as in Matlab, Python and books; names of modules, as np.linalg, are left out. */
export function matrixTokens(source: string): MatToken[] {
  if (source.includes('\\')) return latexTokens(source)
  return [...source.matchAll(plain)].flatMap((m) => {
    const text = m[1] ?? m[2] ?? ''
    const at = m.index + m[0].length - text.length
    const made = /^\^\{?-T/.test(text) ? ['^', '-', '1', "'"] : [sameAs[text] ?? text]
    return made.map((one) => ({ text: one, at, known: m[1] !== undefined }))
  })
}

const face = 'math(?:bf|rm|sf|it|cal)|boldsymbol|bm|operatorname|text'
const transposes = `\\\\(?:top|intercal|prime)|T|\\\\(?:${face})\\s*(?:\\{T\\}|T)`
const parts: readonly (readonly [pattern: RegExp, made: (m: RegExpExecArray) => readonly string[]])[] = [
  [/\\left\s*\|/y, () => ['abs', '(']],
  [/\\right\s*\|/y, () => [')']],
  [/(?:\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])|\\[,;:! ]|~|&|\s)+/y, () => []],
  [new RegExp(`\\^\\s*(?:\\{\\s*(?:${transposes})\\s*\\}|(?:${transposes}))`, 'y'), () => ["'"]],
  [new RegExp(`\\^\\s*\\{\\s*-\\s*(?:${transposes})\\s*\\}`, 'y'), () => ['^', '-', '1', "'"]],
  [/\\log\s*\\det(?![A-Za-z])/y, () => ['logdet']],
  [/e\s*\^\s*(?=\{)/y, () => ['exp']],
  [/\\(?:cdot|times)(?![A-Za-z])/y, () => ['*']],
  [/\\odot(?![A-Za-z])/y, () => ['.*']],
  [/\\oslash(?![A-Za-z])/y, () => ['./']],
  [/\\otimes(?![A-Za-z])/y, () => ['⊗']],
  [/\\ln(?![A-Za-z])/y, () => ['log']],
  [/\\mathbf\s*\{1\}/y, () => ['vector', '(', '1', ')']],
  [new RegExp(`\\\\(?:${face})\\*?\\s*\\{([A-Za-z]\\w*)\\}`, 'y'), (m) => [m[1]!]],
  [/(?:\\([A-Za-z]+)|([A-Za-z]))_(?:\{(\w+)\}|(\w))/y, (m) => [`${m[1] ?? m[2]}_${m[3] ?? m[4]}`]],
  [/\\([A-Za-z]+)/y, (m) => [m[1]!]],
  [/[A-Za-z]/y, (m) => [m[0]]],
  [/\d+(?:\.\d+)?/y, (m) => [m[0]]],
  [/[{[(]/y, () => ['(']],
  [/[}\])]/y, () => [')']],
  [/[-+*/^',]/y, (m) => [m[0]]],
]
const bars = /\\(?:\||[lr]?Vert(?![A-Za-z]))(?:\s*_\s*(?:\{(\w)\}|(\w)))?/y
const fraction = /\\[dt]?frac(?![A-Za-z])/y
const functions = new Set(
  'abs tr trace det logdet inv adj sum norm norm1 diag vec exp log sqrt sin cos tan tanh softmax logsumexp vector matrix'.split(
    ' ',
  ),
)

/** Splits LaTeX: letters side by side are a product, \\| x \\|_2 is a norm, \\det X needs no brackets. */
function latexTokens(source: string): MatToken[] {
  const tokens: MatToken[] = []
  const open: number[] = []
  /** Where a fraction waits for the end of its numerator, or its denominator: the depth of its braces. */
  const waiting: { depth: number; below: boolean }[] = []
  let depth = 0
  let at = 0
  let bareEnd = -1
  const push = (text: string, known = true): void => {
    const last = tokens[tokens.length - 1]
    const operand = /^[\p{L}\d(]/u.test(text)
    // what \operatorname{tr} A B or \det X^{-1} is applied to is not clear
    if (tokens.length === bareEnd && (operand || text === '^' || text === "'")) known = false
    if (operand && last !== undefined && /^[\p{L}\d)']/u.test(last.text) && !functions.has(last.text))
      tokens.push({ text: '*', at, known: true })
    // \det X
    const bare = last !== undefined && functions.has(last.text) && text !== '('
    if (bare) tokens.push({ text: '(', at, known: true })
    tokens.push({ text, at, known })
    if (!bare) return
    tokens.push({ text: ')', at, known: true })
    bareEnd = tokens.length
  }
  while (at < source.length) {
    fraction.lastIndex = bars.lastIndex = at
    let found = fraction.exec(source)
    if (found !== null) {
      push('(')
      waiting.push({ depth, below: false })
      at += found[0].length
      continue
    }
    found = bars.exec(source)
    if (found !== null) {
      const closing = open.length > 0
      if (closing) {
        const start = open.pop()!
        const kind = found[1] ?? found[2]
        if (kind === '1') tokens[start] = { ...tokens[start]!, text: 'norm1' }
        push(')')
      } else {
        push('norm')
        open.push(tokens.length - 1)
        push('(')
      }
      at += found[0].length
      continue
    }
    let made: readonly string[] | undefined
    for (const [pattern, make] of parts) {
      pattern.lastIndex = at
      found = pattern.exec(source)
      if (found === null) continue
      made = make(found)
      break
    }
    if (made === undefined || found === null) {
      push(source[at]!, false)
      at++
      continue
    }
    for (const text of made) push(text)
    if (found[0] === '{') depth++
    if (found[0] === '}') {
      depth--
      const fractionHere = waiting[waiting.length - 1]
      if (fractionHere?.depth === depth) {
        if (fractionHere.below) {
          waiting.pop()
          push(')')
        } else {
          fractionHere.below = true
          tokens.push({ text: '/', at, known: true })
        }
      }
    }
    at += found[0].length
  }
  return tokens
}
