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
        for member in archive.infolist():
            if member.filename.startswith(WANTED):
                path = pathlib.Path(archive.extract(member, target))
                # CUDA's programs must stay executable, which extract forgets.
                if member.external_attr >> 16 & 0o111:
                    path.chmod(0o755)
