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


def run(course, options):
    """Make the class."""
    number = sample.write(course.assignments(options.assignment), options.out)
    print(f"{number} submissions in {options.out / 'submissions'}")
    print(f"the marks they must get: {options.out / sample.EXPECTED}")
