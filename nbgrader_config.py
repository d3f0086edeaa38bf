"""Tell nbgrader where this course keeps its folders; `python -m grading` reads the same file."""

import os
import sys
from pathlib import Path

root = Path(__file__).resolve().parent
# Everything private lies under one folder; the sample class sets GRADEBOOK to have its own.
private = Path(os.environ.get("GRADEBOOK") or root / "gradebook").resolve()
private.mkdir(parents=True, exist_ok=True)  # SQLite makes the file, not the folder
if str(root) not in sys.path:
    sys.path.append(str(root))  # for `grading.feedback` below; not passed on to student kernels

c = get_config()  # noqa: F821  (given by traitlets)

c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = str(private / "submitted")
c.CourseDirectory.autograded_directory = str(private / "autograded")
c.CourseDirectory.feedback_directory = str(private / "feedback")
c.CourseDirectory.db_url = f"sqlite:///{private / 'gradebook.db'}"
c.CourseDirectory.ignore = [  # nbgrader copies every other file beside a notebook to students
    "misconceptions.py",
    "*.pyc",
    "__pycache__",
    ".*",
]

c.Execute.timeout = 30  # seconds a cell
c.AssignLatePenalties.plugin_class = "grading.late.LateRule"
c.LateRule.rule = ""  # for instance "10% per day, at most 50%, 15 minutes free"
c.GenerateFeedback.preprocessors = [
    "grading.feedback.StudentView",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
# Scripts in a submission do not run in the browser of who marks it: outputs, their sizes, text.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.preprocessors = ["grading.feedback.Sizes"]
c.HTMLExporter.filters = {"strip_files_prefix": "grading.feedback.clean"}
