"""Values cross the boundary unchanged, and nothing hostile crosses it at all."""

import json
import random
import socket
import struct

import numpy as np
import pytest

from grading.inside.arrays import Unsendable
from grading.inside.frames import MAX_TEXT, BoundaryError, Frames, Gone, TooLarge
from grading.inside.shares import Shares
from grading.inside.values import Values


def crossed(value):
    """Encode a value on one side and decode it on the other, through JSON."""
    sender, receiver = Values(Shares(1)), Values(Shares(2))
    token = json.loads(json.dumps(sender.encode(value)))
    receiver.start(b"".join(sender.buffers))
    return receiver.decode(token)


def same(a, b):
    """Compare types, then contents, then layouts."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        if a.dtype.kind == "O":
            return a.shape == b.shape and all(map(same, a.ravel(), b.ravel()))
        facts = [(x.shape, x.dtype, x.flags.c_contiguous, x.flags.f_contiguous) for x in (a, b)]
        return facts[0] == facts[1] and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.random.Generator):
        return str(a.bit_generator.state) == str(b.bit_generator.state)
    return a == b or (a != a and b != b)


GRID = np.arange(24.0).reshape(4, 6)
VALUES = [
    *(None, True, False, 0, -1, 2**62, 2**64, -(10**300), 1.5, -0.0, float("nan"), float("inf")),
    *(
        "",
        "é\n\x00",
        "\ud800",
        b"\x00\xff",
        1j,
        complex("nan"),
        ...,
        slice(1, None, -2),
        range(3, 9),
    ),
    *((), (1, (2.0, "x")), [], [1, [2]], {}, {"a": [1], 2: None, (1, 2): 3}, {1, 2}),
    *(frozenset({3}), float, int, np.float32, np.ndarray, np.dtype("f4"), np.dtype("<U3")),
    *(np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1j), np.float64("nan")),
    *(np.array(1.5), np.zeros((0, 3)), np.ones((2, 3, 4), np.float16), np.array(["a", "bcd"])),
    *(np.array([True, False]), np.arange(3, dtype=">i4").astype("<i4"), np.array([b"x", b"yz"])),
    *(GRID.T, GRID[::2, ::3], GRID[::-1], GRID[:, 1], np.asfortranarray(GRID), GRID[::2, ::3].T),
    *(np.array([1, "a", None], dtype=object), np.zeros((2, 0, 3), np.int64)),
    *(np.random.default_rng(3), np.random.Generator(np.random.MT19937(1))),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:40].split(" at 0x")[0])
def test_values_cross_unchanged(value):
    assert same(crossed(value), value)


def test_what_is_made_from_an_array_is_an_array():
    class Odd(np.ndarray):
        def __eq__(self, other):
            return True

    assert type(crossed(np.ones(3).view(Odd))) is np.ndarray


def test_a_broadcast_array_stays_one_and_read_only():
    value = crossed(np.broadcast_to(np.arange(3.0), (4, 3)))
    assert value.strides == (0, 8)
    assert not value.flags.writeable


def test_a_list_that_holds_itself_does_so_there():
    value = [1]
    value.append(value)
    made = crossed(value)
    assert made[1] is made


def test_random_values_cross_unchanged():
    chance = random.Random(0)
    for _ in range(300):
        value = random_value(chance, 4)
        assert same(crossed(value), value)


def random_value(chance, depth):
    """Draw a value of any kind."""
    kind = chance.randrange(8 if depth else 5)
    if kind == 0:
        return chance.choice([None, True, "text", b"bytes", 2**70, 1j])
    if kind == 1:
        return chance.randint(-(10**6), 10**6)
    if kind == 2:
        return chance.uniform(-1, 1)
    if kind < 5:
        shape = [chance.randrange(4) for _ in range(chance.randrange(4))]
        values = np.random.default_rng(chance.randrange(10**6)).normal(size=shape) * 100
        return values.astype(chance.choice("?bhiqBHIQefdFD")).T
    inner = [random_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {5: list, 6: tuple, 7: lambda items: dict(enumerate(items))}[kind](inner)


@pytest.mark.parametrize(
    "value",
    [object(), lambda: 0, np.array([np.datetime64("2020")]), np.zeros(2, [("a", "f8")])],
    ids=["object", "function", "date", "structure"],
)
def test_what_is_no_plain_data_is_refused(value):
    with pytest.raises(Unsendable):
        crossed(value)


def test_too_deep_is_refused():
    value = ()
    for _ in range(200):
        value = (value,)
    with pytest.raises(Unsendable, match="deeper"):
        crossed(value)


HOSTILE = [
    {},
    [],
    ["?"],
    [1],
    [["a"]],
    ["a", 0, "|O", [1], 0, True],
    ["a", 0, "<f8", [10**9], 0, True],
    ["a", 0, "<f8", [2**62, 2**62], 0, True],
    ["a", 0, "<f8", [-1], 0, True],
    ["a", 0, "<f8", [1.0], 0, True],
    ["a", 0, "<f8", "11", 0, True],
    ["a", 0, "<f8", [1] * 64, 0, True],
    ["a", 0, "[('a','f8')]", [1], 0, True],
    ["a", 0, "V8", [1], 0, True],
    ["a", 0, "M8[s]", [1], 0, True],
    ["a", 0, "<U999999999", [1], 0, True],
    ["a", 0, "<U٣", [1], 0, True],
    ["a", 0, ["f8"], [1], 0, True],
    ["a", 0, "<f8", [1]],
    ["O", [10**9]],
    ["O", [2], 1],
    ["n", "|i1", 1000],
    ["n", "<f8", "x"],
    ["c", "x", 1],
    ["i", "x"],
    ["b", -1],
    ["b", 10**9],
    ["b", 1.5],
    ["d", 0, 1],
    ["d", 0, ["l", 0], 1],
    ["s", ["l", 0]],
    ["T", "os.system"],
    ["D", "O"],
    ["R", 0, 1, 0],
    ["R", "a"],
    ["g", 0, ["t", ["t", "bit_generator", "Evil"]]],
    ["g", 0, ["t", ["t", "bit_generator", "PCG64"], ["t", "state", "x"]]],
    ["g", 0, None],
    ["x", 0, "<f8", [3], "p", True],
    ["y", 12345],
    ["o", 1, 2],
    ["h", "x"],
    ["k", None],
]


@pytest.mark.parametrize("token", HOSTILE, ids=lambda token: json.dumps(token)[:40])
def test_a_hostile_value_is_no_value(token):
    receiver = Values(Shares(1))
    receiver.start(b"\xff" * 8)
    with pytest.raises((BoundaryError, ValueError, TypeError, LookupError, OverflowError)):
        receiver.decode(token)


def test_random_tokens_raise_nothing_else_than_errors():
    chance = random.Random(1)
    tags = "tsfldicbnaOgxTDSREyokh"
    for _ in range(3000):
        receiver = Values(Shares(1))
        receiver.start(chance.randbytes(64))
        try:
            receiver.decode(random_token(chance, tags, 3))
        except Exception as error:
            assert not isinstance(error, (MemoryError, SystemError)), error


def random_token(chance, tags, depth):
    """Draw something in the form of a value."""
    if not depth or chance.random() < 0.4:
        choices = [None, True, -1, 0, 3, 2**70, 1.5, "<f8", "|b1", "<U2", "PCG64", "x", {}]
        return chance.choice(choices)
    parts = [random_token(chance, tags, depth - 1) for _ in range(chance.randrange(6))]
    return [chance.choice([*tags]), *parts]


def test_a_byte_that_is_no_boolean_becomes_one():
    receiver = Values(Shares(1))
    receiver.start(b"\x02\x00")
    made = receiver.decode(["a", 0, "|b1", [2], 0, True])
    assert made.tobytes() == b"\x01\x00"


def test_a_text_that_is_no_unicode_is_no_text():
    receiver = Values(Shares(1))
    receiver.start(b"\xff\xff\xff\x7f")
    with pytest.raises(BoundaryError):
        receiver.decode(["a", 0, "<U1", [1], 0, True])


@pytest.fixture
def line():
    """Two ends: frames here, bytes there."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Frames(ours), theirs


