/** The WebAssembly layer: kernels from descriptions, programs from kernels, memory and threads to run them. */
export { OutOfMemoryError } from '../errors.ts'
export { WorkerError } from './errors.ts'
export { type Features, features } from './features.ts'
export { asLoop, asProduct, type Contraction, type ContractionAxis } from './gemm/contraction.ts'
export { compileProduct } from './gemm/gemm.ts'
export {
  type Epilogue,
  type MatrixProduct,
  type MatrixType,
  matrixProduct,
  type ProductAxis,
  resultStrides,
} from './gemm/product.ts'
export { stageContraction } from './gemm/split.ts'
export { KernelBuilder } from './kernel/builder.ts'
export { type CompiledKernel, compileLoop } from './kernel/generate.ts'
export {
  type Axis,
  type Buffer,
  type ElementType,
  elementBytes,
  type GatherStep,
  type Instruction,
  type LoopKernel,
  type OutputBuffer,
  printKernel,
  type Reduction,
} from './kernel/ir.ts'
export { scalarOperation } from './kernel/operations.ts'
export { compileStaged, type Stage, type StageArgument, type StagedKernel } from './kernel/split.ts'
export { type LoadedProgram, Machine, type MachineOptions } from './machine.ts'
export { Heap, type HeapArray, type HeapOptions, type HeapStatistics } from './memory.ts'
export { composeProgram, type ProgramDescription, type Step } from './program.ts'
export { type Combination, compileScatter, type Scatter } from './rows/scatter.ts'
export { compileRowSort, type RowSort, sortTemporaryBytes } from './rows/sort.ts'
export { type WorkerFactory, type WorkerHandle, WorkerPool } from './threads.ts'
export { webWorkers } from './web-workers.ts'
