"""Known wrong answers to exercise 15 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

COUNTS, MERGE, TRAIN, ENCODE = "get-counts", "merge", "train", "encode"
DECODE, SAMPLE, PERPLEXITY = "decode", "sample-next", "perplexity"
BUILD_ON = (COUNTS, TRAIN)  # the solution's `train` counts with `get_counts`
MERGED = (MERGE, TRAIN, ENCODE)
ORDER, SHORT, BROKEN = (
    "the order of the pairs",
    "texts that run out of pairs",
    "bytes that are no text",
)
GREEDY, LARGE, CHANCE = "temperature 0", "integers and logits of 1000", "draws from rng alone"
LONG, IMPOSSIBLE = "long texts", "impossible tokens"

PAIRS = "for pair in pairwise(ids):"
ADDED = "counts[pair] = counts.get(pair, 0) + 1"
GET_COUNTS = [
    Wrong(
        COUNTS,
        "overlapping pairs once only",
        hint="[7, 7, 7] has two places where a 7 follows a 7: every place i counts, also where "
        "pairs overlap.",
        new="""
counts, i = {}, 0
while i + 1 < len(ids):
    pair = ids[i], ids[i + 1]
    counts[pair] = counts.get(pair, 0) + 1
    i += 2 if ids[i] == ids[i + 1] else 1
return counts
""",
        fails=BUILD_ON,
    ),
    Wrong(
        COUNTS,
        "pairs that do not overlap",
        hint="After the pair at places 0 and 1 comes the one at places 1 and 2.",
        new="for pair in zip(ids[::2], ids[1::2]):",
        old=PAIRS,
        fails=BUILD_ON,
    ),
    Wrong(
        COUNTS,
        "last pair lost",
        hint="n numbers have n - 1 pairs: the last two numbers are one as well.",
        new="for pair in zip(ids[:-2], ids[1:-1]):",
        old=PAIRS,
        fails=BUILD_ON,
    ),
    Wrong(
        COUNTS,
        "order within the pair ignored",
        hint="(1, 2) and (2, 1) are two different pairs.",
        new="counts[tuple(sorted(pair))] = counts.get(tuple(sorted(pair)), 0) + 1",
        old=ADDED,
        fails=BUILD_ON,
    ),
    Wrong(
        COUNTS,
        "counted from zero",
        hint="A pair that is met for the first time has been met once.",
        new="counts[pair] = counts[pair] + 1 if pair in counts else 0",
        old=ADDED,
    ),
    Wrong(
        COUNTS,
        "every pair once",
        hint="A pair that comes again counts again: add to what is there.",
        new="counts[pair] = 1",
        old=ADDED,
        fails=BUILD_ON,
    ),
    Wrong(
        COUNTS,
        "single numbers",
        hint="Count pairs of neighbours; the keys are tuples of two numbers.",
        new="for pair in ids:",
        old=PAIRS,
        fails=BUILD_ON,
    ),
    Wrong(
        COUNTS,
        "one table for all calls",
        hint="Begin each call with an empty dict: this one still holds the pairs of the last call.",
        new="counts = get_counts.__dict__.setdefault('counts', {})",
        old="counts = {}",
        fails=BUILD_ON,
    ),
    Wrong(
        COUNTS,
        "fails on an empty list",
        hint="A list of none or one has no pairs: the answer is an empty dict.",
        new="counts = {(ids[0], ids[1]): 0}",
        old="counts = {}",
        fails=BUILD_ON,
        parts=(SHORT,),
    ),
    Wrong(
        COUNTS,
        "the commonest first",
        hint="The pairs stand in the order in which they are met, as a dict keeps them by itself.",
        new="return dict(sorted(counts.items(), key=lambda item: -item[1]))",
        old="return counts",
        parts=(ORDER,),
    ),
    Right(COUNTS, "zip", "for pair in zip(ids, ids[1:]):", PAIRS),
    Right(
        COUNTS,
        "by places",
        "for pair in [(ids[i], ids[i + 1]) for i in range(len(ids) - 1)]:",
        PAIRS,
    ),
    Right(
        COUNTS,
        "slices",
        "for i in range(1, len(ids)):\n    pair = tuple(ids[i - 1 : i + 1])",
        PAIRS,
    ),
    Right(COUNTS, "Counter", "from collections import Counter\n\nreturn Counter(pairwise(ids))"),
    Right(
        COUNTS,
        "dict of a Counter",
        "import collections\n\nreturn dict(collections.Counter(zip(ids, ids[1:])))",
    ),
    Right(
        COUNTS,
        "defaultdict",
        """
from collections import defaultdict

counts = defaultdict(int)
for i, first in enumerate(ids[:-1]):
    counts[first, ids[i + 1]] += 1
return counts
""",
    ),
    Right(COUNTS, "setdefault", "counts.setdefault(pair, 0)\n    counts[pair] += 1", ADDED),
    Right(
        COUNTS,
        "if and else",
        "if pair in counts:\n        counts[pair] += 1\n    else:\n        counts[pair] = 1",
        ADDED,
    ),
    Right(
        COUNTS,
        "list.count",
        "pairs = list(pairwise(ids))\nreturn {pair: pairs.count(pair) for pair in pairs}",
    ),
    Right(
        COUNTS,
        "np.unique",
        """
pairs = np.array(list(pairwise(ids)), dtype=int).reshape(-1, 2)
found, first, numbers = np.unique(pairs, axis=0, return_index=True, return_counts=True)
return {tuple(found[k].tolist()): int(numbers[k]) for k in np.argsort(first)}
""",
    ),
    Right(
        COUNTS,
        "the number before",
        """
