"""Show or set when an assignment is due, for everybody or for one student."""

from grading import files, late
from grading.commands import options as common
from grading.course import CourseError


def configure(parser):
    """Add the options of `deadline`."""
    parser.add_argument("assignment", nargs="?", help="such as 02-perceptron; default: show all")
    parser.add_argument(
        "due", nargs="?", help="'2026-11-30 23:59', or for one student '3 days'; default: show"
    )
    parser.add_argument("--student", metavar="ID", default="", help="an extension for this one")
    parser.add_argument("--remove", action="store_true", help="forget it")
    common.add_dry_run(parser)


def run(course, options):
    """Show the deadlines, or change one."""
    assignments = course.assignments([options.assignment] if options.assignment else [])
    found = late.deadlines(course)
    if options.due or options.remove:
        _change(found, assignments[0].name, options)
    for name in (assignment.name for assignment in assignments):
        for deadline in sorted((d for d in found.values() if d.assignment == name), key=_student):
            who = deadline.student or "everybody"
            print(f"{name:16} {who:16} {deadline.due:%Y-%m-%d %H:%M %z}")
    print(f"late: {course.config.LateRule.get('rule') or 'no penalty'}")
    if not (options.due or options.remove):
        return
    if options.dry_run:
        print(common.PREVIEW)
        return
    with files.alone(course, common.say):
        late.write(course, found)
        number = late.settle(assignments)
    print(f"{number} submissions with a penalty")


def _change(found, name, options):
    """Set or remove one deadline."""
    key = name, options.student
    everybody = found.get((name, ""))
    if options.remove:
        if found.pop(key, None) is None:
            raise CourseError(f"there is no deadline of {name} for {key[1] or 'everybody'}")
        return
    if options.student and not everybody:
        raise CourseError(f"{name} has no deadline for everybody that could be extended")
    due = late.when(options.due, everybody.due if options.student else None)
    found[key] = late.Deadline(name, options.student, due)


def _student(deadline):
    return deadline.student
