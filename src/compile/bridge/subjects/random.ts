import { random } from '../../../ops/random.ts'
import { operations } from '../../../wasm/kernel/operations.ts'
import { randomWord } from '../../../wasm/kernel/threefry.ts'
import { dearer } from '../estimate.ts'
import { randomBits } from '../random.ts'
import { templates } from '../templates.ts'

// What the engine knows of random numbers.

operations['threefry0'] = randomWord(0)
operations['threefry1'] = randomWord(1)
templates.set(random.random_bits, randomBits)
dearer.set(random.random_bits, () => 12)
