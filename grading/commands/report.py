"""Write one page for each assignment about the whole class."""

from pathlib import Path

from grading import files, late, report
from grading.commands import options as common


def configure(parser):
    """Add the options of `report`."""
    common.add_assignments(parser)
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="default: gradebook/reports")
    common.add_dry_run(parser)


def run(course, options):
    """Write the pages of the assignments that somebody has been graded in."""
    assignments = course.assignments(options.assignment)
    folder = options.out or course.private / "reports"
    if not options.dry_run:
        with files.alone(course, common.say):
            late.settle(assignments)
    for assignment in assignments:
        found = report.collect(assignment)
        if not found.graded:
            print(f"{assignment.name}: nobody has been graded yet")
            continue
        path = folder / f"{assignment.name}.html"
        if not options.dry_run:
            files.write(path, report.page_of(found))
        print(f"{assignment.name}: {found.graded} students in {path}")
    if options.dry_run:
        print(common.PREVIEW)
