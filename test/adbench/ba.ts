import { cos, cross, sin, stack, type Tensor, take, where } from '../../src/index.ts'

/** R(r) x by Rodrigues' formula, with its limit x + r x x for no rotation. Shapes: [n,3], [n,3] -> [n,3] */
export function rotate(r: Tensor, x: Tensor): Tensor {
  const square = r.square().sum(1, { keepdims: true })
  const none = square.equal(0)
  // Both branches are differentiated: neither may divide by zero.
  const angle = where(none, 1, square).sqrt()
  const axis = r.div(angle)
  const turned = cross(axis, x)
  const along = axis.mul(x).sum(1, { keepdims: true })
  const around = x
    .mul(cos(angle))
    .add(turned.mul(sin(angle)))
    .add(axis.mul(along).mul(cos(angle).neg().add(1)))
  return where(none, x.add(cross(r, x)), around)
}

/** The two residuals of a projection. Shapes: cameras [n,11], points [n,3], weights [n], features [n,2] -> [n,2] */
export function reprojection(camera: Tensor, point: Tensor, weight: Tensor, feature: Tensor): Tensor {
  const [r, centre] = [camera.index('...', { stop: 3 }), camera.index('...', { start: 3, stop: 6 })]
  const focal = camera.index('...', { start: 6, stop: 7 })
  const principal = camera.index('...', { start: 7, stop: 9 })
  const [k1, k2] = [camera.index('...', { start: 9, stop: 10 }), camera.index('...', { start: 10, stop: 11 })]
  const y = rotate(r, point.sub(centre))
  const p = y.index('...', { stop: 2 }).div(y.index('...', { start: 2 }))
  const s = p.square().sum(1, { keepdims: true })
  const distortion = s.mul(k1).add(s.square().mul(k2)).add(1)
  const projected = focal.mul(p).mul(distortion).add(principal)
  return weight.reshape([-1, 1]).mul(projected.sub(feature))
}

/**
 * The sum of squares of all residuals, those of the weights (1 - w^2) included. `seen` pairs a camera and a point for each
 * observation. Source: Srajer, Kukelova, Fitzgibbon (2018).
 */
export function bundle(
  cameras: Tensor,
  points: Tensor,
  weights: Tensor,
  features: Tensor,
  seen: Tensor,
): Tensor {
  const [camera, point] = seen.unbind(1) as [Tensor, Tensor]
  const errors = reprojection(
    take(cameras, camera, { axis: 0 }),
    take(points, point, { axis: 0 }),
    weights,
    features,
  )
  const regular = weights.square().neg().add(1)
  return stack([errors.square().sum(), regular.square().sum()]).sum()
}
