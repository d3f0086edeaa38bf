"""Every shipped table of results has its script, says where it came from, and loads."""

from pathlib import Path

import numpy as np
import pytest

from nnlib import data, results

ROOT = Path(__file__).resolve().parent.parent
TABLES = sorted(results.FOLDER.glob("*.csv"))
SCRIPTS = sorted((ROOT / "scripts" / "results").glob("*.py"))


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_a_table_names_the_script_that_made_it(table):
    loaded = data.load_results(table.stem)
    script = f"scripts/results/{table.stem.replace('-', '_')}.py"
    assert loaded.about.startswith(f"made by {script} on ")
    assert (ROOT / script).is_file()
    assert len(loaded) > 0


def test_every_script_has_its_table():
    names = {path.stem.replace("_", "-") for path in SCRIPTS} - {"table"}
    assert names == {path.stem for path in TABLES}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    return tmp_path


def test_columns_have_their_types_and_rows_can_be_chosen(folder):
    (folder / "some.csv").write_text("# made here\n# today\nnet,seed,loss\na,0,0.5\nb,1,nan\n")
    table = data.load_results("some")
    assert table.about == "made here\ntoday"
    assert [table[name].dtype.kind for name in ("net", "seed", "loss")] == ["U", "i", "f"]
    chosen = table.where(net="b", seed=1)
    assert len(chosen) == 1 and np.isnan(chosen["loss"][0])
    assert len(table.where(net="b", seed=0)) == 0


def test_an_unknown_table_is_refused_with_the_names_there_are(folder):
    (folder / "some.csv").write_text("a\n1\n")
    with pytest.raises(FileNotFoundError, match=r"no results 'other'; there are: some"):
        data.load_results("other")
