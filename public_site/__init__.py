"""The counter: the public searches, asks, follows, complains, rates."""

from public_site.blueprint import DOOR, init_app

__all__ = ["DOOR", "init_app"]
