"""PyTorch or JAX as a peer of the benchmark: python3 python.py torch|torch-compile|jax THREADS

Answers requests of harness/protocol.ts, a line of JSON each.
"""
import importlib
import json
import math
import pathlib
import platform
import sys
import time

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / 'workloads')]
peer, threads = sys.argv[1], int(sys.argv[2])
SHORTEST, LONGEST = 0.2e-3, 2

import numpy as np

if peer.startswith('torch'):
    import torch

    torch.set_num_threads(threads)
    versions = {'python': platform.python_version(), 'torch': torch.__version__}
else:
    import jax

    versions = {'python': platform.python_version(), 'jax': jax.__version__}


def read_inputs(path):
    raw = np.fromfile(path + '.bin', dtype=np.uint8)
    found = {}
    for entry in json.load(open(path + '.json')):
        kind = np.dtype(entry['dtype'])
        count = math.prod(entry['shape'])
        bytes_ = raw[entry['offset'] : entry['offset'] + count * kind.itemsize]
        found[entry['name']] = bytes_.view(kind).reshape(entry['shape']).copy()
    return found


class Missing(Exception):
    pass


def implementation(file):
    module = importlib.import_module(file.replace('-', '_'))
    name = 'jax' if peer == 'jax' else 'torch'
    found = getattr(module, name + '_work', None)
    if not found:
        raise Missing('not written for this peer')
    if peer == 'jax':
        return found
    compiled = torch.compile if peer == 'torch-compile' else (lambda f: f)
    return lambda inputs, p: found(inputs, p, compiled)


class Peer:
    run = read = None
    times = 1

    def timed(self, count):
        run = self.run
        start = time.perf_counter()
        for _ in range(count):
            run()
        return (time.perf_counter() - start) / count

    def prepare(self, request):
        self.run = self.read = None
        self.run, self.read = implementation(request['file'])(
            read_inputs(request['inputs']), request['parameters']
        )
        values, last, done = [], 0, 0
        # A slow step is run once more: the first may have compiled.
        while done < (request['steps'] if last < LONGEST else 1 if request['once'] else 2):
            start = time.perf_counter()
            result = self.run()
            last = time.perf_counter() - start
            if done < request['steps']:
                values += [float(v) for v in self.read(result)]
            done += 1
        if last < 5e-3:
            for _ in range(50):
                last = self.timed(1)
        self.times = max(1, math.ceil(SHORTEST / last))
        return {'values': values, 'last': last * 1e3}

    def time(self, request):
        until = time.perf_counter() + request['budget'] / 1e3
        times = [self.timed(self.times)]
        while time.perf_counter() < until:
            times.append(self.timed(self.times))
        return {'times': [t * 1e3 for t in times]}


def main():
    say = sys.stdout
    sys.stdout = sys.stderr
    answer = lambda value: print(json.dumps(value), file=say, flush=True)
    answer({'versions': versions})
    own = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer(getattr(own, request['do'])(request))
        except (Missing, ModuleNotFoundError) as error:
            answer({'missing': str(error)})
        except Exception as error:
            answer({'error': f'{type(error).__name__}: {error}'[:300]})


main()
