"""Write a page for each student and assignment that has been graded."""

from grading import feedback, files, late
from grading.commands import options as common


def configure(parser):
    """Add the options of `feedback`."""
    common.add_assignments(parser)
    common.add_students(parser)
    common.add_dry_run(parser)


def run(course, options):
    """Write the pages, or count them."""
    assignments = course.assignments(options.assignment)
    if not options.dry_run:
        with files.alone(course, common.say):
            late.settle(assignments)
    pages = list(feedback.write(assignments, options.student, dry_run=options.dry_run))
    print(f"{len(pages)} pages in {course.feedback}")
    if options.dry_run:
        print(common.PREVIEW)