counts, before = {}, None
for number in ids:
    if before is not None:
        counts[before, number] = counts.get((before, number), 0) + 1
    before = number
return counts
""",
    ),
]

WHILE = "while i < len(ids):"
FOUND = "if tuple(ids[i : i + 2]) == pair:"
MERGE_ANSWERS = [
    Wrong(
        MERGE,
        "last number lost",
        hint="Where nothing follows a number it is copied: the last one must not be lost.",
        new="while i < len(ids) - 1:",
        old=WHILE,
        fails=MERGED,
    ),
    Wrong(
        MERGE,
        "index behind the end",
        hint="At the last place there is no ids[i + 1]: look whether there is one first.",
        new="if ids[i] == pair[0] and ids[i + 1] == pair[1]:",
        old=FOUND,
        fails=MERGED,
    ),
    Wrong(
        MERGE,
        "second number kept",
        hint="The new number takes the place of both: go on behind the second one.",
        new="i += 1",
        old="i += 2",
        fails=MERGED,
    ),
    Wrong(
        MERGE,
        "from the right",
        hint="Where pairs overlap, as in [1, 1, 1], the left one is replaced.",
        new="""
merged, i = [], len(ids)
while i > 0:
    if tuple(ids[max(i - 2, 0) : i]) == pair:
        merged.insert(0, new)
        i -= 2
    else:
        merged.insert(0, ids[i - 1])
        i -= 1
return merged
""",
        fails=MERGED,
    ),
    Wrong(
        MERGE,
        "first occurrence only",
        hint="Replace the pair wherever it occurs, not only once.",
        new="if tuple(ids[i : i + 2]) == pair and new not in merged:",
        old=FOUND,
        fails=MERGED,
    ),
    Wrong(
        MERGE,
        "either order",
        hint="(a, b) is not (b, a): the order within the pair matters.",
        new="if tuple(ids[i : i + 2]) in (pair, pair[::-1]):",
        old=FOUND,
        fails=MERGED,
    ),
    Wrong(
        MERGE,
        "first number alone",
        hint="Both numbers have to agree, the one at i and the one behind it.",
        new="if ids[i] == pair[0] and i + 1 < len(ids):",
        old=FOUND,
        fails=MERGED,
    ),
    Wrong(
        MERGE,
        "the same object",
        hint="Compare numbers by ==: `is` asks for the same object, and two equal numbers above "
        "256 are mostly two objects.",
        new="if i + 1 < len(ids) and ids[i] is pair[0] and ids[i + 1] is pair[1]:",
        old=FOUND,
        fails=(MERGE, ENCODE),
    ),
    Wrong(
        MERGE,
        "in place",
        hint="The list that was handed in belongs to the caller: build a new one.",
        new="""
i = 0
while i < len(ids) - 1:
    if (ids[i], ids[i + 1]) == pair:
        ids[i : i + 2] = [new]
    i += 1
return ids
""",
        fails=(MERGE,),
    ),
    Wrong(
        MERGE,
        "as text",
        hint="In a string of digits, the pair (1, 2) is found in 11, 2 as well: compare numbers.",
        new="""
line = " ".join(map(str, ids))
line = line.replace(f"{pair[0]} {pair[1]}", str(new))
return [int(number) for number in line.split()]
""",
        fails=(MERGE,),
    ),
    Wrong(
        MERGE,
        "places found beforehand",
        hint="In [1, 1, 1] the second pair starts inside of the first: it is gone once that is "
        "replaced.",
        new="""
starts = [i for i in range(len(ids) - 1) if (ids[i], ids[i + 1]) == pair]
merged = []
for i, number in enumerate(ids):
    if i in starts:
        merged.append(new)
    elif i - 1 not in starts:
        merged.append(number)
return merged
""",
        fails=MERGED,
    ),
    Right(
        MERGE,
        "looks before it reads",
        "if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:",
        FOUND,
    ),
    Right(MERGE, "compares lists", "if ids[i : i + 2] == list(pair):", FOUND),
    Right(MERGE, "concatenates", "merged = merged + [new]", "merged.append(new)"),
    Right(
        MERGE,
        "copy changed in place",
        """
ids, i = list(ids), 0
while i + 1 < len(ids):
    if ids[i] == pair[0] and ids[i + 1] == pair[1]:
        ids[i : i + 2] = [new]
    i += 1
return ids
""",
    ),
    Right(
        MERGE,
        "takes back",
        """
merged = []
for number in ids:
    if merged and (merged[-1], number) == pair:
        merged[-1] = new
    else:
        merged.append(number)
return merged
""",
    ),
    Right(
        MERGE,
        "skips",
        """
merged, skip = [], False
for i, number in enumerate(ids):
    if skip:
        skip = False
    elif i < len(ids) - 1 and number == pair[0] and ids[i + 1] == pair[1]:
        merged.append(new)
        skip = True
    else:
        merged.append(number)
return merged
""",
    ),
    Right(
        MERGE,
        "characters",
        """
line = "".join(map(chr, ids)).replace("".join(map(chr, pair)), chr(new))
return list(map(ord, line))
""",
    ),
    Right(
        MERGE,
        "iterator",
        """
rest, merged = iter(ids), []
number = next(rest, None)
while number is not None:
    after = next(rest, None)
    if (number, after) == tuple(pair):
        merged.append(new)
        after = next(rest, None)
    else:
        merged.append(number)
    number = after
return merged
""",
    ),
    Right(
        MERGE,
        "pops",
        """
ids, merged = list(ids)[::-1], []
while ids:
    number = ids.pop()
    if ids and (number, ids[-1]) == pair:
        ids.pop()
        number = new
    merged.append(number)
