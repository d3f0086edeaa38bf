"""Freeze the data sets that ship in nnlib/datasets, from the packages that have them.

Each function below returns the arrays of one file, under its own name. Running the script
again writes the same bytes: members are in a fixed order and carry a fixed date.
    python scripts/make_datasets.py [folder]
"""

import hashlib
import io
import platform
import sys
import zipfile
from pathlib import Path

import numpy as np

DATASETS = Path(__file__).resolve().parent.parent / "nnlib" / "datasets"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def breast_cancer():
    """Return the arrays of the Wisconsin breast cancer data (diagnostic)."""
    from sklearn.datasets import load_breast_cancer

    return _table(
        load_breast_cancer(),
        "Breast Cancer Wisconsin (Diagnostic), 569 samples of 30 measurements; "
        "W. Wolberg, O. Mangasarian, N. Street, W. Street (1993), "
        "UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B, CC BY 4.0.",
    )


def digits():
    """Return the test part of UCI's handwritten digits, grey levels 0 to 16 as bytes."""
    from sklearn.datasets import load_digits

    arrays = _table(
        load_digits(),
        "Optical Recognition of Handwritten Digits, the test part: 1797 images of 8 x 8 pixels; "
        "E. Alpaydin, C. Kaynak (1998), UCI Machine Learning Repository, "
        "https://doi.org/10.24432/C50P49, CC BY 4.0.",
    )
    return arrays | {name: _exactly(arrays[name], np.uint8) for name in ("X", "y")}


def iris():
    """Return Fisher's irises."""
    from sklearn.datasets import load_iris

    return _table(
        load_iris(),
        "Iris, 150 flowers of 3 species, 4 measurements in cm; R. A. Fisher (1936), "
        "https://doi.org/10.1111/j.1469-1809.1936.tb02137.x, with the values of the paper "
        "(the UCI Machine Learning Repository, https://doi.org/10.24432/C56C76, CC BY 4.0, "
        "differs in two flowers).",
    )


def wine():
    """Return the wines of three cultivars."""
    from sklearn.datasets import load_wine

    return _table(
        load_wine(),
        "Wine, 178 wines of 3 cultivars, 13 measurements; S. Aeberhard, M. Forina (1992), "
        "UCI Machine Learning Repository, https://doi.org/10.24432/C5PC7J, CC BY 4.0.",
    )


def diabetes():
    """Return the diabetes study in its own units."""
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes(scaled=False)
    return _table(
        bunch | {"target_names": []},
        "Diabetes, 442 patients, 10 measurements and the progression a year later; "
        "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004), Least Angle Regression, "
        "https://doi.org/10.1214/009053604000000067; published by the authors without a "
        "licence, taken from scikit-learn (BSD-3-Clause).",
    )


def sunspots():
    """Return the yearly numbers of sunspots."""
    from statsmodels.datasets import sunspots

    data = sunspots.load_pandas().data
    return {
        "time": data["YEAR"].to_numpy().astype(np.int64),
        "values": data["SUNACTIVITY"].to_numpy(dtype=np.float64),
        "unit": np.array("sunspots"),
        "description": np.array(
            "Yearly mean number of sunspots, 1700 to 2008; National Geophysical Data Center, "
            "public domain, taken from statsmodels."
        ),
    }


def co2():
    """Return the weekly concentration of carbon dioxide on Mauna Loa."""
    from statsmodels.datasets import co2

    data = co2.load_pandas().data
    return {
        "time": data.index.to_numpy().astype("datetime64[D]"),
        "values": data["co2"].to_numpy(dtype=np.float64),
        "unit": np.array("ppmv CO2"),
        "description": np.array(
            "Weekly concentration of carbon dioxide in air at Mauna Loa, Hawaii, 1958 to 2001; "
            "C. D. Keeling, T. P. Whorf (2004), Carbon Dioxide Information Analysis Center, "
            "public domain, taken from statsmodels."
        ),
    }


def karate_club():
    """Return who met whom in Zachary's karate club, without the weights of the edges."""
    import networkx

    graph = networkx.karate_club_graph()
    clubs = ("Mr. Hi", "Officer")
    return {
        "A": (networkx.to_numpy_array(graph) > 0).astype(np.uint8),
        "y": np.array([clubs.index(graph.nodes[i]["club"]) for i in graph], np.uint8),
        "target_names": np.array(clubs),
        "description": np.array(
            "Karate club, 34 members, 78 pairs that met outside the club, and the side each "
            "took; W. W. Zachary (1977), https://doi.org/10.1086/jar.33.4.3629752, "
            "taken from networkx (BSD-3-Clause)."
        ),
    }


def topics():
    """Return the texts of this Python's help system as UTF-8."""
    from pydoc_data.topics import topics

    text = "\n\n".join(topics[name].strip() + "\n" for name in sorted(topics))
    return {
        "text": np.frombuffer(text.encode(), np.uint8),
        "python_version": np.array(platform.python_version()),
        "description": np.array(
            "The reference texts behind Python's help(), from pydoc_data.topics; Copyright 2001 "
            "Python Software Foundation, PSF License Agreement, see LICENSE-PSF.txt."
        ),
    }


MAKERS = (breast_cancer, co2, diabetes, digits, iris, karate_club, sunspots, topics, wine)


def _table(bunch, description):
    """Return the arrays of one of scikit-learn's tables."""
    is_label = len(bunch["target_names"]) > 0
    return {
        "X": bunch["data"].astype(np.float64),
        "y": bunch["target"].astype(np.int64 if is_label else np.float64),
        "feature_names": np.array(bunch["feature_names"], dtype=str),
        "target_names": np.array(bunch["target_names"], dtype=str),
        "description": np.array(description),
    }


def _exactly(array, dtype):
    """Return `array` in a smaller type, or refuse to lose anything."""
    smaller = array.astype(dtype)
    if not np.array_equal(smaller, array):
        raise ValueError(f"the values do not fit into {np.dtype(dtype)}.")
    return smaller


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
    for make in MAKERS:
        path = folder / f"{make.__name__}.npz"
        write_npz(path, make())
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
