"""Layer norm along rows, and the gradients of a weighted sum of it."""


def torch_work(inputs, p, compiled):
    import torch
    from torch_training import sample, tensors

    x, scale, shift, w = tensors(inputs, 'x', 'scale', 'shift', 'w')
    norm = lambda x, scale, shift: torch.nn.functional.layer_norm(x, (1024,), scale, shift)
    if not p['gradient']:
        f = compiled(norm)
        return (lambda: f(x, scale, shift)), sample
    for t in (x, scale, shift):
        t.requires_grad_()
    loss = compiled(lambda x, scale, shift, w: (norm(x, scale, shift) * w).sum())
    read = lambda gradients: [v for g in gradients for v in sample(g)]
    return (lambda: torch.autograd.grad(loss(x, scale, shift, w), (x, scale, shift))), read


def jax_work(inputs, p):
    import jax
    import jax.numpy as jnp
    from jax_training import arrays, sample

    def norm(x, scale, shift):
        mean = x.mean(-1, keepdims=True)
        return (x - mean) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-5) * scale + shift

    given = arrays(inputs, 'x', 'scale', 'shift', 'w')
    if not p['gradient']:
        f = jax.jit(lambda x, scale, shift, w: (norm(x, scale, shift),))
    else:
        f = jax.jit(jax.grad(lambda x, scale, shift, w: (norm(x, scale, shift) * w).sum(), argnums=(0, 1, 2)))
    return (lambda: jax.block_until_ready(f(*given))), lambda gs: [v for g in gs for v in sample(g)]
