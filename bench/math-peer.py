"""PyTorch as a peer of bench/math-gemm.ts: reads a line naming the work, runs it for a moment, prints the least milliseconds.

    OMP_NUM_THREADS=1 python3 bench/math-peer.py 1
"""
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))


def work(name, size):
    if name == 'matmul':
        a, b = torch.rand(size, size), torch.rand(size, size)
        return lambda: a @ b
    if name == 'tanhsum':
        x = torch.rand(size)
        return lambda: torch.tanh(2 * x + 1).sum()
    if name == 'softmax':
        x = torch.rand(size // 1000, 1000)
        return lambda: torch.softmax(x, 1)
    if name == 'conv':
        x, w = torch.rand(64, 16, 14, 14), torch.rand(32, 16, 3, 3)
        return lambda: torch.nn.functional.conv2d(x, w, padding=1)
    if name == 'convgrad':
        x, dy = torch.rand(64, 16, 14, 14), torch.rand(64, 32, 14, 14)
        return lambda: torch.nn.grad.conv2d_weight(x, (32, 16, 3, 3), dy, padding=1)
    raise ValueError(name)


cache = {}
for line in sys.stdin:
    name, size, budget = line.split()
    f = cache.setdefault((name, size), work(name, int(size)))
    best, until = 1e9, time.perf_counter() + float(budget) / 1e3
    while time.perf_counter() < until:
        start = time.perf_counter()
        f()
        best = min(best, time.perf_counter() - start)
    print(best * 1e3, flush=True)
