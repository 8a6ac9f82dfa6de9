"""MNIST until 97 % of the test images are right."""
NAMES = ('w1', 'b1', 'w2', 'b2')
BATCH, GOAL, EPOCHS = 128, 0.97, 10


def torch_work(inputs, p, compiled):
    import torch
    from torch.nn.functional import cross_entropy, linear, relu
    from torch_training import parameters, tensors

    images, labels, test_images, test_labels = tensors(inputs, 'images', 'labels', 'testImages', 'testLabels')

    def run():
        w1, b1, w2, b2 = own = parameters(inputs, *NAMES)
        optimizer = torch.optim.Adam(own, lr=1e-3)
        forward = lambda x: linear(relu(linear(x, w1, b1)), w2, b2)
        loss = compiled(lambda x, y: cross_entropy(forward(x), y))
        update = compiled(optimizer.step)
        for _ in range(EPOCHS):
            for i in range(0, len(images), BATCH):
                x, y = images[i : i + BATCH].float() / 255, labels[i : i + BATCH].long()
                optimizer.zero_grad()
                value = loss(x, y)
                value.backward()
                update()
            with torch.no_grad():
                accuracy = (forward(test_images.float() / 255).argmax(1) == test_labels).float().mean().item()
            if accuracy >= GOAL:
                break
        return accuracy

    return run, lambda accuracy: [accuracy]


def jax_work(inputs, p):
    import jax
    import jax.numpy as jnp
    import numpy as np
    from jax_training import arrays

    images, labels, test_images, test_labels = (
        inputs[name] for name in ('images', 'labels', 'testImages', 'testLabels')
    )
    b1, b2, eps, lr = 0.9, 0.999, 1e-8, 1e-3

    def forward(own, x):
        w1, c1, w2, c2 = own
        return jax.nn.relu(x.astype(jnp.float32) / 255 @ w1.T + c1) @ w2.T + c2

    def loss(own, x, y):
        rows = jax.nn.log_softmax(forward(own, x))
        return -jnp.take_along_axis(rows, y[:, None].astype(jnp.int32), 1).mean()

    def step(state, x, y):
        p, m, v, t = state
        g = jax.grad(loss)(p, x, y)
        t = t + 1
        m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, m, g)
        v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, v, g)
        rate, spread = lr / (1 - b1**t), jnp.sqrt(1 - b2**t)
        p = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) / spread + eps), p, m, v)
        return p, m, v, t

    def run():
        update = jax.jit(step, donate_argnums=0)
        right = jax.jit(lambda own, x, y: (forward(own, x).argmax(1) == y).mean())
        own = arrays(inputs, *NAMES)
        state = own, jax.tree.map(jnp.zeros_like, own), jax.tree.map(jnp.zeros_like, own), jnp.float32(0)
        for _ in range(EPOCHS):
            for i in range(0, len(images), BATCH):
                state = update(state, images[i : i + BATCH], labels[i : i + BATCH])
            accuracy = float(right(state[0], test_images, test_labels))
            if accuracy >= GOAL:
                break
        return accuracy

    return run, lambda accuracy: [accuracy]
