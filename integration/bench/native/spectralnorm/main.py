# Spectral norm of a matrix of 400 by 400.
import math
import sys
import time


def at(i, j):
    return 1 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v, u):
    for i in range(len(v)):
        total = 0.0
        for j in range(len(u)):
            total += at(i, j) * u[j]
        v[i] = total


def times_transposed(v, u):
    for i in range(len(v)):
        total = 0.0
        for j in range(len(u)):
            total += at(j, i) * u[j]
        v[i] = total


def times_both(v, u, temp):
    times(temp, u)
    times_transposed(v, temp)


def kernel():
    n = 400
    u, v, temp = [1.0] * n, [0.0] * n, [0.0] * n
    for i in range(10):
        times_both(v, u, temp)
        times_both(u, v, temp)
    vBv = vv = 0.0
    for i in range(n):
        vBv += u[i] * v[i]
        vv += v[i] * v[i]
    return "%.9f" % math.sqrt(vBv / vv)


for order in sys.stdin:
    start = time.perf_counter_ns()
    result = kernel()
    print(time.perf_counter_ns() - start, result, flush=True)
