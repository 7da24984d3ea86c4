# The primes below five million, by a sieve.
import sys
import time


def primes(n):
    composite = bytearray(n + 1)
    count = 0
    for i in range(2, n + 1):
        if composite[i]:
            continue
        count += 1
        for j in range(i * i, n + 1, i):
            composite[j] = 1
    return count


def kernel():
    return str(primes(5000000))


for order in sys.stdin:
    start = time.perf_counter_ns()
    result = kernel()
    print(time.perf_counter_ns() - start, result, flush=True)
