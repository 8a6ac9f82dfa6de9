import { random } from '../../../ops/random.ts'
import { dearer } from '../estimate.ts'
import { randomBits } from '../random.ts'
import { templates } from '../templates.ts'

// What the engine knows of random numbers.

templates.set(random.random_bits, randomBits)
dearer.set(random.random_bits, () => 12)
