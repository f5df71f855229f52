"""The home of an owner who has just had an interview, and the real program in it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("followthrough")
CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC, country: US}
data_dir: ./data
mailboxes: [{name: local, provider: maildir, path: ./Mail}]
"""


def make_home(folder: Path, config: str = CONFIG) -> Path:
    """A configuration and a Maildir with a confirmation whose interview ended an hour and a half ago."""
    for name in ("", ".Sent", ".Drafts"):
        for sub in ("cur", "new", "tmp"):
            (folder / "Mail" / name / sub).mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(config)
    (folder / "Mail" / "new" / "1700000000.M1P1.host").write_bytes(confirmation(1))
    return folder


def confirmation(number: int, company: str = "Northwind") -> bytes:
    """A company confirms an interview that ended an hour and a half ago."""
    ended = datetime.now(UTC) - timedelta(minutes=90)
    began = ended - timedelta(minutes=45)
    domain = f"{company.lower()}.example"
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Priya Raman <priya@{domain}>", "jordan@mail.example"
    mail["Subject"], mail["Message-ID"] = f"Your interview for Data Engineer at {company}", f"<{number}@{domain}>"
    mail["Date"] = format_datetime(ended - timedelta(days=2))
    mail.set_content(
        f"Hi Jordan,\n\nYour interview for the Data Engineer role at {company} is confirmed for\n"
        f"{began:%A, %B} {began.day}, {began.year}, from {began:%H:%M} to {ended:%H:%M} UTC, by video with me.\n\n"
        f"Best regards,\nPriya Raman\nHead of Data, {company}\n"
    )
    return mail.as_bytes()


def rejection(number: int, company: str = "Northwind") -> bytes:
    """The same person answers that confirmation: somebody else was chosen."""
    domain = f"{company.lower()}.example"
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Priya Raman <priya@{domain}>", "jordan@mail.example"
    mail["Subject"] = f"Re: Your interview for Data Engineer at {company}"
    mail["Message-ID"], mail["In-Reply-To"] = f"<{number}.no@{domain}>", f"<{number}@{domain}>"
    mail.set_content(
        f"Hi Jordan,\n\nThank you for interviewing for the Data Engineer role at {company}. Unfortunately, we have "
        "decided to move forward with another candidate.\n\nBest regards,\nPriya Raman\n"
    )
    return mail.as_bytes()


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program as a user starts it, with `home` for its home."""
    return subprocess.run(
        [PROGRAM, *arguments, "--config", "config.yaml"],
        cwd=home,
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def drafts(home: Path) -> list[Path]:
    """What lies in Drafts."""
    return sorted((home / "Mail" / ".Drafts" / "cur").iterdir())


def zone_of_the_afternoon() -> str:
    """A zone in which it is about three in the afternoon, so that a thank-you is due at once."""
    east = min(15 - datetime.now(UTC).hour, 14)  # no zone lies further east
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"
