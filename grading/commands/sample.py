"""Write a class of twelve made-up submissions and the marks they must get."""

from pathlib import Path

from grading import sample
from grading.commands import options as common


def configure(parser):
    """Add the options of `sample`."""
    common.add_assignments(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="is made, or replaced if it holds a class",
    )
    common.add_dry_run(parser)


def run(course, options):
    """Make the class."""
    assignments = course.assignments(options.assignment)
    number = sample.write(assignments, options.out, dry_run=options.dry_run)
    print(f"{number} submissions in {options.out / 'submissions'}")
    print(f"the marks they must get: {options.out / sample.EXPECTED}")
    if options.dry_run:
        print(common.PREVIEW)
