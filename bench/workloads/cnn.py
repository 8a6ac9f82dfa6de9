"""A training step of a small convolutional network."""

NAMES = ('w1', 'b1', 'w2', 'b2', 'w3', 'b3')


def torch_work(inputs, p, compiled):
    from torch.nn.functional import conv2d, cross_entropy, linear, max_pool2d, relu
    from torch_training import parameters, tensors, training

    x, y = tensors(inputs, 'x', 'y')
    y = y.long()
    own = w1, b1, w2, b2, w3, b3 = parameters(inputs, *NAMES)

    def loss():
        hidden = max_pool2d(relu(conv2d(x, w1, b1, padding=1)), 2)
        hidden = max_pool2d(relu(conv2d(hidden, w2, b2, padding=1)), 2)
        return cross_entropy(linear(hidden.flatten(1), w3, b3), y)

    return training(loss, own, compiled, 1e-4)


def jax_work(inputs, p):
    import jax
    import jax.numpy as jnp
    from jax_training import arrays, training

    def layer(x, w, b):
        y = jax.lax.conv_general_dilated(x, w, (1, 1), 'SAME', dimension_numbers=('NCHW', 'OIHW', 'NCHW'))
        y = jax.nn.relu(y + b[None, :, None, None])
        return jax.lax.reduce_window(y, -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), 'VALID')

    def loss(own, x, y):
        w1, b1, w2, b2, w3, b3 = own
        hidden = layer(layer(x, w1, b1), w2, b2)
        logits = hidden.reshape(len(x), -1) @ w3.T + b3
        return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()

    return training(loss, arrays(inputs, *NAMES), 1e-4, *arrays(inputs, 'x', 'y'))
