"""A training step of an MLP with one hidden layer."""

NAMES = ('w1', 'b1', 'w2', 'b2')


def torch_work(inputs, p, compiled):
    from torch.nn.functional import cross_entropy, linear, relu
    from torch_training import parameters, tensors, training

    x, y = tensors(inputs, 'x', 'y')
    y = y.long()
    own = w1, b1, w2, b2 = parameters(inputs, *NAMES)
    loss = lambda: cross_entropy(linear(relu(linear(x, w1, b1)), w2, b2), y)
    return training(loss, own, compiled, 1e-4)


def jax_work(inputs, p):
    import jax
    import jax.numpy as jnp
    from jax_training import arrays, training

    x, y = arrays(inputs, 'x', 'y')

    def loss(own, x, y):
        w1, b1, w2, b2 = own
        logits = jax.nn.relu(x @ w1.T + b1) @ w2.T + b2
        return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()

    return training(loss, arrays(inputs, *NAMES), 1e-4, x, y)
