export * from './composed.ts'
export * from './plain.ts'
export { logit } from './special.ts'
