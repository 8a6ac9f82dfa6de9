"""ADBench's Gaussian mixture: its log posterior and the gradient."""
import math

NAMES = ('alphas', 'means', 'icf', 'x')
GAMMA, M = 1, 0


def constant(d, k, n):
    freedom = d + M + 1
    log_gamma = d * (d - 1) / 4 * math.log(math.pi) + sum(math.lgamma(freedom / 2 - j / 2) for j in range(d))
    prior = k * (freedom * d * (math.log(GAMMA) - math.log(2) / 2) - log_gamma)
    return -n * d * math.log(2 * math.pi) / 2 - prior


def torch_work(inputs, p, compiled):
    import torch
    from torch_training import sample, tensors

    alphas, means, icf, x = tensors(inputs, *NAMES)
    own = [t.requires_grad_() for t in (alphas, means, icf)]
    (n, d), k = x.shape, len(alphas)
    columns, rows = torch.triu_indices(d, d, 1)
    added = constant(d, k, n)

    @compiled
    def objective(alphas, means, icf):
        logs, below = icf[:, :d], icf[:, d:]
        factors = torch.diag_embed(logs.exp()).index_put((torch.arange(k)[:, None], rows, columns), below)
        squares = (factors @ (x.T - means[:, :, None])).square().sum(1)
        sums = logs.sum(1)
        terms = (alphas + sums)[:, None] - squares / 2
        prior = GAMMA**2 / 2 * (logs.exp().square().sum() + below.square().sum()) - M * sums.sum()
        return torch.logsumexp(terms, 0).sum() - n * torch.logsumexp(alphas, 0) + prior + added

    def run():
        value = objective(*own)
        return [value, *torch.autograd.grad(value, own)]

    return run, lambda results: [v for t in results for v in sample(t)]


def jax_work(inputs, p):
    import jax

    jax.config.update('jax_enable_x64', True)
    import jax.numpy as jnp
    import numpy as np
    from jax_training import arrays, sample

    *own, x = arrays(inputs, *NAMES)
    (n, d), k = x.shape, len(own[0])
    columns, rows = np.triu_indices(d, 1)
    added = constant(d, k, n)

    def objective(alphas, means, icf, x):
        logs, below = icf[:, :d], icf[:, d:]
        factors = jax.vmap(jnp.diag)(jnp.exp(logs)).at[:, rows, columns].set(below)
        squares = jnp.square(factors @ (x.T - means[:, :, None])).sum(1)
        sums = logs.sum(1)
        terms = (alphas + sums)[:, None] - squares / 2
        prior = GAMMA**2 / 2 * (jnp.exp(2 * logs).sum() + jnp.square(below).sum()) - M * sums.sum()
        lse = jax.scipy.special.logsumexp
        return lse(terms, 0).sum() - n * lse(alphas) + prior + added

    f = jax.jit(jax.value_and_grad(objective, argnums=(0, 1, 2)))
    run = lambda: jax.block_until_ready(f(*own, x))
    return run, lambda result: [v for t in (result[0], *result[1]) for v in sample(t)]
