"""One page about a class and an assignment: marks, questions, misconceptions, time, what to see."""

import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from grading import marks, page
from grading.feedback import question_name as short
from grading.journal import Journal
from grading.run import GRADED, MALFORMED, TAMPERED

BINS = 10
FEW = 10  # students below which a correlation says little
OTHER = "another mistake"


@dataclass(frozen=True)
class Question:
    """What a class did with one question.

    Attributes
    ----------
    name : str
    points : float
    marked, full, none : int
        Students with a mark, with all points, with no point.
    difficulty : float or None
        Mean share of the points; 1 is easy. None while answers wait to be marked.
    discrimination : float or None
        Correlation with the share of points in the other questions; None where it is not defined.
    waiting : int
        Answers that nobody has marked yet.
    """

    name: str
    points: float
    marked: int
    full: int
    none: int
    difficulty: float | None
    discrimination: float | None
    waiting: int


@dataclass
class Report:
    """All that the page shows."""

    assignment: str
    handed_in: int
    known: int
    shares: list[float] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    endings: Counter = field(default_factory=Counter)
    mistakes: list[tuple[str, str, int]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    slowest: str = ""
    tampered: list[tuple[str, str]] = field(default_factory=list)
    troubled: list[tuple[str, str, str]] = field(default_factory=list)
    late: list[tuple[str, float]] = field(default_factory=list)
    unsafe: int = 0

    @property
    def graded(self):
        """How many students have a mark."""
        return len(self.shares)


def collect(assignment):
    """Gather what is known about a class and an assignment.

    Parameters
    ----------
    assignment : Assignment

    Returns
    -------
    Report
    """
    given = {}
    for mark in marks.marks([assignment]):
        given.setdefault(mark.student, {})[mark.question] = mark
    journal = Journal(assignment.course).last()
    entries = {
        student: journal[assignment.name, student]
        for student in given
        if (assignment.name, student) in journal
    }
    report = Report(assignment.name, len(assignment.submissions()), len(given))
    report.shares = [share for share in map(_share, given.values()) if share is not None]
    report.questions = [_about(name, given) for name in assignment.questions()]
    report.mistakes = _mistakes(entries)
    report.late = [(mark.student, -mark.score) for mark in marks.penalties([assignment])]
    _endings(report, entries)
    return report


def page_of(report):
    """Make the page, with everything that it needs in it."""
    return page.render(
        "report.html.j2",
        report=report,
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        bars=histogram(report.shares),
        summary=summary(report.shares),
        times=summary(report.seconds),
        few=report.graded < FEW,
    )


def histogram(shares):
    """Count shares between 0 and 1 in ten bins; 1 belongs to the last.

    Returns
    -------
    list of int
    """
    counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    return [counts[number] for number in range(BINS)]


def summary(values):
    """Return mean, median, standard deviation and extremes; None where there are no values."""
    if not values:
        return None
    return {
        "mean": statistics.fmean(values),
        "median": statistics.median(values),
        "deviation": statistics.pstdev(values),
        "least": min(values),
        "most": max(values),
    }


def discrimination(pairs):
    """Correlate a question with the rest of the assignment.

    Parameters
    ----------
    pairs : list of (float, float)
        For each student, the share of the question's points and of all others.

    Returns
    -------
    float or None
        None for fewer than three students, and where one of the two is always the same.
    """
    if len(pairs) < 3:
        return None
    try:
        return statistics.correlation(*zip(*pairs, strict=True))
    except statistics.StatisticsError:
        return None


def _share(own, without=""):
    """Return the share of points that a student has on what is marked; None where nothing is."""
    marked = [m for m in own.values() if m.score is not None and m.question != without]
    most = sum(mark.max for mark in marked)
    return sum(mark.score for mark in marked) / most if most else None


def _about(name, given):
    """Describe what the class did with one question."""
    found = [own[name] for own in given.values()]
    marked = [mark for mark in found if mark.score is not None]
    waiting = sum(mark.status == marks.NEEDS_MARKING for mark in found)
    pairs = [
        (own[name].score / own[name].max, rest)
        for own in given.values()
        if own[name].score is not None and own[name].max and not waiting
        for rest in [_share(own, without=name)]
        if rest is not None
    ]
    return Question(
        short(name),
        found[0].max if found else 0.0,
        len(marked),
        sum(mark.score >= mark.max for mark in marked),
        sum(mark.score <= 0 for mark in marked),
        statistics.fmean(share for share, _ in pairs) if pairs else None,
        discrimination(pairs),
        waiting,
    )


def _mistakes(entries):
    """Count the students who made each mistake, the most frequent first."""
    counts = Counter(
        (short(question), name or OTHER)
        for entry in entries.values()
        for question, names in entry.get("mistakes", {}).items()
        for name in set(names)
    )
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(question, name, count) for (question, name), count in ordered]


def _endings(report, entries):
    """Note how submissions ended, how long they took, and which of them to look at."""
    for student, entry in sorted(entries.items()):
        report.endings[entry["status"]] += 1
        report.unsafe += not entry["sandboxed"]
        if entry["status"] != MALFORMED:
            report.seconds.append(entry["seconds"])
        if entry["changes"] or entry["status"] == TAMPERED:
            what = filter(None, [*entry["changes"], entry["reason"]])
            report.tampered.append((student, "; ".join(what)))
        elif entry["status"] != GRADED:
            report.troubled.append((student, entry["status"], entry["reason"]))
    if entries:
        report.slowest = max(entries, key=lambda student: entries[student]["seconds"])
