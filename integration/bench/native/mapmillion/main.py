# A map of a million, filled and read.
import sys
import time


def fill(n):
    m = {}
    for i in range(n):
        m[i * 7919] = i
    return m


def kernel():
    m = fill(1000000)
    total = 0
    for i in range(1000000):
        total += m[i * 7919]
    return "%d %d" % (len(m), total)


for order in sys.stdin:
    start = time.perf_counter_ns()
    result = kernel()
    print(time.perf_counter_ns() - start, result, flush=True)
