"""Frames on stdin and stdout: length of the header (4 bytes), length of the blob (8 bytes), JSON header, blob."""

import json
import struct

# NumPy is imported where it is needed: a Python without it can still say so in a frame.
LENGTHS = struct.Struct("<IQ")
# Indices fit 32 bits; JAX has no 64-bit numbers unless it is told to.
DTYPES = {"float": "<f4", "int64": "<i4", "uint8": "u1"}


def read_exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def read_frame(stream):
    header, blob = LENGTHS.unpack(read_exactly(stream, LENGTHS.size))
    return json.loads(read_exactly(stream, header)), read_exactly(stream, blob)


def write_frame(stream, header, values=()):
    described, blobs, offset = [], [], 0
    for name, value in values:
        import numpy as np

        data = np.ascontiguousarray(value, dtype=np.float32)
        described.append({"name": name, "offset": offset, "size": int(data.size)})
        blobs.append(data)
        offset += data.nbytes
    text = json.dumps({**header, "values": described}).encode()
    stream.write(LENGTHS.pack(len(text), offset) + text)
    for data in blobs:
        stream.write(data.reshape(-1).data)
    stream.flush()


def feeds_of(header, blob):
    import numpy as np

    feeds = {}
    for v in header.get("values", ()):
        count = int(np.prod(v["shape"], dtype=np.int64))
        feeds[v["name"]] = np.frombuffer(blob, DTYPES[v["dtype"]], count, v["offset"]).reshape(v["shape"])
    return feeds
