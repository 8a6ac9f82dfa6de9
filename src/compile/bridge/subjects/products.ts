import { contraction } from '../../../ops/contraction.ts'
import { rules, transposed } from '../../algebra.ts'
import { expansions } from '../../expand.ts'
import { productOfTransposed, sumOfProducts, transposedProduct } from '../../products.ts'
import { matrixProduct, product, productOf, sourceOf } from '../contraction.ts'
import { products } from '../product.ts'
import { sources } from '../scalars.ts'
import { stocked } from '../stock.ts'
import { stockProduct } from '../stock-product.ts'
import { templates } from '../templates.ts'

// What the engine knows of matrix products.

const row = contraction.dot_general
expansions.set(row, sumOfProducts)
rules.set(row, productOfTransposed)
transposed.set(row, transposedProduct)
products.set(row, productOf(matrixProduct))
sources.set(row, sourceOf)
templates.set(row, product)
stocked.set(row, stockProduct)
