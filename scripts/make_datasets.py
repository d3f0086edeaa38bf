"""Freeze the data sets that ship in nnlib/datasets, from scikit-learn's copies.

Running it again writes the same bytes: members are in a fixed order and carry a fixed date.
    python scripts/make_datasets.py [folder]
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
from sklearn import datasets

DATASETS = Path(__file__).resolve().parent.parent / "nnlib" / "datasets"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def breast_cancer():
    """Return the arrays of the Wisconsin breast cancer data (diagnostic)."""
    bunch = datasets.load_breast_cancer()
    return {
        "X": bunch.data.astype(np.float64),
        "y": bunch.target.astype(np.int64),
        "feature_names": bunch.feature_names.astype(str),
        "target_names": bunch.target_names.astype(str),
        "description": np.array(
            "Breast Cancer Wisconsin (Diagnostic), 569 samples of 30 measurements; "
            "W. Wolberg, O. Mangasarian, N. Street, W. Street (1993), "
            "UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B, CC BY 4.0."
        ),
    }


def write_npz(path, arrays):
    """Write a compressed .npz whose bytes depend on the arrays alone."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            member = zipfile.ZipInfo(f"{name}.npy", ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # the same on every system
            archive.writestr(member, buffer.getvalue())


def main(folder=DATASETS):
    """Write every data set and the file of checksums."""
    folder = Path(folder)
    lines = []
    for make in (breast_cancer,):
        path = folder / f"{make.__name__}.npz"
        write_npz(path, make())
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
