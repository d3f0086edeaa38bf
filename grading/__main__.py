"""The instructor's command line: `python -m grading COMMAND --help`."""

import argparse
import logging
import re
import sys
from pathlib import Path

from nbgrader.api import InvalidEntry
from sqlalchemy.exc import SQLAlchemyError

from grading.commands import COMMANDS
from grading.course import Course, CourseError


def main(arguments=None):
    """Run one command; a problem of the course is one line on standard error and exit code 2."""
    options = _parser().parse_args(arguments)
    logging.getLogger("tornado.application").disabled = True  # nbgrader's tracebacks of what we say
    try:
        course = Course.open(options.course, options.gradebook)
        return options.command(course, options) or 0
    except CourseError as error:
        print(f"grading: {error}", file=sys.stderr)
    except (SQLAlchemyError, InvalidEntry) as error:
        print(f"grading: the gradebook cannot be used: {_first_line(error)}", file=sys.stderr)
    except OSError as error:
        print(f"grading: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("grading: stopped; run it again to go on", file=sys.stderr)
    return 2


def _first_line(error):
    text = str(getattr(error, "orig", None) or error).strip()
    line = next(iter(text.splitlines()), type(error).__name__)
    return re.sub(r"^\([\w.]+\) ", "", line)  # the class that SQLAlchemy puts before it


def _parser():
    """Describe the command line: one command for each module in `commands`."""
    parser = argparse.ArgumentParser(prog="python -m grading", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--course", type=Path, default=".", metavar="FOLDER", help="default: this folder"
    )
    parser.add_argument(
        "--gradebook", type=Path, metavar="FOLDER", help="default: gradebook/ in the course"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        text = module.__doc__.splitlines()[0]
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(command=module.run)
        module.configure(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
