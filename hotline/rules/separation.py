"""Rights that never meet in one person, whichever way they come to him."""

from __future__ import annotations

from collections.abc import Collection

# System, security and audit administration (security.md, Access).
ADMINISTRATIONS = frozenset({"administrator", "security_administrator", "auditor"})


def unites(*roles: Collection[str]) -> bool:
    """Whether these roles, taken together, unite two of the three administrations."""
    return len(ADMINISTRATIONS.intersection(frozenset().union(*roles))) > 1
