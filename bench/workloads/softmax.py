"""Softmax along rows, and the gradient of a weighted sum of it."""


def torch_work(inputs, p, compiled):
    import torch
    from torch_training import sample, tensors

    x, w = tensors(inputs, 'x', 'w')
    if not p['gradient']:
        f = compiled(lambda x: torch.softmax(x, -1))
        return (lambda: f(x)), sample
    x.requires_grad_()
    loss = compiled(lambda x, w: (torch.softmax(x, -1) * w).sum())
    return (lambda: torch.autograd.grad(loss(x, w), x)[0]), sample


def jax_work(inputs, p):
    import jax
    from jax_training import arrays, sample

    x, w = arrays(inputs, 'x', 'w')
    f = (
        jax.jit(jax.grad(lambda x, w: (jax.nn.softmax(x, -1) * w).sum()))
        if p['gradient']
        else jax.jit(lambda x, w: jax.nn.softmax(x, -1))
    )
    return (lambda: f(x, w).block_until_ready()), sample
