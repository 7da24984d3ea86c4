# The 35th Fibonacci number, by recursion.
import sys
import time


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def kernel():
    return str(fib(35))


for order in sys.stdin:
    start = time.perf_counter_ns()
    result = kernel()
    print(time.perf_counter_ns() - start, result, flush=True)
