import './slicing.ts'
import './products.ts'
import { window } from '../../../ops/window.ts'
import { expansions } from '../../expand.ts'
import { withoutHoles } from '../../phases.ts'
import { sumOfProducts } from '../../products.ts'
import { forms } from '../block.ts'
import { product, sourceOf } from '../contraction.ts'
import { convolution } from '../convolution.ts'
import { framed } from '../images.ts'
import { products } from '../product.ts'
import { sources } from '../scalars.ts'
import { templates } from '../templates.ts'

// What the engine knows of convolutions.

const row = window.convolution
expansions.set(row, (...known) => sumOfProducts(...known) ?? withoutHoles(...known))
products.set(row, convolution)
sources.set(row, sourceOf)
templates.set(row, product)
forms.push(framed)