return merged
""",
    ),
    Right(
        MERGE,
        "marks",
        """
used = [False] * (len(ids) + 1)
merged = []
for i in range(len(ids)):
    if used[i]:
        continue
    hit = i + 1 < len(ids) and ids[i] == pair[0] and ids[i + 1] == pair[1]
    used[i + 1] = hit
    merged.append(new if hit else ids[i])
return merged
""",
    ),
]

BYTES = 'ids, merges = list(text.encode("utf-8")), {}'
NUMBERS = "for new in range(256, 256 + n_merges):"
NONE = "if not counts:\n        break"
BEST = "pair = max(counts, key=counts.get)"
DONE, KEPT = "ids = merge(ids, pair, new)", "merges[pair] = new"
TRAIN_ANSWERS = [
    Wrong(
        TRAIN,
        "code points instead of bytes",
        hint="The list starts as the bytes of the text in UTF-8: an é is two of them.",
        new="ids, merges = [ord(character) for character in text], {}",
        old=BYTES,
    ),
    Wrong(
        TRAIN,
        "new numbers from 255",
        hint="255 is a byte already: the first free number is 256.",
        new="for new in range(255, 255 + n_merges):",
        old=NUMBERS,
    ),
    Wrong(
        TRAIN,
        "new numbers behind the largest in use",
        hint="All 256 bytes have their numbers, occurring or not: the first new one is 256.",
        new="for new in range(max(ids, default=0) + 1, max(ids, default=0) + 1 + n_merges):",
        old=NUMBERS,
    ),
    Wrong(
        TRAIN,
        "size of the vocabulary",
        hint="n_merges says how many merges to learn; the 256 bytes are not counted in it.",
        new="for new in range(256, n_merges):",
        old=NUMBERS,
    ),
    Wrong(
        TRAIN,
        "ties by number, the largest",
        hint="Of pairs equally common, take the one that is met first, whatever its numbers are.",
        new="pair = max(counts, key=lambda pair: (counts[pair], pair))",
        old=BEST,
    ),
    Wrong(
        TRAIN,
        "ties by number, the smallest",
        hint="Of pairs equally common, take the one that is met first, whatever its numbers are.",
        new="pair = min(counts, key=lambda pair: (-counts[pair], pair))",
        old=BEST,
    ),
    Wrong(
        TRAIN,
        "ties to the last met",
        hint="With >= a later pair takes the place of an equally common one met before.",
        new="pair = max(reversed(counts), key=counts.get)",
        old=BEST,
    ),
    Wrong(
        TRAIN,
        "counted once",
        hint="Count again after each merge: the list has changed, and new pairs have come up.",
        new="counts = counts if merges else get_counts(ids)\n"
        "    counts.pop(next(reversed(merges), None), None)",
        old="counts = get_counts(ids)",
    ),
    Wrong(
        TRAIN,
        "list not replaced",
        hint="`merge` returns a new list: the next round has to count in that one.",
        new="merge(ids, pair, new)",
        old=DONE,
    ),
    Wrong(
        TRAIN,
        "rarest pair",
        hint="Take the pair with the largest count.",
        new="pair = min(counts, key=counts.get)",
        old=BEST,
    ),
    Wrong(
        TRAIN,
        "numbers as keys",
        hint="The pair is the key and the new number the value.",
        new="merges[new] = pair",
        old=KEPT,
    ),
    Wrong(
        TRAIN,
        "spaces stripped",
        hint="Every byte of the text takes part, spaces at the ends and between words too.",
        new='ids, merges = list(" ".join(text.split()).encode("utf-8")), {}',
        old=BYTES,
    ),
    Wrong(
        TRAIN,
        "no end without pairs",
        hint="When the list has become one number there is no pair left: end the training there.",
        new="pass",
        old=NONE,
        parts=(SHORT,),
    ),
    Wrong(
        TRAIN,
        "pairs that occur once left alone",
        hint="A pair that occurs once is merged too, as long as merges are asked for.",
        new="if not counts or max(counts.values()) < 2:\n        break",
        old=NONE,
        parts=(SHORT,),
    ),
    Right(TRAIN, "bytearray", "ids, merges = [*bytearray(text, 'utf-8')], {}", BYTES),
    Right(
        TRAIN, "one by one", "ids, merges = [int(byte) for byte in text.encode()], dict()", BYTES
    ),
    Right(TRAIN, "length of the list", "if len(ids) < 2:\n        break", NONE),
    Right(
        TRAIN,
        "numbers by length",
        "merges[pair] = 256 + len(merges)",
        KEPT,
    ),
    Right(
        TRAIN,
        "first of the largest by a loop",
        "pair, most = None, 0\n    for each, count in counts.items():\n        if count > most:\n"
        "            pair, most = each, count",
        BEST,
    ),
    Right(
        TRAIN,
        "sorted, which keeps ties",
        "pair = sorted(counts, key=lambda p: -counts[p])[0]",
        BEST,
    ),
    Right(
        TRAIN,
        "Counter.most_common",
        "from collections import Counter\n\n    pair = Counter(pairwise(ids)).most_common(1)[0][0]",
        BEST,
    ),
    Right(
        TRAIN,
        "argmax",
        "pair = list(counts)[int(np.argmax(list(counts.values())))]",
        BEST,
    ),
    Right(
        TRAIN,
        "caught",
        """
ids, merges = list(text.encode()), {}
for k in range(n_merges):
    counts = get_counts(ids)
    try:
        pair = max(counts, key=counts.get)
    except ValueError:
        return merges
    merges[pair] = 256 + k
    ids = merge(ids, pair, merges[pair])
return merges
""",
    ),
    Right(
        TRAIN,
        "by its own means",
        """
