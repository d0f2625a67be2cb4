"""The desk: pages for operators, liaisons, government offices, supervision, supervisors."""

from agents_console.blueprint import DOOR, add_practice_page, init_app, make_blueprint

__all__ = ["DOOR", "add_practice_page", "init_app", "make_blueprint"]
