"""Dates in eight forms to their ISO form, with attention and with a fixed vector in its place.

A bidirectional GRU reads the characters, a GRU writes ten. A row of the table is a kind of
network, a seed and a number of steps: the share of right characters, of right dates, and of right
dates among short and among long texts. The networks differ in one thing: what stands beside the
writer's state when it chooses a character. That is the reader's last states for all ten ("fixed
vector"), or an average of all its states, weighted anew each time by additive attention (Bahdanau
et al., 2015) or by a scaled dot product (Vaswani et al., 2017). Every tenth day from 1900 to 2099
is for the test. The chapter on attention trains one of them again.
"""

from datetime import date, timedelta

import numpy as np
from table import write

from nnlib import Tensor, cat, nn, no_grad, optim
from nnlib import functional as F

FIRST, DAYS = date(1900, 1, 1), 73049  # to the end of 2099
CHARACTERS = " ,-./0123456789abcdefghijklmnopqrstuvwxyz"  # 0 is padding, others count from 1
DIGITS = "0123456789-"
INPUTS, OUTPUTS = len(CHARACTERS) + 1, len(DIGITS)  # OUTPUTS itself begins what is written
KINDS = ("fixed vector", "additive", "dot product")
SEEDS, CHECKS = range(3), (50, 100, 200, 400, 600)
SHORT, LONG = 12, 24  # characters at most, at least


def ordinal(day):
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


FORMS = (
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%A}, {d.day} {d:%B} {d.year}",
    lambda d: f"{d:%A} the {ordinal(d.day)} of {d:%B}, {d.year}",
    lambda d: f"{d:%b} {d.day} {d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.month}/{d.day}/{d.year}",
    lambda d: f"{d.year}, {ordinal(d.day)} {d:%B}",
)


def draw(n, rng, test=False):
    """Return n days as text, padded (n, S), their lengths, and the ISO form (n, 10), in numbers."""
    days = rng.integers(0, DAYS // 10, n) * 10 + (0 if test else rng.integers(1, 10, n))
    forms = rng.integers(0, len(FORMS), n)
    pairs = [
        (FORMS[form](day).lower(), day.isoformat())
        for form, day in zip(forms, (FIRST + timedelta(int(k)) for k in days), strict=True)
    ]
    lengths = np.array([len(text) for text, _ in pairs])
    source = np.zeros((n, lengths.max()), int)
    for row, (text, _) in zip(source, pairs, strict=True):
        row[: len(text)] = [CHARACTERS.index(character) + 1 for character in text]
    target = np.array([[DIGITS.index(digit) for digit in iso] for _, iso in pairs])
    return source, lengths, target


class Translator(nn.Module):
    """A reader, a writer, and what the writer sees of the reader."""

    def __init__(self, kind, rng, units=32, inputs=INPUTS, outputs=OUTPUTS):
        wide = 2 * units
        self.kind, self.units, self.begin = kind, units, outputs
        self.read = nn.Embedding(inputs, 16, rng=rng)
        self.reader = nn.GRU(16, units, bidirectional=True, rng=rng)
        self.bridge = nn.Linear(wide, wide, rng=rng)
        self.write = nn.Embedding(outputs + 1, 16, rng=rng)
        self.writer = nn.GRU(16, wide, rng=rng)
        if kind != "fixed vector":
            self.query = nn.Linear(wide, wide, rng=rng)
            self.key = nn.Linear(wide, wide, rng=rng)
        if kind == "additive":
            self.score = nn.Linear(wide, 1, bias=False, rng=rng)
        self.mix = nn.Linear(2 * wide, wide, rng=rng)
        self.head = nn.Linear(wide, outputs, rng=rng)

    def encode(self, source, lengths):
        """Return all states of the reader, (n, S, 2 units), and the last of either direction."""
        memory, _ = self.reader(self.read(source))
        forward = memory[np.arange(len(source)), lengths - 1, : self.units]
        return memory, cat([forward, memory[:, 0, self.units :]], dim=1)

    def attend(self, states, memory, real):
        """Return what each state of the writer sees, (n, T, 2 units); padding is masked."""
        q, k = self.query(states), self.key(memory)
        if self.kind == "dot product":
            return F.scaled_dot_product_attention(q, k, memory, real[:, None])
        n, T, wide = q.shape
        mixed = F.tanh(q.reshape(n, T, 1, wide) + k.reshape(n, 1, -1, wide))
        scores = self.score(mixed).reshape(n, T, -1)
        blocked = np.where(real, 0, -np.inf).astype(np.float32)[:, None]
        return F.softmax(scores + blocked) @ memory

    def forward(self, source, lengths, written):
        """Return logits (n, T, outputs) of the characters that come after those written."""
        memory, summary = self.encode(source, lengths)
        start = F.tanh(self.bridge(summary))
        n, T = written.shape
        states, _ = self.writer(self.write(written), start.reshape(1, n, -1))
        if self.kind == "fixed vector":
            seen = summary.reshape(n, 1, -1) + Tensor(np.zeros((1, T, 1), np.float32))
        else:
            real = np.arange(source.shape[1]) < lengths[:, None]
            seen = self.attend(states, memory, real)
        return self.head(F.tanh(self.mix(cat([states, seen], dim=2))))

    def say(self, source, lengths, T):
        """Return the T characters that it writes, each time the likeliest, (n, T)."""
        written = np.full((len(source), 1), self.begin)
        with no_grad():
            for _ in range(T):
                logits = self(source, lengths, written).data[:, -1]
                written = np.column_stack([written, logits.argmax(axis=1)])
        return written[:, 1:]


def train(model, draw, rng, steps):
    """Train with the true characters as those written before; yield after each step."""
    optimizer = optim.Adam(model.parameters(), lr=0.005)
    for step in range(1, steps + 1):
        source, lengths, target = draw(64, rng)
        begin = np.full((len(target), 1), model.begin)
        optimizer.zero_grad()
        logits = model(source, lengths, np.column_stack([begin, target[:, :-1]]))
        loss = nn.CrossEntropyLoss()(logits.reshape(-1, logits.shape[2]), target.reshape(-1))
        loss.backward()
        optim.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        yield step


def main():
    source, lengths, target = draw(1000, np.random.default_rng(99), test=True)
    rows = []
    for kind in KINDS:
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            model = Translator(kind, rng)
            for step in train(model, draw, rng, max(CHECKS)):
                if step not in CHECKS:
                    continue
                right = model.say(source, lengths, 10) == target
                row = {"model": kind, "seed": seed, "steps": step}
                row["characters"] = f"{right.mean():.4f}"
                right = right.all(axis=1)
                row["dates"] = f"{right.mean():.3f}"
                row["short"] = f"{right[lengths <= SHORT].mean():.3f}"
                row["long"] = f"{right[lengths >= LONG].mean():.3f}"
                rows.append(row)
    return rows


if __name__ == "__main__":
    write(__file__, main)
