"""Show what has been handed in, graded and marked."""

from grading import batch, marks
from grading.commands import options as common
from grading.journal import Journal
from grading.run import GRADED


def configure(parser):
    """Add the options of `status`."""
    common.add_assignments(parser)


def run(course, options):
    """Count, and name the submissions that did not end as they should."""
    assignments = course.assignments(options.assignment)
    entries = Journal(course).last()
    for assignment in assignments:
        submissions = assignment.submissions()
        waiting = batch.pending([assignment])
        print(f"{assignment.name}: {len(submissions)} submitted, {len(waiting)} to grade")
        for submission in submissions:
            entry = entries.get((assignment.name, submission.student))
            if entry and entry["status"] != GRADED:
                print(f"  {submission.student}: {entry['status']}: {marks.reasons(entry)}")
    common.say_unmarked(assignments)
