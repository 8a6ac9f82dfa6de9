"""Microseconds of PyTorch's operations, by the names of list.ts: operations.py THREADS [PART OF A NAME]"""
import functools
import json
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
only = sys.argv[2] if len(sys.argv) > 2 else ''
normal = torch.randn


def summed(f):
    def gradients(*args):
        leaves = [x.detach().requires_grad_(True) for x in args]
        return torch.autograd.grad(f(*leaves).square().sum(), leaves)
    return gradients


def neighbours(x):
    return (x.roll(1, 0) + x.roll(-1, 0) + x.roll(1, 1) + x.roll(-1, 1)) * 0.25


def heat(x):
    return F.pad((x[:-2, 1:-1] + x[2:, 1:-1] + x[1:-1, :-2] + x[1:-1, 2:]) * 0.25, (1, 1, 1, 1))


m, v, b = normal(1000, 1000), normal(1_000_000), normal(64, 64, 64)
d = m.double()
images, kernel = normal(32, 64, 28, 28), normal(64, 64, 3, 3)
positive = b @ b.mT + 10 * torch.eye(64)
square, table = normal(500, 500), normal(10_000, 128)
words, places = torch.randint(0, 10_000, (4096,)), torch.randint(0, 1000, (1000, 1000))

operations = {
    'x + y': (lambda x, y: x + y, v, v),
    'exp': (torch.exp, v),
    'log': (lambda x: x.abs().log(), v),
    'sin': (torch.sin, v),
    'tanh': (torch.tanh, v),
    'sigmoid': (torch.sigmoid, v),
    'erf': (torch.erf, v),
    'gelu': (F.gelu, v),
    'abs(x)^1.7': (lambda x: x.abs().pow(1.7), v),
    'x mod 0.3': (lambda x: x.remainder(0.3), v),
    'exp, float64': (torch.exp, d),
    'where(x > 0, x, 2x)': (lambda x: torch.where(x > 0, x, x * 2), m),
    'clip to [-1, 1]': (lambda x: x.clamp(-1, 1), m),
    'to int32': (lambda x: x.int(), m),
    'transpose and add': (lambda x: (x.t() + 1).contiguous(), m),
    'concatenate': (lambda x, y: torch.cat([x, y], 1), m, m),
    'stack along the last axis': (lambda x, y: torch.stack([x, y], 2), m, m),
    'flip': (lambda x: x.flip(1), m),
    'roll': (lambda x: x.roll(13, 1), m),
    'tril': (torch.tril, m),
    'tile 2 x 2': (lambda x: x.tile(2, 2), m),
    'pad by 1': (lambda x: F.pad(x, (1, 1, 1, 1)), m),
    'neighbours on a ring, summed': (lambda x: neighbours(x).sum(), m),
    'gradient of their squares': (summed(neighbours), m),
    'ten steps of heat, inside a frame': (lambda x: functools.reduce(lambda y, _: heat(y), range(10), x), m),
    'sum of all': (torch.sum, m),
    'sum of columns': (lambda x: x.sum(0), m),
    'sum of rows': (lambda x: x.sum(1), m),
    'max of rows': (lambda x: x.amax(1), m),
    'argmax of rows': (lambda x: x.argmax(1), m),
    'argmax of columns': (lambda x: x.argmax(0), m),
    'variance of rows': (lambda x: x.var(1), m),
    'standard deviation of all': (torch.std, m),
    'logsumexp of rows': (lambda x: x.logsumexp(1), m),
    'product of rows': (lambda x: x.prod(1), m),
    'softmax of rows': (lambda x: x.softmax(1), m),
    'softmax of columns': (lambda x: x.softmax(0), m),
    'cumsum along rows': (lambda x: x.cumsum(1), m),
    'cumsum along columns': (lambda x: x.cumsum(0), m),
    'logcumsumexp along rows': (lambda x: x.logcumsumexp(1), m),
    'sort rows': (lambda x: x.sort(1), m),
    'sort columns': (lambda x: x.sort(0), m),
    'sort 1e6 numbers': (lambda x: x.sort(), v),
    'topk 10 of rows': (lambda x: x.topk(10), m),
    'median of rows': (lambda x: x.median(1), m),
    'gather along rows, 1000 x 1000': (lambda x, i: x.gather(1, i), m, places),
    'embedding of 4096 words, 128 wide': (lambda e, i: F.embedding(i, e), table, words),
    'its gradient': (lambda e, i: summed(lambda x: F.embedding(i, x))(e), table, words),
    'bincount of 4096': (lambda i: torch.bincount(i, minlength=10_000), words),
    'matrix 1000 x 1000 by vector': (torch.matmul, m, normal(1000)),
    'vector by matrix': (lambda x, y: y @ x, m, normal(1000)),
    'matmul 1000': (torch.matmul, m, m),
    'matmul 512, float64': (torch.matmul, normal(512, 512).double(), normal(512, 512).double()),
    '64 products of 64 x 64': (torch.matmul, b, b),
    '4096 products of 8 x 8': (torch.matmul, normal(4096, 8, 8), normal(4096, 8, 8)),
    'attention, 32 heads of 128 x 64': (
        lambda q, k, w: (q @ k.mT / 8).softmax(-1) @ w, normal(32, 128, 64), normal(32, 128, 64), normal(32, 128, 64)),
    'distances of 300 points in 64 dimensions': (
        lambda x, y: (x[:, None] - y[None]).square().sum(2), normal(300, 64), normal(300, 64)),
    'conv2d 3x3, 64 channels': (lambda x, w: F.conv2d(x, w, padding=1), images, kernel),
    'its gradients': (summed(lambda x, w: F.conv2d(x, w, padding=1)), images, kernel),
    'conv2d, stride 2': (lambda x, w: F.conv2d(x, w, stride=2, padding=1), images, kernel),
    'conv2d 1x1, 128 channels': (F.conv2d, images, normal(128, 64, 1, 1)),
    'conv2d, depthwise': (lambda x, w: F.conv2d(x, w, padding=1, groups=64), images, normal(64, 1, 3, 3)),
    'conv transpose 4x4, stride 2': (
        lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1), images, normal(64, 32, 4, 4)),
    'conv1d 5, 32 x 64 x 512': (lambda x, w: F.conv1d(x, w, padding=2), normal(32, 64, 512), normal(64, 64, 5)),
    'conv3d 3x3x3, 4 x 16 x 16 x 32 x 32': (
        lambda x, w: F.conv3d(x, w, padding=1), normal(4, 16, 16, 32, 32), normal(16, 16, 3, 3, 3)),
    'max pooling 2x2': (lambda x: F.max_pool2d(x, 2), images),
    'gradient of max pooling': (summed(lambda x: F.max_pool2d(x, 2)), images),
    'average pooling 2x2': (lambda x: F.avg_pool2d(x, 2), images),
    'bilinear interpolation to twice the size': (
        lambda x: F.interpolate(x, scale_factor=2, mode='bilinear'), images),
    'cholesky of 64 of 64 x 64': (torch.linalg.cholesky, positive),
    'solve 64 of 64 x 64, 64 right sides': (torch.linalg.solve, positive, b),
    'determinants of 64 of 64 x 64': (torch.linalg.det, positive),
    'QR of 64 of 64 x 64': (torch.linalg.qr, b),
    'eigenvectors of 64 of 64 x 64': (torch.linalg.eigh, positive),
    'SVD of 64 of 64 x 64': (lambda x: torch.linalg.svd(x, full_matrices=False), b),
    'solve 500 x 500': (torch.linalg.solve, square, normal(500, 1)),
    'QR of 500 x 500': (torch.linalg.qr, square),
    'eigenvectors of 300 x 300': (lambda x: torch.linalg.eigh(x + x.T), normal(300, 300)),
    'singular values of 500 x 500': (torch.linalg.svdvals, square),
    'SVD of 300 x 300': (lambda x: torch.linalg.svd(x, full_matrices=False), normal(300, 300)),
    'FFT of 1000 rows of 1000': (torch.fft.fft, torch.complex(m, m)),
    'real FFT of 1000 rows of 1000': (torch.fft.rfft, m),
    'FFT of 512 x 512': (torch.fft.fft2, torch.complex(normal(512, 512), normal(512, 512))),
    '1e6 normal numbers': (lambda: torch.randn(1_000_000),),
    '1e6 uniform numbers': (lambda: torch.rand(1_000_000),),
}

times = {}
for name, (f, *args) in operations.items():
    if only not in name:
        continue
    runs = []
    end = None
    while len(runs) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        f(*args)
        runs.append(time.perf_counter() - start)
        if len(runs) == 2:
            end = time.perf_counter() + 0.25
    times[name] = 1e6 * min(runs[2:])
print(json.dumps({'version': torch.__version__, 'times': times}))
