"""A second program works on the same Maildir in a process of its own while we poll and write."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from providers.interface import Cursor, Fate, Interest
from providers.maildir import Maildir
from tests.providers.provider_mail import draft

SINCE = datetime.now(UTC) - timedelta(days=30)
FOLDERS = {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}

OTHER_PROGRAM = """
import mailbox, pathlib, random, sys
root = pathlib.Path(sys.argv[1])
inbox, drafts = mailbox.Maildir(root), mailbox.Maildir(root / ".Drafts")
chance = random.Random(7)
keys = []
for number in range(300):
    keys.append(inbox.add(f"Message-ID: <{number}@x.example>\\nSubject: Mail {number}\\n\\nHello\\n".encode()))
    key = chance.choice(keys)
    for path in [*(root / "new").glob(key + "*"), *(root / "cur").glob(key + "*")]:
        path.rename(root / "cur" / (key + ":2," + chance.choice(["", "S", "RS", "FS"])))
    for path in (root / ".Drafts" / "cur").iterdir():
        path.rename(path.with_name(path.name.partition(":")[0] + ":2," + chance.choice(["D", "DS", "DFS"])))
"""


def test_nothing_is_lost_or_doubled_while_another_program_delivers_and_renames(tmp_path: Path) -> None:
    for folder in FOLDERS.values():
        for name in ("tmp", "new", "cur"):
            (tmp_path / folder / name).mkdir(parents=True)
    provider = Maildir(tmp_path, FOLDERS)
    ref = provider.save_draft(draft("d@mail.example"), None)
    cursor: Cursor | None = None
    subjects: list[bytes] = []
    other = subprocess.Popen([sys.executable, "-c", OTHER_PROGRAM, str(tmp_path)])
    is_over = False
    while not is_over:
        is_over = other.poll() is not None
        page = provider.changes(cursor, SINCE, Interest())
        subjects += [message.mime for message in page.messages]
        cursor = page.cursor
        is_over = is_over and not page.more
        assert page.troubles == ()
        assert provider.outcome(ref).fate is Fate.UNTOUCHED
    assert other.returncode == 0
    assert (len(subjects), len(set(subjects))) == (300, 300)
    provider.delete_draft(ref)
    assert provider.outcome(ref).fate is Fate.GONE
