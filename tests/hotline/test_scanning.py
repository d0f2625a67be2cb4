"""Files are watched over: by a scanner that speaks clamd's language, and by their own hashes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import BaseRequestHandler, UnixStreamServer
from threading import Thread

import pytest
from sqlalchemy.orm import Session

from hotline import executor, files
from hotline.actions import attachments
from hotline.files import Store, store_of
from hotline.records import Audience, FileFault, OutboxRow, OutboxState, Scan, StoredFile
from hotline.scanning import check_files
from ivr.phone import Phone
from tests.factories import BOOK, SETTINGS, Town
from tests.papers import PDF

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Clamd:
    """A scanner that finds the test file of the trade (eicar.org) and nothing else."""

    url: str
    looked_at: list[bytes] = field(default_factory=list)


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[Clamd]:
    path = tmp_path / "clamd.ctl"
    found = Clamd(f"unix://{path}")

    class Looks(BaseRequestHandler):
        def handle(self) -> None:
            line = self.request.makefile("rb")
            assert line.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!L", line.read(4))[0]:
                content += line.read(length)
            found.looked_at.append(content)
            says = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
            self.request.sendall(b"stream: " + says + b"\0")

    server = UnixStreamServer(str(path), Looks)
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


class Cellar:
    """A house with files in it, in a transaction that is undone."""

    def __init__(self, town: Town, data_dir: Path, scanner_url: str | None = None) -> None:
        self.town = town
        settings = SETTINGS.model_copy(update={"data_dir": data_dir, "scanner_url": scanner_url})
        self.house = town.beside(settings)
        self.store: Store = store_of(settings)

    def keep(self, content: bytes = PDF, *, name: str = "a.pdf") -> StoredFile:
        kept = files.keep(
            self.town.work(), self.store, content=content, name=name, holder="inquirer"
        )  # fmt: skip
        return self.town.db.get_one(StoredFile, kept.sha256)

    def use(self, content: bytes = PDF) -> StoredFile:
        work, inquiry = self.town.work(), self.town.make_inquiry().inquiry
        kept = files.keep(work, self.store, content=content, name="a.pdf", holder="inquirer")
        attachments.attach(work, inquiry, [kept], audience=Audience.FROM_INQUIRER)
        return self.town.db.get_one(StoredFile, kept.sha256)

    def run(self) -> None:
        self.town.db.flush()
        executor.run_all(self.house, Phone(self.house.settings))
        self.town.db.expire_all()

    def check(self) -> None:
        self.town.db.flush()
        check_files(self.house, Phone(self.house.settings))
        self.town.db.expire_all()


@pytest.fixture
def town(db: Session) -> Town:
    return Town(db)


def test_the_scanner_looks_at_the_whole_file_before_anybody_else(
    town: Town, tmp_path: Path, clamd: Clamd
) -> None:
    cellar = Cellar(town, tmp_path, clamd.url)
    good, bad = cellar.keep(PDF + bytes(200_000)), cellar.keep(EICAR, name="a.txt")
    assert (good.scan, bad.scan) == (Scan.WAITING, Scan.WAITING)
    cellar.run()
    assert (good.scan, bad.scan) == (Scan.CLEAN, Scan.INFECTED)
    assert good.scanned_at == cellar.town.now
    assert sorted(map(len, clamd.looked_at)) == [len(EICAR), len(PDF) + 200_000]
    assert cellar.keep(EICAR, name="b.txt").scan is Scan.INFECTED, "known by its content"


def test_a_scanner_that_is_away_is_asked_again(town: Town, tmp_path: Path) -> None:
    cellar = Cellar(town, tmp_path, f"unix://{tmp_path}/nobody")
    file = cellar.keep()
    cellar.run()
    assert file.scan is Scan.WAITING
    (job,) = town.db.query(OutboxRow).filter_by(kind="scan_file")
    assert (job.state, job.last_error) == (
        OutboxState.WAITING, "Away: the virus scanner cannot be reached",
    )  # fmt: skip


def test_what_came_before_the_scanner_is_scanned_too(
    town: Town, tmp_path: Path, clamd: Clamd
) -> None:
    file = Cellar(town, tmp_path).use()
    assert file.scan is Scan.UNSCANNED
    cellar = Cellar(town, tmp_path, clamd.url)
    cellar.check()
    cellar.run()
    assert file.scan is Scan.CLEAN


def test_a_missing_or_altered_file_is_found_and_one_that_is_back_is_well(
    town: Town, tmp_path: Path
) -> None:
    cellar = Cellar(town, tmp_path)
    gone, altered, well = (cellar.use(PDF + bytes([n])) for n in range(3))
    cellar.store.path(gone.sha256).unlink()
    cellar.store.path(altered.sha256).write_bytes(PDF)
    cellar.check()
    assert gone.fault is None, "each is looked at once a week"
    cellar.town.later(days=8)
    cellar.check()
    assert (gone.fault, altered.fault, well.fault) == (
        FileFault.MISSING, FileFault.CHANGED, None,
    )  # fmt: skip
    files.write_whole(cellar.store.path(gone.sha256), PDF + bytes([0]))
    cellar.check()
    assert gone.fault is None


def test_what_no_form_has_used_is_thrown_away_and_nothing_else(town: Town, tmp_path: Path) -> None:
    cellar = Cellar(town, tmp_path)
    used, left = cellar.use(), cellar.keep(PDF + b"2")
    unused = cellar.store.path(left.sha256)
    cellar.check()
    assert unused.exists()
    cellar.town.later(hours=BOOK.attachments.kept_hours + 2)
    cellar.check()
    assert not unused.exists()
    assert cellar.store.path(used.sha256).exists()
    assert [file.sha256 for file in town.db.query(StoredFile)] == [used.sha256]