line, merges = text.encode().decode("latin-1"), {}
while len(merges) < n_merges and len(line) > 1:
    pairs = [line[i : i + 2] for i in range(len(line) - 1)]
    best = max(pairs, key=pairs.count)
    merges[ord(best[0]), ord(best[1])] = 256 + len(merges)
    line = line.replace(best, chr(255 + len(merges)))
return merges
""",
    ),
    Right(
        TRAIN,
        "recursion",
        """
def learn(ids, merges):
    counts = get_counts(ids)
    if len(merges) >= n_merges or not counts:
        return merges
    most = max(counts.values())
    pair = next(pair for pair in pairwise(ids) if counts[pair] == most)
    new = 256 + len(merges)
    return learn(merge(ids, pair, new), {**merges, pair: new})

return learn(list(text.encode()), {})
""",
    ),
]

FIRST = "pair = min(get_counts(ids), key=lambda pair: merges.get(pair, math.inf))"
NEXT = "ids = merge(ids, pair, merges[pair])"
READ = 'ids = list(text.encode("utf-8"))'
EACH = "for pair, new in merges.items():  # a merge makes no pair that was learned before it"
LOOP = f"""{READ}
while len(ids) > 1:
    {FIRST}
    if pair not in merges:
        break
    {NEXT}
return ids
"""
ENCODE_ANSWERS = [
    Wrong(
        ENCODE,
        "the commonest pair first",
        hint="Which pair is common in this text does not matter: the one learned first goes first.",
        new=LOOP.replace(
            FIRST,
            "counts = get_counts(ids)\n"
            "    pair = max(counts, key=lambda pair: (pair in merges, counts[pair]))",
        ),
    ),
    Wrong(
        ENCODE,
        "one merge only",
        hint="Go on until no pair in the list is a learned one.",
        new=LOOP.replace(NEXT, "return merge(ids, pair, merges[pair])"),
    ),
    Wrong(
        ENCODE,
        "code points instead of bytes",
        hint="The list starts as the bytes of the text in UTF-8: an é is two of them.",
        new="ids = [ord(character) for character in text]",
        old=READ,
    ),
    Wrong(
        ENCODE,
        "the last learned first",
        hint="The pair that was learned first, with the smallest number, is replaced first.",
        new="for pair, new in reversed(merges.items()):",
        old=EACH,
    ),
    Wrong(
        ENCODE,
        "from left to right",
        hint="The first learned pair from the left need not be the one that was learned first.",
        new=LOOP.replace(
            FIRST, "pair = next((pair for pair in pairwise(ids) if pair in merges), None)"
        ),
    ),
    Wrong(
        ENCODE,
        "longest piece first",
        hint="Not the longest piece that fits: the merges are done one after the other, in their "
        "order.",
        new="""
pieces = {bytes([byte]): byte for byte in range(256)}
strings = {byte: bytes([byte]) for byte in range(256)}
for (a, b), new in merges.items():
    strings[new] = strings[a] + strings[b]
    pieces[strings[new]] = new
data, ids = text.encode(), []
while data:
    size = next(n for n in range(len(data), 0, -1) if data[:n] in pieces)
    ids.append(pieces[data[:size]])
    data = data[size:]
return ids
""",
    ),
    Wrong(
        ENCODE,
        "one pass with all merges",
        hint="New numbers form pairs again: one walk through the list is not enough.",
        new="""
ids, out, i = list(text.encode()), [], 0
while i < len(ids):
    pair = tuple(ids[i : i + 2])
    out.append(merges.get(pair, ids[i]))
    i += 2 if pair in merges else 1
return out
""",
    ),
    Wrong(
        ENCODE,
        "learned anew",
        hint="Use the merges that are handed in; the new text teaches nothing.",
        new="merges = train(text, len(merges))\n" + READ,
        old=READ,
        fails=(ENCODE,),
    ),
    Wrong(
        ENCODE,
        "fails without pairs",
        hint="An empty text and one of a single byte have no pairs: min of nothing raises.",
        new=LOOP.replace("len(ids) > 1", "True"),
    ),
    Wrong(
        ENCODE,
        "fails where no pair was learned",
        hint="Where no pair in the list is a learned one, the list is ready.",
        new=LOOP.replace("if pair not in merges:\n        break", "pass"),
    ),
    Wrong(
        ENCODE,
        "each merge at its first place",
        hint="A learned pair is replaced wherever it occurs.",
        new="""
ids = list(text.encode())
for pair, new in merges.items():
    for i in range(len(ids) - 1):
        if (ids[i], ids[i + 1]) == pair:
            ids[i : i + 2] = [new]
            break
return ids
""",
    ),
    Right(
        ENCODE,
        "of all pairs the one learned first",
        LOOP,
    ),
    Right(ENCODE, "bytearray", "ids = list(bytearray(text, 'utf8'))", READ),
    Right(
        ENCODE,
        "numbers beyond all",
        LOOP.replace(FIRST, "pair = min(pairwise(ids), key=lambda p: merges.get(p, 10**9))"),
    ),
    Right(
        ENCODE,
        "learned pairs alone",
        """
ids = list(text.encode("utf-8"))
while True:
    known = [pair for pair in zip(ids, ids[1:]) if pair in merges]
    if not known:
        return ids
    best = min(known, key=merges.get)
    ids = merge(ids, best, merges[best])
""",
    ),
    Right(
        ENCODE,
        "by rank",
        """
rank = {pair: k for k, pair in enumerate(merges)}
ids = list(text.encode("utf-8"))
while present := set(pairwise(ids)) & set(rank):
    pair = min(present, key=rank.get)
    ids = merge(ids, pair, 256 + rank[pair])