def test_frames_arrive_whole(line):
    frames, theirs = line
    other = Frames(theirs)
    frames.send([1, "a"], [b"xyz", b""])
    frames.send([2])
    assert other.receive() == ([1, "a"], b"xyz")
    assert other.receive() == ([2], b"")


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<II", MAX_TEXT + 1, 0),
        struct.pack("<II", 0, 2**32 - 1),
        struct.pack("<II", 2, 0) + b"[1",
        struct.pack("<II", 4, 0) + b"\xff\xfe\x00\x00",
        struct.pack("<II", 200_000, 0) + b"[" * 200_000,
        struct.pack("<II", 6000, 0) + b"9" * 6000,
    ],
    ids=["long text", "many bytes", "no JSON", "no UTF-8", "deep", "long number"],
)
def test_what_is_no_frame_is_said(line, data):
    frames, theirs = line
    theirs.sendall(data)
    with pytest.raises(BoundaryError):
        frames.receive()


def test_an_end_in_the_middle_is_an_end(line):
    frames, theirs = line
    theirs.sendall(struct.pack("<II", 100, 0) + b"[")
    theirs.close()
    with pytest.raises(Gone):
        frames.receive()


def test_too_much_is_not_sent(line):
    frames, _ = line
    with pytest.raises(TooLarge):
        frames.send("x" * (MAX_TEXT + 1))
