"""The interface for other channels (R-61): the site's own actions, spoken by programmes."""

from public_site.api import open311
from public_site.api.blueprint import make_blueprint

__all__ = ["make_blueprint", "open311"]
