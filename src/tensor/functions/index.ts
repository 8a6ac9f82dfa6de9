// All functions by their names, for what looks them up: methods and formulas. Others name the files, so that gzip finds this
// list beside that of what `nabla` exports.
export * from './composed.ts'
export * from './plain.ts'
export { logit } from './special.ts'
