"""Fits the scorer of phrasings (faq_kb.matching.model) to trials, with PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from faq_kb.learning.episodes import Trial
from faq_kb.matching.model import inputs_of

_HIDDEN, _ROUNDS, _BATCH, _RATE, _DECAY = 24, 5, 256, 3e-3, 0.01
_NETWORKS = 4  # whose mean is taken: side by side in one hidden layer
_HIDDEN_INPUTS = 0.1  # share of inputs left out at random, so that none is relied on alone
_NONE_IS_RIGHT = 1.0  # weight of telling that none is right, beside telling which one


class _Scorer(nn.Module):
    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.straight = nn.Linear(inputs, 1)
        self.hidden = nn.Linear(inputs, _HIDDEN)
        self.out = nn.Linear(_HIDDEN, 1)

    def forward(self, inputs: Tensor) -> Tensor:
        dropped = nn.functional.dropout(inputs, _HIDDEN_INPUTS, self.training)
        return (self.straight(inputs) + self.out(torch.tanh(self.hidden(dropped)))).squeeze(-1)


def fit_scorer(trials: Sequence[Trial], *, seed: int) -> dict[str, Any]:
    """Listwise: the right entry's phrasings together against all others, and against none.

    The mean of several networks, begun differently, is steadier than any of them.
    """
    torch.manual_seed(seed)
    asked = [trial for trial in trials if trial.entries]
    every = np.vstack([trial.columns for trial in asked])
    mean, scale = every.mean(axis=0), every.std(axis=0) + 1e-3
    lists = [inputs_of((one.columns - mean) / scale, length=one.length) for one in asked]
    widest, inputs = max(map(len, lists)), lists[0].shape[1]
    padded = torch.zeros(len(lists), widest, inputs)
    there = torch.zeros(len(lists), widest, dtype=torch.bool)
    good = torch.zeros(len(lists), widest, dtype=torch.bool)
    for number, (lines, trial) in enumerate(zip(lists, asked, strict=True)):
        padded[number, : len(lines)] = torch.from_numpy(lines)
        there[number, : len(lines)] = True
        good[number, : len(lines)] = torch.tensor([one == trial.right for one in trial.entries])
    networks = [_fitted(padded, there, good) for _ in range(_NETWORKS)]

    def of_all(name: str) -> list[np.ndarray[Any, Any]]:
        return [network.get_parameter(name).detach().numpy() for network in networks]

    return {
        "scorer_mean": mean,
        "scorer_scale": scale,
        "scorer_hidden": np.hstack([weight.T for weight in of_all("hidden.weight")]),
        "scorer_hidden_bias": np.concatenate(of_all("hidden.bias")),
        "scorer_out": np.concatenate([weight[0] for weight in of_all("out.weight")]) / _NETWORKS,
        "scorer_straight": np.mean(of_all("straight.weight"), axis=0)[0],
        "scorer_bias": np.mean(of_all("out.bias")) + np.mean(of_all("straight.bias")),
    }


def _fitted(padded: Tensor, there: Tensor, good: Tensor) -> _Scorer:
    scorer = _Scorer(padded.shape[2])
    adam = torch.optim.AdamW(scorer.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps, step = _ROUNDS * -(-len(padded) // _BATCH), 0
    for _ in range(_ROUNDS):
        for batch in torch.randperm(len(padded)).split(_BATCH):
            for part in adam.param_groups:
                part["lr"] = _RATE * max(0.003, 1 - step / steps)
            adam.zero_grad()
            _loss(scorer(padded[batch]), there[batch], good[batch]).backward()
            adam.step()
            step += 1
    return scorer


def _loss(scores: Tensor, there: Tensor, good: Tensor) -> Tensor:
    scores = scores.masked_fill(~there, -1e9)
    found = good.any(1)
    right = scores.masked_fill(~good, -1e9).logsumexp(1)
    which = torch.where(found, scores.logsumexp(1) - right, 0.0).sum() / found.sum().clamp(min=1)
    all_and_none = torch.cat([scores, torch.zeros(len(scores), 1)], 1).logsumexp(1)
    whether = (all_and_none - torch.where(found, right, 0.0)).mean()
    return which + _NONE_IS_RIGHT * whether
