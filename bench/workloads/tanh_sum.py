"""The sum of tanh(2x+1)."""


def torch_work(inputs, p, compiled):
    import torch
    from torch_training import tensors

    [x] = tensors(inputs, 'x')
    f = compiled(lambda x: torch.tanh(2 * x + 1).sum())
    return (lambda: f(x).item()), lambda value: [value]


def jax_work(inputs, p):
    import jax
    import jax.numpy as jnp
    from jax_training import arrays

    [x] = arrays(inputs, 'x')
    f = jax.jit(lambda x: jnp.tanh(2 * x + 1).sum())
    return (lambda: float(f(x))), lambda value: [value]
