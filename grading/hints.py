"""Hints for known mistakes: found by running the wrong answers, shipped as fingerprints.

`python -m grading.hints` prints what the checks and the hints of every exercise are worth.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import nbformat

from grading.misconceptions import ANSWERS_FILE, Outcome, Wrong, load, run
from nnlib import check
from nnlib.check import HINTS_FILE, CheckFailed

MADE_FROM = "made from"


@dataclass(frozen=True)
class Trial:
    """What the tests that are for it said to one wrong answer."""

    answer: Wrong
    outcomes: tuple[Outcome, ...]

    @property
    def noticed(self):
        """Whether a visible check failed."""
        return any(outcome.visible for outcome in self.outcomes)

    @property
    def noticed_hidden(self):
        """Whether a hidden test failed."""
        return any(outcome.hidden for outcome in self.outcomes)

    @property
    def fingerprints(self):
        """Of the failures that a student would see."""
        failures = [failure for outcome in self.outcomes for failure in outcome.visible.failures]
        return {failure.fingerprint for failure in failures if isinstance(failure, CheckFailed)}


def trials(folder, run=run):
    """Run every wrong answer of an exercise against the tests that are for it.

    Parameters
    ----------
    folder : path_like
    run : callable
        Takes a notebook and a list of answers, returns outcomes by question.

    Returns
    -------
    list of Trial
    """
    (notebook,) = Path(folder).glob("*.ipynb")
    outcomes = {
        answer: run(notebook, [answer]) for answer in load(folder) if isinstance(answer, Wrong)
    }
    return [Trial(answer, _own(answer, found)) for answer, found in outcomes.items()]


def _own(answer, outcomes):
    """Choose the tests behind the answer's cell, or those that first notice the mistake."""
    own = tuple(o for o in outcomes.values() if o.cell == answer.cell)
    late = tuple(outcomes[question] for question in answer.questions)
    return own if any(not o.passed for o in own) else late


def hints(found):
    """Return the hint of each fingerprint; none where different hints would compete.

    Parameters
    ----------
    found : iterable of Trial

    Returns
    -------
    dict of str to str
    """
    texts = defaultdict(set)
    for trial in found:
        for fingerprint in trial.fingerprints:
            texts[fingerprint].add(trial.answer.hint)
    return {key: text for key, (text, *others) in sorted(texts.items()) if not others}


def update(folder):
    """Write the hints of an exercise beside its source, from where nbgrader copies them.

    Running all wrong answers takes a while: hints that were made from the same code are kept.
    """
    if is_current(folder):
        return
    content = {MADE_FROM: digest(folder), **hints(trials(folder))}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (Path(folder) / HINTS_FILE).write_text(text, encoding="utf-8")


def is_current(folder):
    """Tell whether an exercise's hints were made from it as it is now, or can have none."""
    path = Path(folder) / HINTS_FILE
    if not path.exists():
        return not (Path(folder) / ANSWERS_FILE).exists()
    return json.loads(path.read_text(encoding="utf-8"))[MADE_FROM] == digest(folder)


def digest(folder):
    """Return the digest of what hints are made from: the code of exercise, answers and checks."""
    (notebook,) = Path(folder).glob("*.ipynb")
    cells = nbformat.read(notebook, as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    modules = sorted(Path(check.__file__).parent.glob("[a-z]*.py"))  # __init__ describes them
    files = (Path(folder) / ANSWERS_FILE, *modules)
    sources += [file.read_text(encoding="utf-8") for file in files]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]


def given(trial, found):
    """Return the hints that a student with this wrong answer sees."""
    known = hints(found)
    return {known[fingerprint] for fingerprint in trial.fingerprints & known.keys()}


def without(trial, found):
    """Return the other trials: as if nobody had thought of this mistake."""
    return [other for other in found if other is not trial]


def report(folder):
    """Yield lines of a table, by answer cell.

    How many wrong answers are listed, noticed by visible checks, noticed by hidden tests, given
    the right hint, and how many would get the hint of another mistake if they were not listed.
    """
    found = trials(folder)
    cells = dict.fromkeys(trial.answer.cell for trial in found)
    for cell in [*cells, "together"]:
        rows = [trial for trial in found if cell in (trial.answer.cell, "together")]
        numbers = (
            len(rows),
            sum(trial.noticed for trial in rows),
            sum(trial.noticed_hidden for trial in rows),
            sum(trial.answer.hint in given(trial, found) for trial in rows),
            sum(bool(given(trial, without(trial, found)) - {trial.answer.hint}) for trial in rows),
        )
        yield f"{cell:24}" + "".join(f"{number:9}" for number in numbers)


def _main():
    titles = ("wrong", "visible", "hidden", "hinted", "misled")
    for folder in sorted(path.parent for path in Path("solutions").glob(f"*/{ANSWERS_FILE}")):
        print(f"{folder.name:24}" + "".join(f"{title:>9}" for title in titles))
        print("\n".join(report(folder)), end="\n\n")


if __name__ == "__main__":
    _main()
