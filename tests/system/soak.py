"""Run the daemon for thousands of cycles on a Maildir, a day of fake time for every 2,000, and see that nothing grows.

    python -m tests.system.soak [--cycles N] [--mail-every N]

The real scheduler and its threads, the real memory, mailbox, calendar file and notifications (to a service of our own),
in one process; only the time of day is faked, and the scheduler does not wait between polls. After a warm-up, in which
the first drafts are placed, two phases are measured: `idle`, in which no mail comes (nothing at all may grow), and
`busy`, in which one does every so many cycles, every fourth about an interview: the process may grow by no more than a
kilobyte a cycle, the memory on disk by what is remembered of each mail.
"""

from __future__ import annotations

import argparse
import gc
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from queue import SimpleQueue

from agent import config as configuration
from agent import daemon, log_lines
from agent.clock import ManualClock, SystemClock
from agent.commands.chores import Chores
from agent.commands.running import _Mailbox
from agent.commands.telling import logged
from tests.system.post import Post

CYCLES_A_DAY = 2000
WARM_CYCLES = CYCLES_A_DAY
"""A day: the first interviews are over, their thank-yous placed, every library that is needed for it loaded."""
POLL = timedelta(milliseconds=4)
STEPS_KB = 32
"""What the steps that fall due in an idle day may leave in the journal."""
OTHER_KB, HIRING_KB = 0.5, 10
"""What may be remembered of a mail: an id, or a thread with its reading, draft, journal and notices."""
HIRING_EVERY = 4
CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC, country: US}
data_dir: ./data
calendar_file: ./interviews.ics
notifications: {services: ["%s"], digest: "18:00"}
mailboxes: [{name: local, provider: maildir, path: ./Mail, folders: {inbox: ., sent: .Sent, drafts: .Drafts}}]
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process holds after so many cycles."""

    cycle: int
    resident_kb: float
    blocks: int
    """Allocated by Python (`sys.getallocatedblocks`)."""
    files: int
    threads: int
    store_kb: float
    """The database's pages; its log beside it is bounded (sqlite.org/wal.html)."""

    @classmethod
    def taken(cls, cycle: int, data: Path) -> Sample:
        """Now, the garbage collected."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        resident = pages * os.sysconf("SC_PAGESIZE") / 1024
        files, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
        return cls(cycle, resident, sys.getallocatedblocks(), files, threads, _store_kb(data))


def _store_kb(data: Path) -> float:
    with closing(sqlite3.connect(data / "followthrough.db")) as db:
        (pages,), (size,) = db.execute("PRAGMA page_count").fetchone(), db.execute("PRAGMA page_size").fetchone()
    return float(pages * size / 1024)


@dataclass
class Phase:
    """One stretch of cycles and what was seen in it."""

    name: str
    samples: list[Sample] = field(default_factory=list)
    mails: int = 0
    told: int = 0
    mail_kb: float = 0

    def slope(self, what: str) -> float:
        """Growth a cycle, by least squares."""
        rows = self.samples
        return statistics.linear_regression([s.cycle for s in rows], [getattr(s, what) for s in rows]).slope

    def growth(self, what: str) -> float:
        """From the first third to the last, of the least seen there: another thread may just have had a file open."""
        third = len(self.samples) // 3
        first, last = self.samples[:third], self.samples[-third:]
        return float(min(getattr(s, what) for s in last) - min(getattr(s, what) for s in first))

    @property
    def remembered_kb(self) -> float:
        """By how much the database grew from the first sample to the last."""
        return self.samples[-1].store_kb - self.samples[0].store_kb

    @property
    def may_remember_kb(self) -> float:
        """By how much it may."""
        hiring = self.mails // HIRING_EVERY
        return STEPS_KB + hiring * HIRING_KB + (self.mails - hiring) * OTHER_KB


class Soak:
    """The daemon in a folder of its own."""

    def __init__(self, root: Path, post: Post, interviews_in: timedelta = timedelta(hours=2)) -> None:
        self.root, self.post, self._interviews_in = root, post, interviews_in
        for folder in (".", ".Sent", ".Drafts"):
            for sub in ("cur", "new", "tmp"):
                (root / "Mail" / folder / sub).mkdir(parents=True, exist_ok=True)
        place = root / "config.yaml"
        place.write_text(CONFIG % post.url)
        config = configuration.load(place)
        self._clock = ManualClock(datetime.now(UTC))
        self._stop = threading.Event()
        self._mailbox = _Mailbox(config, place, "local", self._clock, self._stop, logged, None)
        self._chores = Chores(config, place, self._clock, is_observing=False)
        self._cycle = 0

    def run(self, name: str, cycles: int, mail_every: int = 0, sample_every: int = 25) -> Phase:
        """So many cycles through the scheduler; with `mail_every`, a mail comes in before every so-manieth."""
        phase, asked, last = Phase(name), SimpleQueue[daemon.Wish](), self._cycle + cycles
        self._stop.clear()

        def cycle() -> None:
            if self._cycle >= last:
                return
            self._cycle += 1
            self._clock.set(self._clock.now() + timedelta(days=1) / CYCLES_A_DAY)
            if mail_every and self._cycle % mail_every == 0:
                phase.mails += 1
                phase.mail_kb += self._deliver(is_hiring=phase.mails % HIRING_EVERY == 0) / 1024
            self._mailbox.cycle()
            if self._cycle % sample_every == 0:
                phase.samples.append(Sample.taken(self._cycle, self.root / "data"))
            if self._cycle == last:
                asked.put(daemon.Wish.STOP)

        before = self.post.count
        daemon.run_until(asked, [cycle, self._chores.run], POLL, SystemClock(), self._stop, lambda: False)
        phase.told = self.post.count - before
        return phase

    def close(self) -> None:
        """Release everything."""
        self._chores.close()
        self._mailbox.close()

    def _deliver(self, *, is_hiring: bool) -> int:
        number, now = self._cycle, self._clock.now()
        mail = EmailMessage()
        mail["To"], mail["Date"] = "Jordan Ellis <jordan@mail.example>", format_datetime(now)
        mail["Message-ID"] = f"<{number}@soak.example>"
        if not is_hiring:
            mail["From"], mail["Subject"] = "Shop <news@shop.example>", f"Offers of week {number}"
            mail.set_content("Twenty percent off everything until Sunday.\n" * 20)
        else:
            mail["From"] = f"Priya Raman <priya@employer{number}.example>"
            mail["Subject"] = f"Interview confirmation: Data Engineer at Employer{number}"
            day = now + self._interviews_in
            mail.set_content(
                f"Hi Jordan,\n\nYour interview for the Data Engineer position at Employer{number} is confirmed for "
                f"{day:%A, %B} {day.day}, {day.year}, from {day:%H:%M} to {day + timedelta(minutes=45):%H:%M} UTC, by "
                f"video. You will be speaking with me.\n\nBest regards,\nPriya Raman\nEmployer{number}\n"
            )
        raw = mail.as_bytes()
        (self.root / "Mail" / "new" / f"{int(now.timestamp())}.M{number}P1.soak").write_bytes(raw)
        return len(raw)


@contextmanager
def soaking(root: Path, interviews_in: timedelta = timedelta(hours=2)) -> Iterator[Soak]:
    """A daemon and whom it tells, closed again; interviews are announced so long before."""
    with Post() as post:
        soak = Soak(root, post, interviews_in)
        try:
            yield soak
        finally:
            soak.close()


def table(phases: Sequence[Phase]) -> str:
    """What was measured, a line a phase."""
    head = f"{'phase':<6}{'cycles':>7}{'mails':>7}{'told':>6}{'KB/cycle':>10}{'blocks/cycle':>14}{'resident MB':>13}"
    lines = [head + f"{'files':>7}{'threads':>9}{'store +KB':>11}{'mail KB':>9}"]
    for phase in phases:
        last, cycles = phase.samples[-1], phase.samples[-1].cycle - phase.samples[0].cycle
        lines.append(
            f"{phase.name:<6}{cycles:>7}{phase.mails:>7}{phase.told:>6}{phase.slope('resident_kb'):>10.3f}{phase.slope('blocks'):>14.2f}"
            f"{last.resident_kb / 1024:>13.1f}{phase.growth('files'):>+7.0f}{phase.growth('threads'):>+9.0f}"
            f"{phase.remembered_kb:>11.1f}{phase.mail_kb:>9.1f}"
        )
    return "\n".join(lines)


def grows(phase: Phase) -> bool:
    """Whether something does that should not."""
    is_kept = phase.slope("resident_kb") > 1 or phase.growth("files") or phase.growth("threads")
    return bool(is_kept) or phase.remembered_kb > phase.may_remember_kb


def main() -> None:
    """Measure and print; exit status 1 where something grows."""
    options = argparse.ArgumentParser(description="Does the daemon grow?")
    options.add_argument("--cycles", type=int, default=CYCLES_A_DAY)
    options.add_argument("--mail-every", type=int, default=20)
    options.add_argument("--samples", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, soaking(Path(folder)) as soak:
        log_lines.begin(log_lines.Logging(level="error", file=f"{folder}/log"))
        soak.run("warm", WARM_CYCLES, mail_every=chosen.mail_every)
        phases = [soak.run("idle", chosen.cycles), soak.run("busy", chosen.cycles, mail_every=chosen.mail_every)]
    print(table(phases))
    if chosen.samples:
        for phase in phases:
            print(*phase.samples, sep="\n")
    sys.exit(any(map(grows, phases)))


if __name__ == "__main__":
    main()
