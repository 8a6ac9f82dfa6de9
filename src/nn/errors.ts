import { NablaError } from '../errors.ts'

/** An option of a layer that makes no sense. */
export class LayerError extends NablaError {
  protected override get kind(): string {
    return 'LayerError'
  }
  readonly layer: string
  constructor(layer: string, message: string) {
    super(`${layer}: ${message}`)
    this.layer = layer
  }
}

/** A state that does not fit the model that it is loaded into (nothing was loaded), or that is to run with it. */
export class StateDictError extends NablaError {
  protected override get kind(): string {
    return 'StateDictError'
  }
  /** Names that the model has and the state has not. */
  readonly missing: readonly string[]
  /** Names that the state has and the model has not. */
  readonly unexpected: readonly string[]
  /** Names with another shape: `fc.weight is [10,128], the state has [10,64]`. */
  readonly mismatched: readonly string[]
  constructor(
    missing: readonly string[],
    unexpected: readonly string[],
    mismatched: readonly string[],
    operation: 'loadStateDict' | 'functionalCall' = 'loadStateDict',
  ) {
    const lines = [
      missing.length > 0 ? `missing in the state: ${missing.join(', ')}` : '',
      unexpected.length > 0 ? `not in the model: ${unexpected.join(', ')}` : '',
      mismatched.length > 0 ? `of another shape: ${mismatched.join('; ')}` : '',
    ].filter((line) => line !== '')
    const loading = operation === 'loadStateDict'
    super(
      `${operation}: the state does not fit the model${loading ? '; nothing was loaded' : ''}. ${lines.join('. ')}. ` +
        (loading
          ? 'Build the model as it was when the state was saved, or pass { strict: false } to load what has a place.'
          : 'Take it of the same model, by stateDict() or namedParameters().'),
    )
    this.missing = missing
    this.unexpected = unexpected
    this.mismatched = mismatched
  }
}
