"""A matrix product."""


def torch_work(inputs, p, compiled):
    from torch_training import sample, tensors

    a, b = tensors(inputs, 'a', 'b')
    product = compiled(lambda x, y: x @ y)
    return (lambda: product(a, b)), sample


def jax_work(inputs, p):
    import jax
    from jax_training import arrays, sample

    a, b = arrays(inputs, 'a', 'b')
    product = jax.jit(lambda x, y: x @ y)
    return (lambda: product(a, b).block_until_ready()), sample
