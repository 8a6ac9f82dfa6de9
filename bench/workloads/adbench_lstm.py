"""ADBench's LSTM: its loss over a sequence and the gradient."""
NAMES = ('main', 'extra', 'state', 'sequence')


def torch_work(inputs, p, compiled):
    import torch
    from torch_training import sample, tensors

    main, extra, state, sequence = tensors(inputs, *NAMES)
    own = [t.requires_grad_() for t in (main, extra)]
    bits, count, layers = sequence.shape[1], len(sequence) - 1, len(main) // 2

    # A step is compiled, where anything is: the unrolled loop takes minutes to compile.
    @compiled
    def step(main, extra, states, now, wanted):
        x, after = now * extra[0], []
        for layer in range(layers):
            (w0, w1, w2, w3), (b0, b1, b2, b3) = main[2 * layer].view(4, bits), main[2 * layer + 1].view(4, bits)
            h, c = states[2 * layer], states[2 * layer + 1]
            c = c * torch.sigmoid(x * w0 + b0) + torch.sigmoid(h * w1 + b1) * torch.tanh(h * w3 + b3)
            x = torch.sigmoid(x * w2 + b2) * torch.tanh(c)
            after += [x, c]
        y = x * extra[1] + extra[2]
        return torch.stack(after), (wanted * (y - torch.log(2 + y.exp().sum()))).sum()

    def run():
        states, total = state, 0
        for t in range(count):
            states, score = step(main, extra, states, sequence[t], sequence[t + 1])
            total = total + score
        value = -total / (bits * count)
        return [value, *torch.autograd.grad(value, own)]

    return run, lambda results: [v for t in results for v in sample(t)]


def jax_work(inputs, p):
    import jax

    jax.config.update('jax_enable_x64', True)
    import jax.numpy as jnp
    from jax_training import arrays, sample

    main, extra, state, sequence = arrays(inputs, *NAMES)
    bits, count, layers = sequence.shape[1], len(sequence) - 1, len(main) // 2

    def objective(main, extra, state, sequence):
        def step(states, pair):
            x, after = pair[0] * extra[0], []
            for layer in range(layers):
                w, b = main[2 * layer].reshape(4, bits), main[2 * layer + 1].reshape(4, bits)
                h, c = states[2 * layer], states[2 * layer + 1]
                sigmoid = jax.nn.sigmoid
                c = c * sigmoid(x * w[0] + b[0]) + sigmoid(h * w[1] + b[1]) * jnp.tanh(h * w[3] + b[3])
                x = sigmoid(x * w[2] + b[2]) * jnp.tanh(c)
                after += [x, c]
            y = x * extra[1] + extra[2]
            return jnp.stack(after), (pair[1] * (y - jnp.log(2 + jnp.exp(y).sum()))).sum()

        scores = jax.lax.scan(step, state, (sequence[:-1], sequence[1:]))[1]
        return -scores.sum() / (bits * count)

    f = jax.jit(jax.value_and_grad(objective, argnums=(0, 1)))
    run = lambda: jax.block_until_ready(f(main, extra, state, sequence))
    return run, lambda result: [v for t in (result[0], *result[1]) for v in sample(t)]
