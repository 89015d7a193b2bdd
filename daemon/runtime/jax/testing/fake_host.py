"""
Stands in for host.py in tests: the same frames, without JAX and NumPy. A loop adds the row of each step to its state;
what it answers to `hello`, and how it fails, is in $FAKE_HOST.
"""

import json
import os
import signal
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "host"))
from host_frames import LENGTHS, read_frame  # noqa: E402

FAKE = json.loads(os.environ.get("FAKE_HOST", "{}"))
DEVICE = {"name": "gpu:1", "kind": "Fake GPU", "memory": 1024}
HELLO = {
    "python": "3.12.0",
    "executable": "/fake/python",
    "numpy": "2.0.0",
    "jax": "0.10.2",
    "devices": [{"name": "gpu:0", "kind": "Fake GPU", "memory": None}, DEVICE],
    "device": DEVICE,
    "wire": 1,
    "ops": [],
}


def write(sink, header, values=()):
    described, blob = [], b""
    for name, numbers in values:
        described.append({"name": name, "offset": len(blob), "size": len(numbers)})
        blob += struct.pack(f"<{len(numbers)}f", *numbers)
    text = json.dumps({**header, "values": described}).encode()
    frame = LENGTHS.pack(len(text), len(blob)) + text + blob
    # In pieces, as a pipe may deliver it.
    for start in range(0, len(frame), 7000):
        sink.write(frame[start : start + 7000])
        sink.flush()


def floats(header, blob):
    feeds = {}
    for v in header["values"]:
        count = 1
        for extent in v["shape"]:
            count *= extent
        code = {"float": "f", "int64": "i", "uint8": "B"}[v["dtype"]]
        feeds[v["name"]] = struct.unpack_from(f"<{count}{code}", blob, v["offset"])
    return feeds


def main():
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    state = marked = ()
    while True:
        try:
            header, blob = read_frame(source)
        except EOFError:
            return
        kind = header["kind"]
        if FAKE.get("fail") == kind:
            how = FAKE["how"]
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if how == "exit":
                sys.stderr.write("Traceback (most recent call last):\nImportError: libcuda is missing\n")
                sys.exit(3)
            if how == "banner":
                sink.write(b"Welcome to this Python.")
                sink.flush()
                continue
            if how == "garbage":
                sink.write(LENGTHS.pack(4, 0) + b"oops")
                sink.flush()
                continue
            write(sink, {"error": {"type": "XlaRuntimeError", "message": how}})
        elif kind == "hello" and FAKE.get("waits"):
            time.sleep(60)
        elif kind == "hello":
            print("a line that a library prints")
            write(sink, {**HELLO, **FAKE.get("hello", {}), "asked": header})
        elif kind in ("start", "write"):
            # What only the first rank has comes from there.
            state = floats(header, blob).get("weight", (5.0,) * 4)
            write(sink, {})
        elif kind == "run":
            rows, size = floats(header, blob)["rows"], len(state)
            losses = []
            for i in range(header["steps"]):
                state = tuple(w + rows[i * size + k] for k, w in enumerate(state))
                losses.append(sum(state))
            write(sink, {"ran": len(losses)}, [("loss", losses)])
        elif kind == "announce":
            write(sink, {"text": header["text"] or "said by rank 0"})
        elif kind == "read":
            write(sink, {}, [("weight", state)])
        else:
            if kind == "mark":
                marked = state
            if kind == "rewind":
                state = marked
            write(sink, {})


main()
