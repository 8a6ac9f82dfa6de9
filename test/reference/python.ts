/** Reads the Python expressions in which the reference records say what was called. */

export type Expression =
  | { kind: 'value'; value: number | string | boolean | null }
  | { kind: 'name'; name: string }
  | { kind: 'attribute'; of: Expression; name: string }
  | { kind: 'call'; callee: Expression; args: Expression[]; named: Map<string, Expression> }
  | { kind: 'index'; of: Expression; items: Expression[] }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'slice'; parts: (Expression | undefined)[] }
  | { kind: 'ellipsis' }
  | { kind: 'operator'; name: string; operands: Expression[] }

const token =
  /\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|('[^']*'|"[^"]*")|([A-Za-z_]\w*)|(\.\.\.|\*\*|\/\/|->|<=|>=|==|!=|[-+*/@%()[\],.:=<>&|~^']))/y

interface Token {
  kind: 'number' | 'string' | 'name' | 'symbol'
  text: string
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  token.lastIndex = 0
  for (;;) {
    const start = token.lastIndex
    const match = token.exec(text)
    if (!match || match.index !== start) return tokens
    const [, number, string, name, symbol] = match
    if (number) tokens.push({ kind: 'number', text: number })
    else if (string) tokens.push({ kind: 'string', text: string.slice(1, -1) })
    else if (name) tokens.push({ kind: 'name', text: name })
    else tokens.push({ kind: 'symbol', text: symbol! })
  }
}

/** Binary operators from loosest to tightest. */
const levels = [
  ['|'],
  ['^'],
  ['&'],
  ['<', '<=', '>', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/', '@', '//', '%'],
]

/** The first expression in `text`; a remark behind it ("-> values, indices") is left. Throws SyntaxError for none. */
export function parsePython(text: string): Expression {
  const tokens = tokenize(text)
  let at = 0
  const peek = (symbol: string): boolean => tokens[at]?.kind === 'symbol' && tokens[at]!.text === symbol
  const accept = (symbol: string): boolean => peek(symbol) && ++at > 0
  const expect = (symbol: string): void => {
    if (!accept(symbol))
      throw new SyntaxError(`expected '${symbol}' before '${tokens[at]?.text ?? 'the end'}' in: ${text}`)
  }

  const binary = (level: number): Expression => {
    if (level === levels.length) return unary()
    let left = binary(level + 1)
    while (tokens[at]?.kind === 'symbol' && levels[level]!.includes(tokens[at]!.text)) {
      const name = tokens[at++]!.text
      left = { kind: 'operator', name, operands: [left, binary(level + 1)] }
    }
    return left
  }
  const unary = (): Expression => {
    for (const name of ['-', '~', '+'])
      if (accept(name))
        return name === '+'
          ? unary()
          : { kind: 'operator', name: name === '-' ? 'negative' : 'not', operands: [unary()] }
    const base = postfix()
    return accept('**') ? { kind: 'operator', name: '**', operands: [base, unary()] } : base
  }
  const postfix = (): Expression => {
    let made = atom()
    for (;;) {
      if (accept('.')) {
        const name = tokens[at++]
        if (name?.kind !== 'name') throw new SyntaxError(`a name must follow '.' in: ${text}`)
        made = { kind: 'attribute', of: made, name: name.text }
      } else if (accept('(')) {
        const args: Expression[] = []
        const named = new Map<string, Expression>()
        while (!accept(')')) {
          if (tokens[at]?.kind === 'name' && tokens[at + 1]?.text === '=') {
            const name = tokens[at]!.text
            at += 2
            named.set(name, binary(0))
          } else args.push(binary(0))
          if (!accept(',') && !peek(')'))
            throw new SyntaxError(`expected ',' before '${tokens[at]?.text ?? 'the end'}' in: ${text}`)
        }
        made = { kind: 'call', callee: made, args, named }
      } else if (accept('[')) {
        const items: Expression[] = []
        while (!accept(']')) {
          items.push(item())
          if (!accept(',') && !peek(']')) throw new SyntaxError(`expected ',' in the index of: ${text}`)
        }
        made = { kind: 'index', of: made, items }
      } else return made
    }
  }
  /** An index: an expression, or start:stop:step. */
  const item = (): Expression => {
    const parts: (Expression | undefined)[] = [undefined]
    let colons = 0
    while (!peek(',') && !peek(']')) {
      if (accept(':')) {
        colons++
        parts.push(undefined)
      } else parts[colons] = binary(0)
    }
    return colons > 0 ? { kind: 'slice', parts } : parts[0]!
  }
  const sequence = (close: string): Expression[] => {
    const items: Expression[] = []
    while (!accept(close)) {
      items.push(binary(0))
      if (!accept(',')) {
        expect(close)
        break
      }
    }
    return items
  }
  const constants: Record<string, number | boolean | null> = {
    True: true,
    False: false,
    None: null,
    inf: Number.POSITIVE_INFINITY,
    nan: Number.NaN,
  }
  const atom = (): Expression => {
    const next = tokens[at++]
    if (!next) throw new SyntaxError(`an operand is missing in: ${text}`)
    if (next.kind === 'number') return { kind: 'value', value: Number(next.text) }
    if (next.kind === 'string') return { kind: 'value', value: next.text }
    if (next.kind === 'name')
      return next.text in constants
        ? { kind: 'value', value: constants[next.text]! }
        : { kind: 'name', name: next.text }
    if (next.text === '...') return { kind: 'ellipsis' }
    if (next.text === '[') return { kind: 'list', items: sequence(']') }
    if (next.text === '(') {
      const start = at
      const items = sequence(')')
      const tuple = items.length !== 1 || tokens[at - 2]?.text === ','
      return tuple || start === at ? { kind: 'list', items } : items[0]!
    }
    throw new SyntaxError(`unexpected '${next.text}' in: ${text}`)
  }
  return binary(0)
}
