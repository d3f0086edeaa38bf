"""Run and mark what is new or changed since it was graded."""

from collections import Counter

from tqdm import tqdm

from grading import batch, files, late, pool, sandbox
from grading.commands import options as common
from grading.course import CourseError
from grading.run import Limits


def configure(parser):
    """Add the options of `grade`."""
    common.add_assignments(parser)
    common.add_students(parser)
    common.add_dry_run(parser)
    parser.add_argument(
        "--regrade", "--force", action="store_true", help="grade again what has not changed"
    )
    parser.add_argument(
        "--workers", type=common.positive, default=pool.WORKERS, metavar="N", help="side by side"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run on the workers of this Dask scheduler instead, for instance tcp://host:8786",
    )
    parser.add_argument(
        "--timeout",
        type=common.positive,
        metavar="S",
        help="seconds a cell (default: Execute.timeout in nbgrader_config.py)",
    )
    parser.add_argument(
        "--total-timeout",
        type=common.positive,
        default=Limits.notebook_seconds,
        metavar="S",
        help="seconds a notebook (default: %(default)s)",
    )
    parser.add_argument(
        "--sandbox",
        choices=sandbox.MODES,
        default="required",
        help="auto: without one where none can be had (default: %(default)s)",
    )
    parser.add_argument(
        "--no-sandbox",
        dest="sandbox",
        action="store_const",
        const="off",
        help="run student code as yourself: only for notebooks that you trust",
    )


def run(course, options):
    """Grade, or list what would be graded."""
    assignments = course.assignments(options.assignment)
    _check_handed_in(assignments, options.student)
    if options.dry_run:
        return _preview(assignments, options)
    with files.alone(course, common.say):
        if recovered := batch.recover(assignments):
            print(f"{recovered} results of an earlier run written into the gradebook")
        submissions = batch.pending(assignments, options.student, regrade=options.regrade)
        if submissions:
            _grade(course, submissions, options)
        elif not recovered:
            print("nothing new to grade (--regrade grades all again)")
        late.settle(assignments)
    common.say_unmarked(assignments)
    return 0


def _preview(assignments, options):
    """List what would be graded."""
    submissions = batch.pending(assignments, options.student, regrade=options.regrade)
    for submission in submissions:
        print(f"{submission.assignment.name:16} {submission.student}")
    print(f"{len(submissions)} submissions to grade")
    print(common.PREVIEW)


def _grade(course, submissions, options):
    """Grade, with a line for each submission and a bar below them."""
    sandboxed = _choose(options)
    common.say(_promise(sandboxed))
    limits = Limits(options.timeout or course.config.Execute.timeout, options.total_timeout)
    statuses, score, points = Counter(), 0.0, 0.0
    where = {"workers": options.workers, "scheduler": options.scheduler}
    outcomes = batch.grade(submissions, limits=limits, sandboxed=sandboxed, **where)
    with tqdm(total=len(submissions), unit="", disable=None, leave=False) as bar:
        for graded in outcomes:
            statuses[graded.status] += 1
            score, points = score + graded.score, points + graded.max_score
            tqdm.write(_line(graded, statuses.total(), len(submissions)))
            failed = statuses.total() - statuses["graded"]
            mean = f"{score / points:.0%}" if points else "-"
            bar.set_postfix_str(f"mean {mean}, {failed} not as they should", refresh=False)
            bar.update()
    print(", ".join(f"{number} {status}" for status, number in statuses.items()))


def _choose(options):
    """Decide whether to use the sandbox, here or on all workers."""
    if not options.scheduler:
        return sandbox.choose(options.sandbox)
    try:
        from grading import cluster
    except ImportError as error:
        raise CourseError(
            f"--scheduler needs Dask ({error}): pip install -c constraints.txt distributed"
        ) from error
    return cluster.choose(options.scheduler, options.sandbox)


def _line(graded, number, of):
    """Describe one result."""
    where = f"{graded.submission.assignment.name:16} {graded.submission.student:16}"
    marks = f"{graded.score:5g}/{graded.max_score:g}"
    reason = f"  {graded.status}: {graded.reason}" if graded.reason else ""
    return f"[{number:{len(str(of))}}/{of}] {where} {marks:10} {graded.seconds:5.1f} s{reason}"


def _check_handed_in(assignments, students):
    """Raise CourseError where there is nothing to grade, or nothing of one of the students."""
    present = {submission.student for a in assignments for submission in a.submissions()}
    if not present:
        raise CourseError("nothing has been handed in; take submissions from a folder: collect")
    if unknown := sorted(set(students) - present):
        raise CourseError(f"nothing has been handed in by {', '.join(unknown)}")


def _promise(sandboxed):
    """Say in one line what stands between student code and this machine."""
    if sandboxed:
        return (
            "Student code runs in bubblewrap, without network and private files; the tests run "
            "in another process, which it cannot enter."
        )
    return (
        "WARNING: no sandbox: student code runs as you, with your files and your network. "
        "Grade only notebooks that you trust."
    )
