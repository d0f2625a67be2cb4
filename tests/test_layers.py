"""Every module stands on a named layer: import-linter passes over one that does not."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from hotline.settings import ROOT

PACKAGES = ("hotline", "faq_kb", "ivr", "agents_console", "public_site")


def _layers() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    lines = next(c for c in contracts["contracts"] if c["id"] == "layers")["layers"]
    parts = [part for line in lines for part in line.replace("|", ":").split(":")]
    return {part.strip(" ()") for part in parts}


def _modules() -> set[str]:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return {name.removesuffix(".__init__") for name in names} - {"hotline"}


def test_every_module_is_in_a_layer() -> None:
    layers = _layers()
    lost = [
        module
        for module in _modules()
        if not any(module == layer or module.startswith(f"{layer}.") for layer in layers)
    ]
    assert sorted(lost) == []


def test_every_layer_exists() -> None:
    modules = _modules()
    assert sorted(_layers() - modules) == []


def test_imports_point_down() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
