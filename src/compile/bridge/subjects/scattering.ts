import './places.ts'
import { scattering } from '../../../ops/scattering.ts'
import { writesAtPlaces } from '../scatter.ts'

// What the engine knows of elements that replace or meet others at computed places, apart from sums.

writesAtPlaces(scattering.scatter)