return ids
""",
    ),
    Right(
        ENCODE,
        "characters",
        """
line = text.encode().decode("latin-1")
for (a, b), new in merges.items():
    line = line.replace(chr(a) + chr(b), chr(new))
return [ord(character) for character in line]
""",
    ),
    Right(
        ENCODE,
        "sorted by number",
        """
ids = [*text.encode()]
for new, pair in sorted((new, pair) for pair, new in merges.items()):
    ids = merge(ids, pair, new)
return ids
""",
    ),
    Right(
        ENCODE,
        "one place at a time",
        """
ids = list(text.encode())
while True:
    places = [(merges[pair], i) for i, pair in enumerate(pairwise(ids)) if pair in merges]
    if not places:
        return ids
    new, i = min(places)
    ids[i : i + 2] = [new]
""",
    ),
    Right(
        ENCODE,
        "recursion",
        """
def replaced(ids):
    known = [merges[pair] for pair in pairwise(ids) if pair in merges]
    if not known:
        return ids
    new = min(known)
    return replaced(merge(ids, next(p for p in merges if merges[p] == new), new))

return replaced(list(text.encode()))
""",
    ),
    Right(
        ENCODE,
        "tuple of numbers",
        """
ids = list(text.encode())
for pair in merges:
    ids = merge(ids, pair, merges[pair])
return tuple(ids)
""",
    ),
]

START = "pieces = {byte: bytes([byte]) for byte in range(256)}"
JOIN = 'return b"".join(pieces[token] for token in ids).decode("utf-8", errors="replace")'
DOUBLED = "pieces[new] = pieces[a] + pieces[b]"
DECODE_ANSWERS = [
    Wrong(
        DECODE,
        "each piece alone",
        hint="A piece may end in the middle of a character: join all bytes first, then read them.",
        new='return "".join(pieces[token].decode("utf-8", errors="replace") for token in ids)',
        old=JOIN,
    ),
    Wrong(
        DECODE,
        "bytes as code points",
        hint="A byte is not a character: é is the two bytes 195 and 169, read together as UTF-8.",
        new='return "".join(chr(byte) for token in ids for byte in pieces[token])',
        old=JOIN,
    ),
    Wrong(
        DECODE,
        "halves exchanged",
        hint="The first number of a pair stands for what comes first.",
        new="pieces[new] = pieces[b] + pieces[a]",
        old=DOUBLED,
    ),
    Wrong(
        DECODE,
        "opened once",
        hint="The halves of a piece may be pieces themselves: open them too.",
        new="pieces[new] = bytes([a % 256, b % 256])",
        old=DOUBLED,
    ),
    Wrong(
        DECODE,
        "new numbers left out",
        hint="Each number stands for bytes, new numbers too.",
        new="return bytes(token for token in ids if token < 256).decode(errors='replace')",
        old=JOIN,
    ),
    Wrong(
        DECODE,
        "bytes returned",
        hint="Return a text: read the bytes as UTF-8.",
        new='return b"".join(pieces[token] for token in ids)',
        old=JOIN,
    ),
    Wrong(
        DECODE,
        "repeated pieces once",
        hint="Every number of the list gives its bytes, each time that it occurs.",
        new="ids = dict.fromkeys(ids)\n" + JOIN,
        old=JOIN,
    ),
    Wrong(
        DECODE,
        "half a character raises",
        hint="A model may draw bytes that are no UTF-8: ask decode to replace what cannot be read.",
        new='return b"".join(pieces[token] for token in ids).decode("utf-8")',
        old=JOIN,
        parts=(BROKEN,),
    ),
    Wrong(
        DECODE,
        "half a character left out",
        hint="What cannot be read is shown by the replacement character, not passed over.",
        new='return b"".join(pieces[token] for token in ids).decode("utf-8", errors="ignore")',
        old=JOIN,
        parts=(BROKEN,),
    ),
    Right(
        DECODE, "list of pieces", "pieces = {byte: bytes((byte,)) for byte in range(2**8)}", START
    ),
    Right(
        DECODE, "to_bytes", "pieces = {byte: byte.to_bytes(1, 'big') for byte in range(256)}", START
    ),
    Right(DECODE, "join of two", 'pieces[new] = b"".join([pieces[a], pieces[b]])', DOUBLED),
    Right(
        DECODE,
        "str of bytes",
        "return str(b''.join(map(pieces.get, ids)), 'utf-8', 'replace')",
        JOIN,
    ),
    Right(
        DECODE,
        "adds up",
        "data = b''\nfor token in ids:\n    data += pieces[token]\n"
        "return data.decode(errors='replace')",
        JOIN,
    ),
    Right(
        DECODE,
        "lists of numbers",
        """
pieces = {byte: [byte] for byte in range(256)}
for pair, new in merges.items():
    pieces[new] = pieces[pair[0]] + pieces[pair[1]]
return bytes(sum((pieces[token] for token in ids), [])).decode("utf-8", "replace")
""",
    ),
    Right(
        DECODE,
        "recursion",
        """
pairs = {new: pair for pair, new in merges.items()}

def opened(token):
    return bytes([token]) if token < 256 else opened(pairs[token][0]) + opened(pairs[token][1])

return b"".join(map(opened, ids)).decode(errors="replace")
""",
    ),
    Right(
        DECODE,
        "a stack",
        """
pairs = {new: pair for pair, new in merges.items()}
stack, data = list(reversed(ids)), bytearray()
while stack:
    token = stack.pop()
    if token in pairs:
        a, b = pairs[token]
        stack += [b, a]
    else:
        data.append(token)
