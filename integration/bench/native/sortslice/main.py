# Sort.Slice of 300,000 (Python: sort with a comparison).
import functools
import sys
import time


def shuffled(n):
    numbers = [0] * n
    x = 1
    for i in range(n):
        x = x * 1103515245 % 2147483648
        x = (x + 12345) % 2147483648
        numbers[i] = x
    return numbers


def kernel():
    numbers = shuffled(300000)
    numbers.sort(key=functools.cmp_to_key(lambda a, b: a - b))
    return "%d %d %d" % (numbers[0], numbers[len(numbers) // 2], numbers[-1])


for order in sys.stdin:
    start = time.perf_counter_ns()
    result = kernel()
    print(time.perf_counter_ns() - start, result, flush=True)
