"""Writes the tables of columnar.test.ts with pyarrow 25: python3 tables.py"""
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

FOLDER = Path(__file__).parent
ROWS = range(40)
table = pa.table({
    "x": pa.array([row / 8 for row in ROWS], pa.float64()),
    "n": pa.array([row % 5 for row in ROWS], pa.int64()),
    "small": pa.array([row * row / 4 for row in ROWS], pa.float32()),
    "gap": pa.array([None if row == 7 else row * 1.5 for row in ROWS], pa.float64()),
    "kind": pa.array([f"k{row % 3}" for row in ROWS]).dictionary_encode(),
    "flag": pa.array([row % 2 == 0 for row in ROWS]),
    "when": pa.array([row * 1_000_000 for row in ROWS], pa.timestamp("us")),
    "pair": pa.array([[row, row] for row in ROWS], pa.list_(pa.int32())),
})
for packing in ("snappy", "zstd"):
    pq.write_table(table, FOLDER / f"{packing}.parquet", compression=packing, row_group_size=16)
for packing in ("lz4", "zstd"):
    feather.write_feather(table, FOLDER / f"{packing}.arrow", compression=packing, chunksize=16)
with pa.ipc.new_stream(FOLDER / "stream.arrow", table.schema) as stream:
    stream.write_table(table, max_chunksize=16)
