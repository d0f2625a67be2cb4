"""Teaches the vectors of characters and sounds (faq_kb.matching.vectors), with PyTorch.

Two texts of a group are drawn together, away from the other texts of the batch: as whole texts,
and character by character against those of the others that look most alike. One of the two may be
misheard, neighbours or characters are hidden at times, so that sound alone must do.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from faq_kb.learning.clusters import Clusters
from faq_kb.learning.noise import Noise
from faq_kb.matching.postings import Texts
from faq_kb.matching.syllables import folded_reading
from faq_kb.matching.vectors import TABLES, Vocabulary
from faq_kb.matching.views import Viewer

_DIMENSIONS, _BUCKETS = 48, 1 << 15
_ROUNDS, _BATCH, _RATE, _DECAY = 8, 256, 3e-3, 0.02
_RAREST = 4  # times a character is seen to be learnt by itself
_STOCK = 3000  # commonest characters, for mishearing
_NOISES = (0.0, 0.0, 0.15, 0.30)
_NEIGHBOURS_HIDDEN, _CHARACTERS_HIDDEN, _VALUES_HIDDEN = 0.30, 0.15, 0.10
_RIVALS = 13  # other texts compared character by character
_LONGEST = 60
_SPREAD = (0.15, 0.15, 0.02, 0.02, 0.02, 0.02)  # of the first values, by table

Encoded = tuple[Tensor, Tensor, Tensor]  # vectors, weights, which places hold a character


class Teacher(nn.Module):
    """The tables, and how strongly the kinds of likeness count."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.tables = nn.ModuleList(
            nn.Embedding(len(table), _DIMENSIONS + 1) for table in vocabulary.tables
        )
        for table, spread in zip(self.tables, _SPREAD, strict=True):
            nn.init.normal_(table.weight, 0, spread)
        self.strength = nn.Parameter(torch.tensor([12.0, 12.0, 6.0]))

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Padded vectors of some texts, with parts hidden as a bad line would."""
        cut = [text[:_LONGEST] or " " for text in texts]
        ids = self.vocabulary.ids(Texts.of(cut))
        lengths = torch.tensor([len(text) for text in cut])
        there = torch.arange(int(lengths.max())) < lengths[:, None]
        rows = [table(torch.from_numpy(own)) for table, own in zip(self.tables, ids, strict=True)]
        kept = torch.rand(len(rows[0]), 1) > _CHARACTERS_HIDDEN
        near = torch.rand(len(rows[0]), 1) > _NEIGHBOURS_HIDDEN
        summed = rows[0] * kept + rows[1] + sum(rows[2:]) * near
        values = functional.normalize(functional.dropout(summed[:, :-1], _VALUES_HIDDEN), dim=-1)
        padded = torch.zeros(*there.shape, _DIMENSIONS)
        padded[there] = values
        weights = torch.zeros(there.shape)
        weights[there] = functional.softplus(summed[:, -1] + 0.5)
        return padded, weights, there

    def loss(self, asked: Sequence[str], entries: Sequence[str]) -> Tensor:
        """How far each question is from its own entry among all of the batch."""
        question, entry = self.encode(asked), self.encode(entries)
        whole = _pooled(question) @ _pooled(entry).T
        own = torch.arange(len(asked))
        with torch.no_grad():
            rivals = whole.clone().fill_diagonal_(2.0).topk(_RIVALS + 1, 1).indices
        found, held = _found(question, tuple(part[rivals] for part in entry))
        parts = torch.stack([found, held, whole.gather(1, rivals)], -1)
        closely = functional.cross_entropy(parts @ self.strength, torch.zeros_like(own))
        broadly = functional.cross_entropy(20 * whole, own)
        return closely + (broadly + functional.cross_entropy(20 * whole.T, own)) / 2

    def learnt(self) -> dict[str, np.ndarray[Any, Any]]:
        """The tables in eight bits a number."""
        kept = {}
        for name, table in zip(TABLES, self.tables, strict=True):
            weight = table.weight.detach().numpy()
            scale = np.maximum(np.abs(weight).max(axis=0), 1e-6) / 127
            kept[f"{name}_rows"] = np.rint(weight / scale).astype(np.int8)
            kept[f"{name}_scale"] = scale.astype(np.float32)
        return kept


def _pooled(encoded: Encoded) -> Tensor:
    values, weights, _ = encoded
    return functional.normalize((values * weights.unsqueeze(-1)).sum(-2), dim=-1)


def _found(asked: Encoded, entries: Encoded) -> tuple[Tensor, Tensor]:
    """How much of each question its rivals hold, and of them the question."""
    (values, weights, there), (theirs, their_weights, their_there) = asked, entries
    batch, rivals, longest, size = theirs.shape
    alike = values @ theirs.reshape(batch, rivals * longest, size).transpose(1, 2)
    alike = alike.view(batch, -1, rivals, longest)
    alike = alike.masked_fill(~their_there[:, None], -1).masked_fill(~there[:, :, None, None], -1)
    share = weights / (weights.sum(1, keepdim=True) + 1e-6)
    their_share = their_weights / (their_weights.sum(2, keepdim=True) + 1e-6)
    found = (alike.max(3).values * share[:, :, None]).sum(1)
    return found, (alike.max(1).values * their_share).sum(2)


def teach(clusters: Clusters, viewer: Viewer, *, seed: int) -> dict[str, np.ndarray[Any, Any]]:
    """The learnt parts of a vocabulary."""
    torch.manual_seed(seed)
    draw = random.Random(seed)  # noqa: S311 - for learning, not for secrets
    counts = Counter(c for _, texts in clusters for text in texts for c in viewer.plain(text))
    characters = "".join(c for c, times in counts.most_common() if times >= _RAREST)
    known = {
        "characters": np.array(characters),
        "syllables": np.array(sorted({folded_reading(character) for character in characters})),
    }
    sizes = (len(characters) + 1, len(known["syllables"]) + 1, *[_BUCKETS] * 4)
    for name, size in zip(TABLES, sizes, strict=True):
        known[f"{name}_rows"] = np.zeros((size, _DIMENSIONS + 1), dtype=np.int8)
        known[f"{name}_scale"] = np.zeros(_DIMENSIONS + 1, dtype=np.float32)
    teacher = Teacher(Vocabulary(known))
    noise = Noise([c for c in characters if "\u4e00" <= c <= "\u9fff"][:_STOCK], seed=seed)
    groups = [(source, texts) for source, texts in clusters if len(texts) > 1]
    step, steps = 0, _ROUNDS * (len(groups) // _BATCH)
    adam = torch.optim.AdamW(teacher.parameters(), lr=_RATE, weight_decay=_DECAY)
    for _ in range(_ROUNDS):
        for batch in _batches(groups, draw):
            asked, entries = [], []
            for _, texts in batch:
                one, other = draw.sample(texts, 2)
                asked.append(viewer.plain(noise.hear(one, share=draw.choice(_NOISES))))
                entries.append(viewer.plain(other))
            for part in adam.param_groups:
                part["lr"] = _RATE * min(1, (step + 1) / 50) * max(0.003, 1 - step / steps)
            adam.zero_grad()
            teacher.loss(asked, entries).backward()
            adam.step()
            step += 1
    return {**known, **teacher.learnt()}


def _batches(
    groups: Sequence[tuple[str, Sequence[str]]], draw: random.Random
) -> Iterator[Sequence[tuple[str, Sequence[str]]]]:
    """Half of the batches of one source, half mixed; texts of like length together."""
    order = draw.sample(groups, len(groups))
    half = len(order) // 2
    alike = sorted(order[:half], key=lambda group: (group[0], len(group[1][0]) + 8 * draw.random()))
    mixed = sorted(order[half:], key=lambda group: len(group[1][0]) + 12 * draw.random())
    batches = [
        part[at : at + _BATCH]
        for part in (alike, mixed)
        for at in range(0, len(part) - _BATCH + 1, _BATCH)
    ]
    draw.shuffle(batches)
    yield from batches
