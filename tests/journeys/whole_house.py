"""Everybody who has a part in an inquiry: the caller at a telephone, the rest before a browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from hotline.records import Staff
from tests.agents_console.conftest import HASHED
from tests.agents_console.served import enter
from tests.line import Line


class WholeHouse:
    """Pick up the telephone, sit down as somebody, open a page of the public's site."""

    def __init__(self, line: Line, page: Page, url: str) -> None:
        self.line = line
        self.page = page
        self.url = url
        with line.work() as work:
            work.db.execute(update(Staff).values(password_hash=HASHED))

    def sits(self, username: str, path: str = "/console/") -> None:
        """Somebody else sits down, whoever sat there before, and opens this page."""
        enter(self.page, self.url, username, path)

    def finds(self, inquiry_id: int) -> None:
        """Open an inquiry that stands on this person's first page."""
        self.page.locator(f"a[href*='/console/inquiries/{inquiry_id}']").first.click()

    def opens(self, move: str) -> Locator:
        """Unfold the form of a move, which is folded away until it is wanted."""
        self.page.locator("details.move > summary", has_text=move).click()
        return self.page.locator("details.move[open]")

    def presses(self, button: str) -> None:
        """Press a button, and stay until it is done: nothing is under way for the next person."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).locator("visible=true").click()

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)
