"""Reads a file as users of pandas and numpy do, and prints the seconds and the peak memory in bytes as JSON.

data_peer.py csv FILE | parquet FILE | arrow FILE | npy FILE | npz FILE
data_peer.py convert FILE.npy FILE.(parquet|arrow|npz)    writes the array again, as pandas and numpy do
"""
import hashlib
import json
import resource
import sys
import time

import numpy as np

kind, path, *rest = sys.argv[1:]
if kind == "convert":
    (target,) = rest
    values = np.load(path)
    if target.endswith(".npz"):
        np.savez_compressed(target, values)
    else:
        import pandas as pd

        table = pd.DataFrame(values, columns=[f"x{j}" for j in range(values.shape[1])])
        if target.endswith(".parquet"):
            table.to_parquet(target)
        else:
            table.to_feather(target)
    sys.exit()
if kind in ("csv", "parquet", "arrow"):
    import pandas as pd

    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "arrow": pd.read_feather}[kind]
    began = time.perf_counter()
    read(path)
else:
    began = time.perf_counter()
    values = np.load(path)
    if kind == "npz":
        values = values["arr_0"]
    values.astype(np.float32)
    values.mean(axis=0)
    values.std(axis=0)
    with open(path, "rb") as file:
        hashlib.file_digest(file, "sha256")
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