return data.decode("utf-8", errors="replace")
""",
    ),
    Right(
        DECODE,
        "merges undone",
        """
ids = list(ids)
for (a, b), new in reversed(list(merges.items())):
    ids = [half for token in ids for half in ((a, b) if token == new else (token,))]
return bytes(ids).decode("utf-8", errors="replace")
""",
    ),
    Right(
        DECODE,
        "list by number",
        """
pieces = [bytes([byte]) for byte in range(256)]
for a, b in merges:
    pieces.append(pieces[a] + pieces[b])
return b"".join([pieces[token] for token in ids]).decode("utf-8", errors="replace")
""",
    ),
]

CHECKED = """
if temperature == 0:
    return int(np.argmax(logits))
rng = np.random.default_rng() if rng is None else rng
"""
ZERO = "if temperature == 0:\n    return int(np.argmax(logits))"
SOURCE = "rng = np.random.default_rng() if rng is None else rng"
DIVIDED = "logits = logits / temperature"
KEEP = 'keep = np.argsort(-logits, kind="stable")[:top_k]'
MASKED = "masked = np.full(logits.shape, -np.inf)"
EXP, SUM = "p = np.exp(logits - logits.max())", "p = p / p.sum()"
N_KEEP = "n_keep = int(np.searchsorted(np.cumsum(p[order]), top_p)) + 1"
NEW_P = "p = q / q.sum()"
DRAWN = "return int(rng.choice(len(p), p=p))"
TOP_P = "if top_p is not None:"
SAMPLE_NEXT = [
    Wrong(
        SAMPLE,
        "divides by zero",
        hint="Temperature 0 is greedy decoding, a case of its own: no division, no draw.",
        new="pass",
        old=ZERO,
        parts=(GREEDY,),
    ),
    Wrong(
        SAMPLE,
        "temperature 0 as if it were 1",
        hint="Temperature 0 is greedy decoding: the token with the largest logit, without chance.",
        new="temperature = temperature or 1.0",
        old=ZERO,
        parts=(GREEDY,),
    ),
    Wrong(
        SAMPLE,
        "temperature without effect",
        hint="The temperature divides the logits: probabilities that are divided and normalised "
        "again are the old ones.",
        new="pass",
        old=DIVIDED,
    ),
    Wrong(
        SAMPLE,
        "temperature as a factor",
        hint="A high temperature makes all tokens more alike: divide by it.",
        new="logits = logits * temperature",
        old=DIVIDED,
    ),
    Wrong(
        SAMPLE,
        "temperature at the end",
        hint="The temperature comes first: what top-p keeps depends on it.",
        new=CHECKED
        + """
keep = np.argsort(-logits, kind="stable")[:top_k]
order = keep[np.argsort(-logits[keep], kind="stable")]
p = np.exp(logits[order] - logits.max())
p = p / p.sum()
if top_p is not None:
    order = order[: np.searchsorted(np.cumsum(p), top_p) + 1]
p = np.exp((logits[order] - logits[order].max()) / temperature)
return int(rng.choice(order, p=p / p.sum()))
""",
    ),
    Wrong(
        SAMPLE,
        "always the best",
        hint="Draw: each token comes with its probability, not the largest one always.",
        new="return int(p.argmax())",
        old=DRAWN,
        fails=(SAMPLE,),
    ),
    Wrong(
        SAMPLE,
        "all alike",
        hint="The tokens that are kept are drawn with their probabilities, not equally often.",
        new="return int(rng.choice(np.flatnonzero(p)))",
        old=DRAWN,
    ),
    Wrong(
        SAMPLE,
        "logits removed by 0",
        hint="A logit of 0 is not a probability of 0: what is removed needs -inf.",
        new="masked = np.zeros(logits.shape)",
        old=MASKED,
    ),
    Wrong(
        SAMPLE,
        "ties keep more than k",
        hint="Keep exactly k tokens: a threshold keeps all that are equal to it.",
        new="keep = logits >= np.sort(logits)[-min(top_k, len(logits))]",
        old=KEEP,
    ),
    Wrong(
        SAMPLE,
        "k beyond the vocabulary",
        hint="With top_k larger than the number of tokens all of them are kept.",
        new='keep = [np.argsort(-logits, kind="stable")[i] for i in range(top_k)]',
        old=KEEP,
    ),
    Wrong(
        SAMPLE,
        "ties to the higher index",
        hint="Of tokens with equal logits, those with the lower index are kept.",
        new='keep = np.argsort(logits, kind="stable")[::-1][:top_k]',
        old=KEEP,
    ),
    Wrong(
        SAMPLE,
        "crossing token dropped",
        hint="The token with which the sum reaches top_p is still kept, so there is always one.",
        new="n_keep = max(1, int(np.searchsorted(np.cumsum(p[order]), top_p)))",
        old=N_KEEP,
    ),
    Wrong(
        SAMPLE,
        "one token too many",
        hint="Keep the fewest tokens whose sum reaches top_p, and none behind them.",
        new="n_keep = int(np.searchsorted(np.cumsum(p[order]), top_p)) + 2",
        old=N_KEEP,
    ),
    Wrong(
        SAMPLE,
        "top-p as a threshold",
        hint="top_p is compared with the sum of probabilities from the largest down, not with "
        "each of them.",
        new="n_keep = max(1, int((p >= top_p).sum()))",
        old=N_KEEP,
    ),
    Wrong(
        SAMPLE,
        "top-p never reached",
        hint="With top_p 1, rounding can leave the sum a hair below it: then all tokens are kept.",
        new="n_keep = int(np.argmax(np.cumsum(p[order]) >= top_p)) + 1",
        old=N_KEEP,
    ),
    Wrong(
        SAMPLE,
        "least probable first",
        hint="Top-p goes from the most probable token down.",
        new='order = np.argsort(p, kind="stable")',
        old='order = np.argsort(-p, kind="stable")',
    ),
    Wrong(
        SAMPLE,
        "top-p not normalised",
        hint="What is left has to be divided by its sum before you draw.",
        new="p = q",
        old=NEW_P,
    ),
    Wrong(
        SAMPLE,
        "top-p by the whole softmax",
        hint="Top-p sums the probabilities that are left after top-k, which sum to 1 again.",
        new=CHECKED
        + """
