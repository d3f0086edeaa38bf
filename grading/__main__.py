"""The instructor's command line: `python -m grading COMMAND --help`."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from grading import collect, export, feedback, gradebook, pool, release, sample, sandbox
from grading.course import Course, CourseError
from grading.run import GRADED, Limits


def main(arguments=None):
    """Run one command; a problem of the course is one line on standard error and exit code 2."""
    options = _parser().parse_args(arguments)
    try:
        course = Course.open(options.course, options.gradebook)
        return options.command(course, options) or 0
    except CourseError as error:
        print(f"grading: {error}", file=sys.stderr)
    except DBAPIError as error:
        print(f"grading: the gradebook cannot be used: {error.orig}", file=sys.stderr)
    except KeyboardInterrupt:
        print("grading: stopped; run it again to go on", file=sys.stderr)
    return 2


def release_command(course, options):
    """Make exercises/ from solutions/, or check that it is up to date."""
    assignments = course.assignments(options.assignment)
    if not options.check:
        for folder in release.release(assignments):
            print(folder.relative_to(course.root))
        return 0
    found = list(release.differences(assignments))
    for line in found:
        print(line)
    print("make release" if found else f"{len(assignments)} exercises are up to date")
    return 1 if found else 0


def collect_command(course, options):
    """Take submissions from a folder, one folder or file for each student."""
    found = list(
        collect.collect(
            options.folder, course.assignments(options.assignment), dry_run=options.dry_run
        )
    )
    for item in found:
        if isinstance(item, collect.Left):
            print(f"left       {item.path.relative_to(options.folder)}: {item.reason}")
        else:
            print(f"{item.kind:9}  {item.submission.student}  {item.submission.assignment.name}")
    counts = Counter(getattr(item, "kind", "left") for item in found)
    print(", ".join(f"{number} {kind}" for kind, number in counts.items()) or "nothing there")
    if options.dry_run:
        print("(a preview: nothing was copied)")


def grade_command(course, options):
    """Run and mark what is new or changed since it was graded."""
    assignments = course.assignments(options.assignment)
    submissions = pool.pending(assignments, options.student, force=options.force)
    _check_handed_in(assignments, options.student)
    if not submissions:
        print("nothing new to grade (--force grades all again)")
        return
    sandboxed = sandbox.choose(options.sandbox)
    print(_promise(sandboxed), file=sys.stderr)
    limits = Limits(options.timeout or course.config.Execute.timeout, options.total_timeout)
    statuses, width = Counter(), len(str(len(submissions)))
    for graded in pool.grade(
        submissions, limits=limits, sandboxed=sandboxed, workers=options.workers
    ):
        statuses[graded.status] += 1
        where = f"{graded.submission.assignment.name:16} {graded.submission.student:16}"
        marks = f"{graded.score:5g}/{graded.max_score:g}"
        reason = f"  {graded.status}: {graded.reason}" if graded.reason else ""
        number = f"[{statuses.total():{width}}/{len(submissions)}]"
        print(f"{number} {where} {marks:10} {graded.seconds:5.1f} s{reason}", flush=True)
    print(", ".join(f"{number} {status}" for status, number in statuses.items()))
    _say_unmarked(assignments)


def feedback_command(course, options):
    """Write a page for each student and assignment that has been graded."""
    pages = list(feedback.write(course.assignments(options.assignment), options.student))
    print(f"{len(pages)} pages in {course.feedback}")


def export_command(course, options):
    """Write all marks as CSV; what has no mark yet is an empty cell, not 0."""
    path = options.out or course.private / "grades.csv"
    number = export.write(gradebook.marks(course.assignments(options.assignment)), path)
    print(f"{number} marks in {path}")


def sample_command(course, options):
    """Write a class of twelve made-up submissions and the marks they must get."""
    number = sample.write(course.assignments(options.assignment), options.out)
    print(f"{number} submissions in {options.out / 'submissions'}")
    print(f"the marks they must get: {options.out / sample.EXPECTED}")


def status_command(course, options):
    """Show what has been handed in, graded and marked."""
    for assignment in course.assignments(options.assignment):
        submissions = assignment.submissions()
        waiting = pool.pending([assignment])
        print(f"{assignment.name}: {len(submissions)} submitted, {len(waiting)} to grade")
        for submission in submissions:
            noted = gradebook.record(submission)
            if noted.get("status", GRADED) != GRADED:
                print(f"  {submission.student}: {noted['status']}: {noted['reason']}")
    _say_unmarked(course.assignments(options.assignment))


def _check_handed_in(assignments, students):
    """Raise CourseError where there is nothing to grade, or nothing of one of the students."""
    present = {submission.student for a in assignments for submission in a.submissions()}
    if not present:
        raise CourseError("nothing has been handed in; take submissions from a folder: collect")
    if unknown := sorted(set(students) - present):
        raise CourseError(f"nothing has been handed in by {', '.join(unknown)}")


def _say_unmarked(assignments):
    """Count the answers that wait for a person."""
    waiting = [m for m in gradebook.marks(assignments) if m.status == gradebook.NEEDS_MARKING]
    if waiting:
        print(f"{len(waiting)} written answers wait for marking in nbgrader's formgrader")


def _promise(sandboxed):
    """Say in one line what stands between student code and this machine."""
    if sandboxed:
        return (
            "Student code runs in bubblewrap, without network and private files; it shares its "
            "process with the hidden tests, which a determined student could still read or fool."
        )
    return (
        "WARNING: no sandbox: student code runs as you, with your files and your network. "
        "Grade only notebooks that you trust."
    )


def _parser():
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m grading", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--course", type=Path, default=".", metavar="FOLDER", help="default: this folder"
    )
    parser.add_argument(
        "--gradebook", type=Path, metavar="FOLDER", help="default: gradebook/ in the course"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name, command, *, students=False, positional="*"):
        text = command.__doc__.splitlines()[0]
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        if positional:
            sub.add_argument(
                "assignment", nargs=positional, help="such as 02-perceptron; default: all"
            )
        if students:
            sub.add_argument(
                "--student", action="append", default=[], metavar="ID", help="only this one"
            )
        return sub

    add("release", release_command).add_argument(
        "--check", action="store_true", help="write nothing, name what differs, exit with 1"
    )
    taking = add("collect", collect_command, positional=None)
    taking.add_argument("folder", type=Path, help="<student>/…/perceptron.ipynb in it")
    taking.add_argument("assignment", nargs="*", help="take only these; for <student>.ipynb: one")
    taking.add_argument("--dry-run", action="store_true", help="only say what would be done")
    _grade_options(add("grade", grade_command, students=True))
    add("feedback", feedback_command, students=True)
    add("export", export_command).add_argument(
        "--out", type=Path, metavar="FILE", help="default: gradebook/grades.csv"
    )
    add("status", status_command)
    add("sample", sample_command).add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="is made, or replaced if it holds a class",
    )
    return parser


def _positive(text):
    """Read a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of at least 1")
    return int(text)


def _grade_options(sub):
    """Add the options of `grade`."""
    sub.add_argument("--force", action="store_true", help="grade again what has not changed")
    sub.add_argument(
        "--workers", type=_positive, default=pool.WORKERS, metavar="N", help="side by side"
    )
    sub.add_argument(
        "--timeout",
        type=_positive,
        metavar="S",
        help="seconds a cell (default: Execute.timeout in nbgrader_config.py)",
    )
    sub.add_argument(
        "--total-timeout",
        type=_positive,
        default=Limits.notebook_seconds,
        metavar="S",
        help="seconds a notebook (default: %(default)s)",
    )
    sub.add_argument(
        "--sandbox",
        choices=sandbox.MODES,
        default="required",
        help="auto: without one where none can be had (default: %(default)s)",
    )
    sub.add_argument(
        "--no-sandbox",
        dest="sandbox",
        action="store_const",
        const="off",
        help="run student code as yourself: only for notebooks that you trust",
    )


if __name__ == "__main__":
    sys.exit(main())
