"""One step of Adam in PyTorch, as its tutorials write it."""
import torch


def tensors(inputs, *names):
    return [torch.from_numpy(inputs[name]) for name in names]


def parameters(inputs, *names):
    return [torch.nn.Parameter(torch.from_numpy(inputs[name].copy())) for name in names]


def training(loss, own, compiled, lr):
    """`loss()` of the parameters `own`; under torch.compile both it and the optimizer's step are compiled."""
    optimizer = torch.optim.Adam(own, lr=lr)
    loss, update = compiled(loss), compiled(optimizer.step)

    def run():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        update()
        return value.item()

    return run, lambda value: [value]


def sample(x):
    """What harness/workload.ts compares of a large result."""
    flat = x.detach().double().flatten().numpy()
    picked = [flat[(i * (len(flat) - 1)) // 15] for i in range(16)]
    return picked + [abs(flat).mean()]
