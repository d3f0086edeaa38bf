"""The page "How nnlib works": its excerpts exist, and the code it shows runs."""

import ast
import re

import numpy as np
import pytest

PAGE = "chapters/how-nnlib-works.md"
INCLUDE = re.compile(r"```\{literalinclude\} (\S+)\n((?::[\w-]+: .*\n)*)```")


def includes(root):
    """Return the source file and the options of each excerpt."""
    text = (root / PAGE).read_text(encoding="utf-8")
    found = INCLUDE.findall(text)
    assert len(found) == text.count("{literalinclude}") > 5
    return [
        ((root / PAGE).parent / path, dict(re.findall(r":([\w-]+): (.*)", options)))
        for path, options in found
    ]


def definition(source, dotted):
    """Return the source lines of a function or method."""
    node = ast.parse(source)
    for name in dotted.split("."):
        node = next(child for child in node.body if getattr(child, "name", None) == name)
    return ast.get_source_segment(source, node)


def test_every_excerpt_is_found_in_the_source_and_short(root):
    for path, options in includes(root):
        excerpt = source = path.read_text(encoding="utf-8")
        if "pyobject" in options:
            excerpt = definition(source, options["pyobject"])
        if "start-at" in options:
            assert excerpt.count(options["start-at"]) == 1, options
            excerpt = excerpt[excerpt.index(options["start-at"]) :]
        if "end-before" in options:
            assert options["end-before"] in excerpt, options
            excerpt = excerpt[: excerpt.index(options["end-before"])]
        assert 1 < len(excerpt.splitlines()) <= 20, options


@pytest.mark.parametrize("number", [0, 1])
def test_the_code_that_the_page_shows_runs(root, number):
    from nnlib import functional as F
    from nnlib import kernels, nn, optim

    blocks = re.findall(r"```python\n(.*?)```", (root / PAGE).read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 2
    rng = np.random.default_rng(0)
    x, labels = rng.standard_normal((5, 3)), rng.integers(4, size=5)
    model = nn.Linear(3, 4, dtype=np.float64, rng=rng)
    weight, bias = model.weight.data, model.bias.data
    optimizer, before = optim.SGD(model.parameters(), lr=0.1), weight.copy()
    names = {**locals(), "F": F, "kernels": kernels}
    exec(blocks[number], names)
    if number == 0:
        F.cross_entropy(F.relu(model(x)), labels).backward()
        np.testing.assert_allclose(names["dweight"], model.weight.grad)
        np.testing.assert_allclose(names["dbias"], model.bias.grad)
    else:
        np.testing.assert_allclose(weight, before - 0.1 * model.weight.grad)