logits = logits / temperature
p = np.exp(logits - logits.max())
p = p / p.sum()
order = np.argsort(-p, kind="stable")
n_keep = len(p)
if top_p is not None:
    n_keep = int(np.searchsorted(np.cumsum(p[order]), top_p)) + 1
order = order[: min(n_keep, top_k or len(p))]
return int(rng.choice(order, p=p[order] / p[order].sum()))
""",
    ),
    Wrong(
        SAMPLE,
        "place in the order",
        hint="The place in the sorted list is not the token: look up which token stands there.",
        new="p = np.sort(q)[::-1] / q.sum()",
        old=NEW_P,
    ),
    Wrong(
        SAMPLE,
        "sign reversed",
        hint="A larger logit is a larger probability.",
        new="p = np.exp(-(logits - logits.max()).clip(-600))\np[np.isinf(logits)] = 0",
        old=EXP,
    ),
    Wrong(
        SAMPLE,
        "softmax twice",
        hint="The softmax is taken once: from probabilities it makes something nearly flat.",
        new="p = p / p.sum()\np = np.where(p > 0, np.exp(p), 0)\np = p / p.sum()",
        old=SUM,
    ),
    Wrong(
        SAMPLE,
        "exponential overflows",
        hint="For a logit of 1000 the exponential is infinite: subtract the largest logit first.",
        new="p = np.exp(logits)",
        old=EXP,
        parts=(LARGE,),
    ),
    Wrong(
        SAMPLE,
        "integers divided in place",
        hint="An array of integers cannot be divided in place: make floats of the logits first.",
        new="logits = logits.copy()\nlogits /= temperature",
        old=DIVIDED,
        parts=(LARGE,),
    ),
    Wrong(
        SAMPLE,
        "global generator",
        hint="Draw from the rng that is handed in: NumPy's global generator knows nothing of it.",
        new="return int(np.random.choice(len(p), p=p))",
        old=DRAWN,
        parts=(CHANCE,),
    ),
    Wrong(
        SAMPLE,
        "rng needed",
        hint="rng may be None: then make a fresh generator.",
        new="pass",
        old=SOURCE,
        parts=(CHANCE,),
    ),
    Wrong(
        SAMPLE,
        "the same seed without an rng",
        hint="Without an rng nobody should foresee the token: default_rng() without a seed.",
        new="rng = np.random.default_rng(0) if rng is None else rng",
        old=SOURCE,
        parts=(CHANCE,),
    ),
    Wrong(
        SAMPLE,
        "seeded in each call",
        hint="A generator made anew from the same seed in each call draws the same each time.",
        new="rng = np.random.default_rng(42)",
        old=SOURCE,
    ),
    Right(
        SAMPLE,
        "cumulative sums",
        "return int(np.searchsorted(np.cumsum(p), rng.random() * p.sum(), side='right'))",
        DRAWN,
    ),
    Right(SAMPLE, "multinomial", "return int(rng.multinomial(1, p).argmax())", DRAWN),
    Right(SAMPLE, "float32 probabilities", "return rng.choice(len(p), p=p)", DRAWN),
    Right(
        SAMPLE,
        "Gumbel noise",
        "heights = np.where(p > 0, np.log(np.maximum(np.float64(p), 1e-300)), -np.inf)\n"
        "return int(np.argmax(heights + rng.gumbel(size=len(p))))",
        DRAWN,
    ),
    Right(
        SAMPLE,
        "a loop over the mass",
        "u = rng.uniform()\nfor token in np.flatnonzero(p):\n    u -= p[token]\n    if u < 0:\n"
        "        break\nreturn token",
        DRAWN,
    ),
    Right(SAMPLE, "logsumexp", "p = np.exp(logits - np.logaddexp.reduce(logits))", EXP),
    Right(
        SAMPLE,
        "mass before the token",
        "before = np.cumsum(p[order]) - p[order]\n    n_keep = int((before < top_p - 1e-12).sum())",
        N_KEEP,
    ),
    Right(
        SAMPLE,
        "mass in a loop",
        "n_keep, mass = 0, 0.0\n    while n_keep < len(p) and mass < top_p:\n"
        "        mass += p[order[n_keep]]\n        n_keep += 1",
        N_KEEP,
    ),
    Right(
        SAMPLE,
        "sorted with key",
        "keep = sorted(range(len(logits)), key=lambda i: -logits[i])[:top_k]",
        KEEP,
    ),
    Right(SAMPLE, "lexsort", "keep = np.lexsort((np.arange(len(logits)), -logits))[:top_k]", KEEP),
    Right(
        SAMPLE,
        "lists",
        """
def draw(values, rng):
    return rng.choice(values)

z = [float(value) for value in logits]
tokens = sorted(range(len(z)), key=lambda i: (-z[i], i))
if not temperature:
    return tokens[0]
tokens = tokens[: top_k or len(tokens)]
weights = [math.exp((z[i] - z[tokens[0]]) / temperature) for i in tokens]
if top_p is not None:
    mass, total = 0.0, sum(weights)
    for n, weight in enumerate(weights, 1):
        mass += weight / total
        if mass >= top_p:
            weights = weights[:n]
            break
