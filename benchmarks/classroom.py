"""A course to measure grading on: NumPy exercises of this one, and a small one with PyTorch."""

import shutil
from itertools import cycle, islice
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from grading import gradebook, release, sample
from grading.course import Course

ROOT = Path(__file__).resolve().parent.parent
NUMPY, TORCH = ("02-perceptron", "05-backpropagation"), "16-line"

IMPORTS = "import torch\n\ntorch.manual_seed(0)"
MODEL = """
def make_model():
    ### BEGIN SOLUTION
    return torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    ### END SOLUTION
"""
TRAIN = """
def train(model, X, y, steps):
    ### BEGIN SOLUTION
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION
"""
TRY = """
X = torch.randn(64, 2)
y = X[:, :1] - X[:, 1:]
train(make_model(), X, y, 50)[-1]
"""
MODEL_TEST = """
model = make_model()
out = model(torch.zeros(5, 2))
assert tuple(out.shape) == (5, 1), f"the output has the shape {tuple(out.shape)}"
### BEGIN HIDDEN TESTS
assert len(list(model.parameters())) == 4
### END HIDDEN TESTS
"""
TRAIN_TEST = """
X = torch.linspace(-1, 1, 40).reshape(20, 2)
y = 2 * X[:, :1]
losses = train(make_model(), X, y, 60)
assert len(losses) == 60, f"{len(losses)} losses instead of 60"
assert losses[-1] < losses[0] / 5, "the loss did not fall"
### BEGIN HIDDEN TESTS
model = make_model()
train(model, X, y, 60)
error = torch.nn.functional.mse_loss(model(X), y).item()
assert error < 0.2, "the model that came in is not the one that was trained"
### END HIDDEN TESTS
"""
# What stands in the solution, and what in its place. None warns: that costs marks in nbgrader.
MISTAKES = (
    ("", ""),
    ("torch.nn.Linear(16, 1)", "torch.nn.Linear(16, 1, bias=False)"),
    ("        optimizer.step()\n", ""),
    ("losses.append(loss.item())", "losses = [loss.item()]"),
)


def make(folder):
    """Make the course in a folder, its assignments registered and nothing handed in.

    Returns
    -------
    Course
    """
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in NUMPY:
        shutil.copytree(ROOT / "solutions" / name, folder / "solutions" / name)
    path = folder / "solutions" / TORCH / "line.ipynb"
    path.parent.mkdir()
    nbformat.write(torch_notebook(), path)
    (path.parent / "misconceptions.py").write_text("ANSWERS = []\n")
    course = Course.open(folder)
    for assignment in course.assignments():
        list(release.release([assignment]))
        gradebook.register(assignment)
    return course


def hand_in(course, name, number, first=0):
    """Hand in the work of `number` students, right and wrong in turn, from the `first` kind on."""
    (assignment,) = course.assignments([name])
    kinds = torch_work(assignment) if name == TORCH else numpy_work(assignment)
    for index, text in enumerate(islice(cycle(kinds), first, first + number)):
        path = assignment.submission(f"student-{index:04}").submitted
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def numpy_work(assignment):
    """List what students of the sample class hand in, as far as it comes to its end."""
    exercise = sample.exercise_of(assignment)
    habits = [sample.all_right, sample.other_style, *map(sample.one_mistake, range(6))]
    return [habit(exercise).text for habit in habits]


def torch_work(assignment):
    """List a right answer and three wrong ones to the exercise with PyTorch."""
    exercise = sample.exercise_of(assignment)
    work = []
    for right, wrong in MISTAKES:
        notebook = exercise.solved()
        for cell in notebook.cells:
            if cell.id in exercise.cells:
                cell.source = cell.source.replace(right, wrong)
        work.append(nbformat.writes(notebook))
    return work


def torch_notebook():
    """Make the source of the exercise with PyTorch: make a small network, and train it."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [
        _cell("imports", IMPORTS, locked=True),
        _cell("model", MODEL, solution=True),
        _cell("model-test", MODEL_TEST, points=2),
        _cell("train", TRAIN, solution=True),
        new_code_cell(TRY.strip(), id="train-try"),
        _cell("train-test", TRAIN_TEST, points=4),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(name, source, *, points=None, solution=False, locked=False):
    """Make a cell with nbgrader's metadata."""
    cell = new_code_cell(source.strip(), id=name)
    cell.metadata["nbgrader"] = {
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": locked or points is not None,
        "task": False,
        "schema_version": 3,
    }
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    return cell
