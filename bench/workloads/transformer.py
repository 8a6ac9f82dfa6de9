"""A training step of a causal transformer with four layers."""
LAYERS, WIDTH, HEADS = 4, 128, 4


def torch_work(inputs, p, compiled):
    from torch.nn.functional import cross_entropy, layer_norm, linear, relu, scaled_dot_product_attention
    from torch_training import parameters, tensors, training

    x, y = (t.long() for t in tensors(inputs, 'x', 'y'))
    names = [name for name in inputs if name not in 'xy']
    own = dict(zip(names, parameters(inputs, *names)))

    def loss():
        p = own
        state = p['tokens'][x] + p['places']
        batch, time, _ = state.shape
        for i in range(LAYERS):
            seen = layer_norm(state, (WIDTH,), p[f'scale1_{i}'], p[f'shift1_{i}'])
            parts = linear(seen, p[f'in_{i}'], p[f'inBias_{i}']).chunk(3, -1)
            q, k, v = (t.view(batch, time, HEADS, -1).transpose(1, 2) for t in parts)
            found = scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(state.shape)
            state = state + linear(found, p[f'out_{i}'], p[f'outBias_{i}'])
            seen = layer_norm(state, (WIDTH,), p[f'scale2_{i}'], p[f'shift2_{i}'])
            inner = relu(linear(seen, p[f'up_{i}'], p[f'upBias_{i}']))
            state = state + linear(inner, p[f'down_{i}'], p[f'downBias_{i}'])
        logits = linear(layer_norm(state, (WIDTH,), p['scale'], p['shift']), p['head'])
        return cross_entropy(logits.flatten(0, 1), y.flatten())

    return training(loss, list(own.values()), compiled, 1e-4)


def jax_work(inputs, p):
    import jax
    import jax.numpy as jnp
    from jax_training import arrays, training

    names = [name for name in inputs if name not in 'xy']

    def norm(x, scale, shift):
        return (x - x.mean(-1, keepdims=True)) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-5) * scale + shift

    def loss(p, x, y):
        state = p['tokens'][x] + p['places']
        batch, time, _ = state.shape
        mask = jnp.tril(jnp.ones((time, time), bool))
        for i in range(LAYERS):
            seen = norm(state, p[f'scale1_{i}'], p[f'shift1_{i}'])
            parts = jnp.split(seen @ p[f'in_{i}'].T + p[f'inBias_{i}'], 3, -1)
            q, k, v = (t.reshape(batch, time, HEADS, -1).transpose(0, 2, 1, 3) for t in parts)
            scores = jnp.where(mask, q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5, -jnp.inf)
            found = (jax.nn.softmax(scores) @ v).transpose(0, 2, 1, 3).reshape(state.shape)
            state = state + found @ p[f'out_{i}'].T + p[f'outBias_{i}']
            seen = norm(state, p[f'scale2_{i}'], p[f'shift2_{i}'])
            inner = jax.nn.relu(seen @ p[f'up_{i}'].T + p[f'upBias_{i}'])
            state = state + inner @ p[f'down_{i}'].T + p[f'downBias_{i}']
        logits = norm(state, p['scale'], p['shift']) @ p['head'].T
        return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[..., None], -1).mean()

    own = dict(zip(names, arrays(inputs, *names)))
    return training(loss, own, 1e-4, *arrays(inputs, 'x', 'y'))
