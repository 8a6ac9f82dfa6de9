"""A training step of an LSTM with two layers."""

LAYERS = [('w1', 'u1', 'b1', 'c1'), ('w2', 'u2', 'b2', 'c2')]


def torch_work(inputs, p, compiled):
    import torch
    from torch_training import parameters, tensors, training

    x, y = tensors(inputs, 'x', 'y')
    y = y.long()
    model = torch.nn.LSTM(x.shape[2], inputs['u1'].shape[1], 2)
    with torch.no_grad():
        for i, names in enumerate(LAYERS):
            for name, own in zip(names, model.all_weights[i]):
                own.copy_(torch.from_numpy(inputs[name]))
    w3, b3 = parameters(inputs, 'w3', 'b3')
    loss = lambda: torch.nn.functional.cross_entropy(torch.nn.functional.linear(model(x)[0][-1], w3, b3), y)
    return training(loss, [*model.parameters(), w3, b3], compiled, 1e-4)


def jax_work(inputs, p):
    import jax
    import jax.numpy as jnp
    from jax_training import arrays, training

    def over(x, w, u, b, c):
        zero = jnp.zeros((x.shape[1], u.shape[1]))

        def cell(state, now):
            h, cell = state
            i, f, g, o = jnp.split(now + h @ u.T, 4, axis=1)
            cell = jax.nn.sigmoid(f) * cell + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(cell)
            return (h, cell), h

        return jax.lax.scan(cell, (zero, zero), x @ w.T + (b + c))[1]

    def loss(own, x, y):
        first, second, (w3, b3) = own
        logits = over(over(x, *first), *second)[-1] @ w3.T + b3
        return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()

    own = [arrays(inputs, *names) for names in (*LAYERS, ('w3', 'b3'))]
    return training(loss, own, 1e-4, *arrays(inputs, 'x', 'y'))
