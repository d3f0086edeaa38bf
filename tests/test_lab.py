"""`make lab` copies the course for a student and never touches what is there."""

import lab


def test_copies_what_the_course_ships(tmp_path):
    lab.update(tmp_path)
    for source, target in lab.copies(tmp_path).items():
        assert target.read_bytes() == source.read_bytes()
    assert (tmp_path / "exercises" / "02-perceptron" / "perceptron.ipynb").is_file()
    assert not list(tmp_path.rglob("misconceptions*"))


def test_update_adds_what_is_new_and_keeps_answers(tmp_path, capsys):
    lab.update(tmp_path)
    answer = tmp_path / "exercises" / "02-perceptron" / "perceptron.ipynb"
    answer.write_text("my answer")
    removed = tmp_path / "exercises" / "05-backpropagation" / "backpropagation.ipynb"
    removed.unlink()
    capsys.readouterr()

    lab.update(tmp_path)

    assert answer.read_text() == "my answer"
    assert removed.is_file()
    told = capsys.readouterr().out
    assert "1 files added" in told
    assert "kept, though the course has another version: exercises/02-perceptron" in told
