"""Unpacks from every wheel of a folder what tfjs-node needs of TensorFlow and CUDA: unpack_wheels.py WHEELS TARGET."""

import pathlib
import sys
import zipfile

WANTED = (
    "tensorflow/libtensorflow_cc.so.2",
    "tensorflow/libtensorflow_framework.so.2",
    # The headers that the addon includes, of more than ten thousand.
    "tensorflow/include/tensorflow/c/",
    "tensorflow/include/tensorflow/core/platform/ctstring",
    "tensorflow/include/tsl/platform/ctstring",
    "tensorflow/include/xla/tsl/c/",
    "nvidia/",
)

wheels, target = sys.argv[1:]
for wheel in sorted(pathlib.Path(wheels).glob("*.whl")):
    print(f"unpacking {wheel.name.split('-')[0]}\n", end="", flush=True)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(WANTED):
                archive.extract(name, target)
