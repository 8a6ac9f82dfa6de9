import { describe, expect, test } from 'vitest'
import { grad, math, type Tensor, tensor } from '../index.ts'
