"""Train the small GPT that ships with nnlib, and write its weights as bytes.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/train_small_gpt.py

Reads the first 90 % of Python's help texts character by character, the topics in alphabetical
order, and is judged on the last 10 %, the test part of `scripts/results/gated_characters.py`; size
and learning rate were not tuned on either. Takes 7 minutes on one core, everything drawn from one
seed. Each matrix then becomes whole numbers from -127 to 127 and one factor a row (`pack`), the
vectors stay float32; what the rounding costs is written beside the weights.
"""

import json
import time

import numpy as np

from nnlib import data, nn, no_grad, optim, schedulers
from nnlib.pretrained import FILE, digest, pack, unpack

SEED, CONTEXT, WIDTH, HEADS, LAYERS = 0, 128, 96, 4, 3
STEPS, WARMUP, BATCH, PEAK, DECAY = 2200, 100, 16, 4e-3, 0.05


def parts(cut=0.9, end=1.0):
    """Return what is learnt from and what is held out, as numbers, and the characters."""
    text = data.load_topics()
    characters = "".join(sorted(set(text)))
    number = {character: i for i, character in enumerate(characters)}
    ids = np.array([number[character] for character in text])
    n = len(ids)
    return ids[: int(cut * n)], ids[int(cut * n) : int(end * n)], characters


def loss_of(model, x, y):
    logits = model(x)
    return nn.CrossEntropyLoss()(logits.reshape(-1, logits.shape[-1]), y.reshape(-1))


def bits(model, ids):
    """Return bits per character: each is predicted from the last 64 to 127 before it."""
    half = model.context // 2
    starts = np.arange(0, len(ids) - 2 * half, half)
    windows = ids[starts[:, None] + np.arange(2 * half + 1)]
    total = 0.0
    with no_grad():
        for batch in np.array_split(windows, len(windows) // 32 + 1):
            logits = model(batch[:, :-1]).data[:, half:].astype(float)
            logits -= logits.max(axis=-1, keepdims=True)
            log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
            total -= np.take_along_axis(log_p, batch[:, half + 1 :, None], axis=-1).sum()
    return total / (len(windows) * half) / np.log(2)


def train(ids, symbols, look, steps=STEPS):
    """Return a trained model; call `look` with the step and the loss every 100 steps."""
    rng = np.random.default_rng(SEED)
    model = nn.GPT(symbols, CONTEXT, WIDTH, HEADS, LAYERS, rng=rng)
    optimizer = optim.AdamW(model.parameters(), lr=PEAK, weight_decay=DECAY)
    schedule = schedulers.WarmupCosine(optimizer, WARMUP, steps, PEAK / 20)
    losses = []
    for step in range(1, steps + 1):
        begin = rng.integers(len(ids) - CONTEXT, size=(BATCH, 1))
        window = ids[begin + np.arange(CONTEXT + 1)]
        loss = loss_of(model, window[:, :-1], window[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optim.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 100 == 0:
            look(step, np.mean(losses[-100:]), model)
    return model.eval()


def main():
    """Write the file and print what the model is worth."""
    ids, held_out, characters = parts()
    start = time.process_time()

    def look(step, loss, model):
        minutes = (time.process_time() - start) / 60
        print(f"{step:5d} steps, {loss / np.log(2):.3f} bits, {minutes:.1f} min", flush=True)

    write(train(ids, len(characters), look), held_out, characters)


def write(model, held_out, characters):
    """Write the weights, and how many bits a character costs before and after the rounding."""
    weights = {name: pack(array) for name, array in model.state_dict().items()}
    content = {
        "made by": f"scripts/train_small_gpt.py, seed {SEED}, NumPy {np.__version__}",
        "bits": {"before rounding": round(float(bits(model, held_out)), 4)},
        "sizes": {"context": CONTEXT, "d_model": WIDTH, "nhead": HEADS, "num_layers": LAYERS},
        "characters": characters,
        "weights": weights,
    }
    model.load_state_dict({name: unpack(entry) for name, entry in weights.items()})
    content["bits"]["held out"] = round(float(bits(model, held_out)), 4)
    content["sha256"] = digest(content)
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {FILE.stat().st_size} bytes; {content['bits']}")


if __name__ == "__main__":
    main()