u = (rng or np.random.default_rng()).random() * sum(weights)
for token, weight in zip(tokens, weights):
    if u < weight:
        return token
    u -= weight
return tokens[len(weights) - 1]
""",
    ),
    Right(
        SAMPLE,
        "indices kept",
        """
logits = np.array(logits, dtype=np.float64)
if temperature == 0.0:
    return logits.argmax()
logits /= temperature
order = np.argsort(-logits, kind="mergesort")
if top_k is not None:
    order = order[: min(top_k, order.size)]
weights = np.exp(logits[order] - logits[order[0]])
weights /= weights.sum()
if top_p is not None:
    enough = np.flatnonzero(weights.cumsum() >= top_p)
    if enough.size:
        order = order[: enough[0] + 1]
        weights = weights[: enough[0] + 1]
        weights /= weights.sum()
rng = rng or np.random.default_rng()
return rng.choice(order, p=weights)
""",
    ),
]

VALUE = "return float(np.exp(-np.mean(log_probs)))"
PERPLEXITY_ANSWERS = [
    Wrong(
        PERPLEXITY,
        "sign forgotten",
        hint="The mean logarithm is negative, and its sign is reversed: no perplexity is below 1.",
        new="return float(np.exp(np.mean(log_probs)))",
        old=VALUE,
    ),
    Wrong(
        PERPLEXITY,
        "no exponential",
        hint="That is the cross-entropy: the perplexity is its exponential.",
        new="return float(-np.mean(log_probs))",
        old=VALUE,
    ),
    Wrong(
        PERPLEXITY,
        "power of two",
        hint="The logarithms are natural ones: undo them with e, not with 2.",
        new="return float(2 ** -np.mean(log_probs))",
        old=VALUE,
    ),
    Wrong(
        PERPLEXITY,
        "sum instead of mean",
        hint="Divide the sum by the number of tokens: a longer text surprises no more.",
        new="return float(np.exp(-np.sum(np.maximum(log_probs, -30))))",
        old=VALUE,
        fails=(PERPLEXITY,),
    ),
    Wrong(
        PERPLEXITY,
        "mean of the probabilities",
        hint="The mean is taken of the logarithms, not of the probabilities.",
        new="return float(1 / np.mean(np.exp(log_probs)))",
        old=VALUE,
    ),
    Wrong(
        PERPLEXITY,
        "mean of the single perplexities",
        hint="First the mean of the logarithms, then the exponential: not the mean of 1/p.",
        new="return float(np.mean(np.exp(-np.asarray(log_probs))))",
        old=VALUE,
    ),
    Wrong(
        PERPLEXITY,
        "one token left out",
        hint="All n tokens take part, the first and the last as well.",
        new="return float(np.exp(-np.mean(log_probs[1:] if len(log_probs) > 1 else log_probs)))",
        old=VALUE,
    ),
    Wrong(
        PERPLEXITY,
        "product of all probabilities",
        hint="A product of thousands of probabilities is 0 to a computer: add logarithms instead.",
        new="product = math.prod(math.exp(p) for p in log_probs)\n"
        "return product ** (-1 / len(log_probs)) if product else math.inf",
        old=VALUE,
        parts=(LONG,),
    ),
    Wrong(
        PERPLEXITY,
        "impossible tokens left out",
        hint="A token that was impossible to the model counts: it makes the perplexity infinite.",
        new="log_probs = np.asarray(log_probs, dtype=float)\n"
        "return float(np.exp(-np.mean(log_probs[np.isfinite(log_probs)])) "
        "if np.isfinite(log_probs).any() else 1.0)",
        old=VALUE,
        parts=(IMPOSSIBLE,),
    ),
    Right(PERPLEXITY, "math.exp", "return math.exp(-sum(log_probs) / len(log_probs))", VALUE),
    Right(PERPLEXITY, "fsum", "return math.exp(-math.fsum(log_probs) / len(log_probs))", VALUE),
    Right(
        PERPLEXITY,
        "array method",
        "return np.exp(-np.asarray(log_probs, dtype=float).mean())",
        VALUE,
    ),
    Right(
        PERPLEXITY,
        "one through",
        "mean = np.average(log_probs)\nreturn 1 / math.exp(mean) if mean > -np.inf else math.inf",
        VALUE,
    ),
    Right(PERPLEXITY, "in bits", "return float(2.0 ** (-np.mean(log_probs) / np.log(2)))", VALUE),
    Right(PERPLEXITY, "power of e", "return math.e ** float(-np.mean(log_probs))", VALUE),
    Right(PERPLEXITY, "0-d array", "return np.array(np.exp(np.negative(log_probs).mean()))", VALUE),
    Right(
        PERPLEXITY,
        "product with weights",
        "n = len(log_probs)\nreturn np.exp(-np.full(n, 1 / n) @ np.asarray(log_probs, float))",
        VALUE,
    ),
    Right(
        PERPLEXITY,
        "roots multiplied",
        "return math.prod(math.exp(-p / len(log_probs)) for p in log_probs)",
        VALUE,
    ),
    Right(
        PERPLEXITY,
        "a loop",
        "total = 0.0\nfor value in log_probs:\n    total -= value\n"
        "return np.exp(total / len(log_probs)).item()",
        VALUE,
    ),
]

ANSWERS = [
    *GET_COUNTS,
    *MERGE_ANSWERS,
    *TRAIN_ANSWERS,
    *ENCODE_ANSWERS,
    *DECODE_ANSWERS,
    *SAMPLE_NEXT,
    *PERPLEXITY_ANSWERS,
]
