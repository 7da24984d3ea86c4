"""Runs cells in an IPykernel: a line of JSON in, {"code", "value"}, a line of JSON out, {"ns", "text"}.

The clock runs from before the execute_request is sent until its reply has come and, if the cell has a value,
the execute_result too: when a client could show it.
"""
import json
import sys
import time

from jupyter_client.manager import start_new_kernel


def run(client, code, value):
    text = None
    start = time.perf_counter_ns()
    sent = client.execute(code)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == sent:
            break
    seen = []
    while value and text is None:
        text = look(client, sent, seen)
    took = time.perf_counter_ns() - start
    if reply["content"]["status"] != "ok":
        raise SystemExit("kernel.py: %s: %s" % (code, reply["content"]))
    while "idle" not in seen:
        look(client, sent, seen)
    return {"ns": took, "text": text}


def look(client, sent, seen):
    """Takes one message of the output channel; gives the value if it carries it."""
    message = client.get_iopub_msg(timeout=60)
    if message["parent_header"].get("msg_id") != sent:
        return None
    if message["msg_type"] == "status":
        seen.append(message["content"]["execution_state"])
    if message["msg_type"] == "execute_result":
        return message["content"]["data"]["text/plain"]
    return None


def main():
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        for line in sys.stdin:
            request = json.loads(line)
            print(json.dumps(run(client, request["code"], request["value"])), flush=True)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


main()
