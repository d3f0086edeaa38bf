"""Make exercises/ from solutions/, or check that it is up to date."""

from grading import release
from grading.commands import options as common


def configure(parser):
    """Add the options of `release`."""
    common.add_assignments(parser)
    parser.add_argument(
        "--check",
        "--dry-run",
        action="store_true",
        help="write nothing, name what differs, exit with 1",
    )


def run(course, options):
    """Release, or name what differs."""
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
