"""Writes the pairs of documents that the benchmark compares, always the same ones, from a fixed seed."""

import dataclasses
import json
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20251013
STREETS = ["Main Street", "Garden Lane", "Quarry Road", "Hafenstraße", "Rue de l'Église", "Mill \"Old\" Yard"]
WORDS = "patio paver slab gravel between under order deliver Tuesday before the with and first then sand metre".split()
STATES = ["open", "quoted", "ordered", "delivered", "closed"]


@dataclasses.dataclass
class Pair:
    """Two files to compare."""
    size: str
    change: str
    legacy: str
    candidate: str
    # The member by which the items pair; None where the document says nothing of it.
    key: str | None = None

    @property
    def name(self):
        return f"{self.size} {self.change}"

    @property
    def octets(self):
        return os.path.getsize(self.legacy) + os.path.getsize(self.candidate)


def record(number, source):
    """One customer with orders, some 400 bytes."""
    return {
        "id": number,
        "reference": f"{source.getrandbits(64):016x}-{source.getrandbits(32):08x}",
        "name": " ".join(source.choices(WORDS, k=2)).title(),
        "email": f"customer{number}@example.com",
        "active": source.random() < 0.8,
        "balance": round(source.uniform(-500, 9000), 2),
        "address": {"street": f"{source.randint(1, 999)} {source.choice(STREETS)}", "city": source.choice(WORDS),
                    "postcode": f"{source.randint(0, 99999):05}"},
        "orders": [{"state": source.choice(STATES), "quantity": source.randint(1, 40),
                    "price": round(source.uniform(1, 400), 2)} for _ in range(source.randint(0, 3))],
        "tags": source.choices(WORDS, k=source.randint(0, 4)),
        "note": " ".join(source.choices(WORDS, k=source.randint(2, 12))),
        "seen": f"2025-{source.randint(1, 12):02}-{source.randint(1, 28):02}T08:24:{source.randint(0, 59):02}.000Z",
        "manager": None,
    }


def reordered(value, source):
    """The same value with the members of every object in another order."""
    if isinstance(value, dict):
        members = [(key, reordered(member, source)) for key, member in value.items()]
        source.shuffle(members)
        return dict(members)
    if isinstance(value, list):
        return [reordered(element, source) for element in value]
    return value


def write(path, document):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, separators=(",", ":"))
    return path


def generated(folder, size, octets):
    """The pairs of one size; files that are there already are not written again."""
    source = random.Random(SEED)
    paths = {change: os.path.join(folder, f"{size.replace(' ', '')}-{change.replace(' ', '-')}.json")
             for change in ("legacy", "equal bytes", "other key order", "one leaf changed", "one element inserted",
                            "shuffled array")}
    if not all(os.path.exists(path) for path in paths.values()):
        items = [record(number, source) for number in range(max(2, octets // 427))]
        document = {"total": len(items), "items": items, "page": 1}
        write(paths["legacy"], document)
        write(paths["equal bytes"], document)
        write(paths["other key order"], reordered(document, source))
        middle = items[len(items) // 2]
        write(paths["one leaf changed"], {**document, "items": [
            {**item, "balance": item["balance"] + 1} if item is middle else item for item in items]})
        write(paths["one element inserted"], {**document, "items": [record(len(items), source), *items]})
        source.shuffle(items)
        write(paths["shuffled array"], {**document, "items": items})
    legacy = paths.pop("legacy")
    return [Pair(size, change, legacy, path, "id" if change == "shuffled array" else None)
            for change, path in paths.items()]


def hostile(folder):
    """Documents made to be slow or large; what they are is in their names."""
    os.makedirs(folder, exist_ok=True)
    many = 10_000_000
    key = "\"k\":"
    texts = {
        "10 million zeros, one more": (lambda: "[" + "0," * many + "0]", lambda: "[" + "0," * (many + 1) + "0]"),
        "10 million numbers, all others": (
            lambda: "[" + ",".join(map(str, range(many))) + "]",
            lambda: "[" + ",".join(map(str, range(many, 2 * many))) + "]"),
        "one key a million times, reversed": (
            lambda: "{" + ",".join(f"{key}{number}" for number in range(1_000_000)) + "}",
            lambda: "{" + ",".join(f"{key}{number}" for number in reversed(range(1_000_000))) + "}"),
        "a million keys, reversed": (
            lambda: "{" + ",".join(f"\"customer-{number:07}\":0" for number in range(1_000_000)) + "}",
            lambda: "{" + ",".join(f"\"customer-{number:07}\":0" for number in reversed(range(1_000_000))) + "}"),
        "512 levels, changed at the deepest": (
            lambda: "[[1,2,3]," * 511 + "[1]" + "]" * 511, lambda: "[[1,2,3]," * 511 + "[2]" + "]" * 511),
        "513 levels": (lambda: "[" * 513 + "]" * 513, lambda: "[" * 513 + "1" + "]" * 513),
        "a million opening brackets": (lambda: "[" * 1_000_000, lambda: "[" * 1_000_001),
        "truncated": (lambda: "[" + "\"text\"," * 1_000_000, lambda: "[" + "\"text\"," * 1_000_000 + "\"te"),
        "a lone surrogate at the end": (
            lambda: "[" + "\"text\"," * 1_000_000 + "\"\\ud800\"]", lambda: "[" + "\"text\"," * 1_000_000 + "\"\"]"),
        "a byte order mark": (lambda: "[" + "0," * 1_000_000 + "0]", lambda: "\ufeff[" + "0," * 1_000_000 + "0]"),
    }
    pairs = []
    for name, sides in texts.items():
        paths = [os.path.join(folder, f"{name.replace(' ', '-').replace(',', '')}-{side}.json")
                 for side in ("legacy", "candidate")]
        for path, text in zip(paths, sides):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text())
        pairs.append(Pair("hostile", name, *paths))
    return pairs


def all_pairs(folder, largest):
    """Two answers of the demo's functions, which differ in their own clock, and documents of three sizes."""
    os.makedirs(folder, exist_ok=True)
    demo = os.path.join(HERE, "documents", "demo.")
    pairs = [Pair("demo", "two answers", demo + "legacy.json", demo + "candidate.json")]
    for size, octets in (("10 KB", 10_000), ("1 MB", 1_000_000), (f"{largest} MB", largest * 1_000_000)):
        pairs += generated(folder, size, octets)
    return pairs
