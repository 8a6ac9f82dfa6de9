export { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts'
export { SafetensorsError } from './errors.ts'
export type { SafetensorsHeader, StoredTensor } from './header.ts'
export { decodeNpy, encodeNpy, NpyError } from './npy.ts'
export { decodeNpz, encodeNpz, type NpzOptions, type NpzReading } from './npz.ts'
export {
  decodeSafetensors,
  encodeSafetensors,
  inspectSafetensors,
  type SafetensorsOptions,
} from './safetensors.ts'
