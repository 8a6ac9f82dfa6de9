import { callOf, span, symbolOf } from '../build.ts'
import type { ParseError } from '../errors.ts'
import type { Formula } from '../tree.ts'
import { readBracket } from './brackets.ts'
import { readFraction, readIntegral, readLimit, readSeries, readShortDerivative } from './calculus.ts'
import { readEnvironment } from './environments.ts'
import { accents, functions, letters } from './names.ts'
import { readApplied, readName } from './names-reader.ts'
import type { Reader } from './reader.ts'
import type { LatexToken } from './tokens.ts'

/** What stands at a command that has been taken. */
export function readCommand(reader: Reader, token: LatexToken): Formula {
  const at = span(token.start, token.end)
  const { text } = token
  if (Object.hasOwn(functions, text)) return readApplied(reader, token, functions[text]!)
  if (letters.has(text)) return readName(reader, token)
  if (Object.hasOwn(accents, text)) {
    const inner = reader.script()
    if (text === 'tilde' && inner.kind === 'symbol' && inner.name === 'oo') return symbolOf('zoo', at)
    if (inner.kind !== 'symbol') throw reader.unexpected(token, 'it stands on a name only')
    return symbolOf(inner.name + accents[text], at, true)
  }
  switch (text) {
    case 'infty':
      return symbolOf('oo', at)
    case 'pi':
      return symbolOf('pi', at)
    case 'top':
    case 'intercal':
      return symbolOf('T', at)
    case 'imath':
      return symbolOf('I', at)
    case 'frac':
    case 'dfrac':
    case 'tfrac':
    case 'cfrac':
      return readFraction(reader)
    case 'sqrt': {
      if (!reader.isOpen('[')) return callOf('sqrt', [reader.script()], at)
      const degree = readBracket(reader)
      return callOf('root', [reader.script(), degree], at)
    }
    case 'root': {
      // \root 3 \of x
      const degree = reader.inside()
      if (!reader.isCommand('of')) throw reader.unexpected(reader.token, 'write \\sqrt[3]{x}')
      reader.take()
      return callOf('root', [reader.script(), degree], at)
    }
    case 'abs':
    case 'norm':
      return callOf('abs', [reader.script()], at)
    case 'qty':
      return reader.is('{') ? reader.group() : readBracket(reader)
    case 'dv':
    case 'pdv':
      return readShortDerivative(reader, token)
    case 'binom':
    case 'dbinom':
    case 'tbinom': {
      const n = reader.script()
      return callOf('binomial', [n, reader.script()], at)
    }
    case 'overline':
      return callOf('conjugate', [reader.script()], at)
    case 'int':
    case 'iint':
    case 'iiint':
      return readIntegral(reader, token)
    case 'sum':
    case 'prod':
      return readSeries(reader, token)
    case 'lim':
      return readLimit(reader, token)
    case 'begin':
      return readEnvironment(reader, token)
    case 'mod':
      // \cdot \operatorname{mod}(a, b)
      if (reader.isOpen('(')) return readApplied(reader, token, text)
      throw reader.unexpected(token, 'it stands between two operands')
    case 'bmod':
      throw reader.unexpected(token, 'it stands between two operands')
    case 'pm':
    case 'mp':
      throw twoValues(reader, token)
    default:
      throw reader.unexpected(token, `the command \\${text} is not known`)
  }
}

export const twoValues = (reader: Reader, token: LatexToken): ParseError =>
  reader.unexpected(token, 'it has two values; write each')
