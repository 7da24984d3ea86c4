# JSON of 10 MB, read and written.
import json
import sys
import time


def document(size):
    parts, length, i = [], 1, 0
    while length < size:
        part = '{"id":%d,"name":"item number %d","price":%d.5,"tags":["a","b","c"],"ok":%s}' % (
            i, i, i % 1000, "true" if i % 3 == 0 else "false")
        length += len(part) + (1 if i > 0 else 0)
        parts.append(part)
        i += 1
    return "[" + ",".join(parts) + "]"


TEXT = document(10000000)


def kernel():
    entries = json.loads(TEXT)
    total = 0.0
    for e in entries:
        total += e["price"]
    out = json.dumps(entries, separators=(",", ":"))
    return "%d %d %s true" % (len(entries), int(total), "true" if len(out) > 9000000 else "false")


for order in sys.stdin:
    start = time.perf_counter_ns()
    result = kernel()
    print(time.perf_counter_ns() - start, result, flush=True)
