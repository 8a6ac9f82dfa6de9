export { LimitError, ParseError } from './errors.ts'
export { type ParseOptions, parseFormula, parseTemplate } from './parse.ts'
export { formulaText } from './text.ts'
export * from './tree.ts'
