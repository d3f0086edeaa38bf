"""Write all marks as CSV; what has no mark yet is an empty cell, not 0."""

from pathlib import Path

from grading import export, files, late, marks
from grading.commands import options as common


def configure(parser):
    """Add the options of `export`."""
    common.add_assignments(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: gradebook/grades.csv")
    parser.add_argument(
        "--format",
        choices=export.FORMATS,
        default="plain",
        help="plain: a line for each question; the others: a line for each student, for an import",
    )
    parser.add_argument(
        "--table",
        type=Path,
        metavar="FILE",
        help="Canvas's exported gradebook or Moodle's grading worksheet, to fill the marks in",
    )
    parser.add_argument("--column", default="", metavar="NAME", help="which column of it to fill")
    common.add_dry_run(parser)


def run(course, options):
    """Export, or say how many marks there are."""
    assignments = course.assignments(options.assignment)
    if not options.dry_run:
        with files.alone(course, common.say):
            late.settle(assignments)
    found = [*marks.marks(assignments), *marks.penalties(assignments)]
    ending = "" if options.format == "plain" else f"-{options.format}"
    path = options.out or course.private / f"grades{ending}.csv"
    if options.format == "plain" and not options.table:
        if not options.dry_run:
            export.write(found, path)
        print(f"{len(found)} marks in {path}")
    else:
        _for_platform(export.totals(found), path, options)
    waiting = sum(mark.score is None or mark.status != marks.GRADED for mark in found)
    if waiting:
        print(f"{waiting} questions have no final mark yet; their cells are empty")
    if options.dry_run:
        print(common.PREVIEW)


def _for_platform(totals, path, options):
    """Write a table for an import."""
    missing = set()
    if options.table:
        columns, rows, missing = export.into_table(totals, options.table, options.column)
    else:
        columns, rows = export.for_platform(totals, options.format)
    if not options.dry_run:
        files.write_table(path, columns, rows)
    marked = sum(total.score is not None for of in totals.values() for total in of.values())
    print(f"{marked - len(missing)} totals in {path}")
    for student in sorted(missing):
        common.say(f"not in {options.table}: {student}")
