"""Every screen of a small, fixed search: golden files in tests/data/screens, and the pictures of the README.

    python -m tests.agent.screens --write       # write the golden files anew, to be read before they are committed
    python -m tests.agent.screens --pictures    # write docs/pictures/*.svg from the demo

Each screen is kept at 80 and 120 columns, with and without colour. Mail says in this world how it is to be read
(`tests/agent/world.py`), so no golden file changes because reading got better.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from agent import corrections, documents, glance, reasons, timeline
from agent.belongings import Belongings
from agent.checkup.findings import error, ok, warning
from agent.clock import SystemClock
from agent.commands import loading
from agent.lessons import lessons
from agent.preview import preview
from agent.screens import doctor as doctor_screen
from agent.screens import stats as stats_screen
from agent.screens import status as status_screen
from agent.screens import uninstall as uninstall_screen
from agent.screens import why as why_screen
from agent.screens.demo import Played, played
from agent.screens.page import Line, printed
from agent.screens.preview import previews
from agent.screens.thread import Known, thread
from agent.screens.uninstall import Farewell
from agent.threads import Thread
from rules.pacing import Step
from rules.reading import Evidence, Intent, Medium, Person, Reading, Stage
from tests.agent.world import DANA, PRIYA, World, interview

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "data" / "screens"
PICTURES = ROOT / "docs" / "pictures"
WIDTHS = (80, 120)
CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@ellis.example], timezone: America/New_York, country: US}
data_dir: .
mailboxes: [{name: main, provider: maildir, path: ./Mail}]
"""
TOMAS = Person("Tomas Lindgren", "tomas@fjordpay.example")
GRACE = Person("Grace Okafor", "grace@halden.example")
EXAMINED = (
    ok("time zone", "America/New_York, where it is Mon 18 May 10:00 (zone data 2026.1)"),
    warning(
        "disk",
        "/home/jordan/.local/share/followthrough: 150 MB free, which is little.",
        "Make room before it runs full.",
    ),
    error(
        "mailbox main: sign-in",
        "signed in 7 days ago; it ended on 2026-05-17.",
        "Sign in again: followthrough connect main",
    ),
)
HOME = Path("/home/jordan")
BELONGINGS = Belongings(
    HOME / ".local/share/followthrough",
    kept=(HOME / ".local/share/followthrough/followthrough.db", HOME / "interviews.ics"),
    settings=tuple(HOME / ".config/followthrough" / name for name in ("imap-password", "config.yaml")),
    others=(HOME / "secrets/ntfy",),
    unit=HOME / ".config/systemd/user/followthrough.service",
)
HOSTILE = "Acme \x1b[31m[bold]Ltd[/bold]\u202egnp.exe"


class Search:
    """The search that the screens show, on a store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.place = folder / "config.yaml"
        self.place.write_text(CONFIG)
        self.world = World(now="2026-05-04 09:00", path=str(folder / "followthrough.db"))
        self._play()
        self.now = self.world.clock.now()
        self.zone = self.world.rulebook.calendar.zone

    def _play(self) -> None:
        world = self.world
        first = world.employer(
            "2026-05-05 10:00",
            Intent.INTERVIEW_SCHEDULED,
            interview=interview("2026-05-11 14:00", "15:30", PRIYA, DANA, stage=Stage.PANEL, medium=Medium.VIDEO),
        )
        world.employer(
            "2026-05-06 09:00", Intent.SCHEDULING_REQUEST, sender=TOMAS, company="Fjordpay", role="Payments Engineer"
        )
        world.employer(
            "2026-05-06 11:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=GRACE,
            company="Halden & Pike",
            role="Data Platform Engineer",
            interview=interview("2026-05-08 11:00", "11:30", GRACE),
        )
        world.employer(
            "2026-05-07 09:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=Person("Careers", "no-reply@quietco.example"),
            company="Quietco",
            role="Analyst",
            interview=interview("2026-05-08 15:00", "15:30", Person("Lee Moss", None)),
        )
        about = partial(self._note, "about: the move to event streams\nprivate: they seemed tired")
        world.corrects("2026-05-11 16:00", about, "Northwind")
        world.owner_sends_drafts("2026-05-11 18:00")
        world.employer("2026-05-12 10:00", Intent.STATUS_UPDATE, reply_to=first, decision_by="2026-05-15")
        world.employer("2026-05-13 10:00", Intent.REJECTION, sender=GRACE, company="Halden & Pike", role=None)
        world.employer(
            "2026-05-14 10:00",
            Intent.REJECTION,
            sender=TOMAS,
            company="Fjordpay",
            role="Payments Engineer",
            subject=HOSTILE,
            sure=False,
        )
        world.until("2026-05-18 10:00")

    def _note(self, text: str, found: Thread, now: object) -> corrections.Change:
        return corrections.note(found, text, now, self.world.rulebook)  # type: ignore[arg-type]

    def of(self, company: str) -> Thread:
        """The thread with that company."""
        return self.world.of(company)

    def glance(self) -> glance.Glance:
        """What `status` reads."""
        config = loading.load(self.place)
        store = loading.memory(self.place, config)
        made_from = loading.renew_cards(self.place, config, store)
        store.close()
        seen = glance.read(self.place, self.now, made_from)
        assert seen
        return seen

    def known(self, company: str) -> Known:
        """What `show` tells."""
        found, store = self.of(company), self.world.store
        readings = [(at, key, documents.reading_from_json(d)) for at, key, d in store.thread_readings(found.id)]
        mails = timeline.mails_of(readings, store.message_ids(found.id))
        names = {c.email: c.name for c in found.contacts if c.name}
        story = timeline.items(store.thread_journal(found.id), mails, names)
        reason = reasons.explained(found, self.world.rulebook, self.now)
        return Known(found, reason, story, self.world.rulebook, self.now)


def screens(search: Search, width: int) -> Iterator[tuple[str, list[Line]]]:
    """Every screen with its name."""
    rulebook, now, zone = search.world.rulebook, search.now, search.zone
    seen = search.glance()
    yield "status", status_screen.board(seen, now, width)
    away = replace(seen, away=(date(2026, 5, 18), date(2026, 6, 12)))
    yield "status-away", status_screen.board(away, now, width)
    yield "status-empty", status_screen.board(_empty(seen), now, width)
    yield "show", thread(search.known("Northwind"))
    yield "show-unreachable", thread(search.known("Quietco"))
    yield "show-rejected", thread(search.known("Halden"))
    yield "settle", status_screen.looks_section(seen.looks, zone)
    northwind = search.of("Northwind")
    since = timeline.since(search.world.store.thread_journal(northwind.id), northwind.state.value)
    yield "why-thread", why_screen.of_thread(northwind, search.known("Northwind").reason, since, now, zone)
    fjordpay = search.of("Fjordpay")
    yield "why-held", why_screen.of_thread(fjordpay, search.known("Fjordpay").reason, None, now, zone)
    yield "why-mail", why_screen.of_mail(_read(northwind, search), now, zone)
    shown = [p for tone in ("warm", "brief") if (p := preview(northwind, Step.NUDGE, tone, rulebook, now))]
    histories = [(t, search.world.store.thread_journal(t.id)) for t in search.world.store.threads()]
    yield "stats", stats_screen.screen(lessons(histories, rulebook))
    yield "doctor", [*(item for f in EXAMINED for item in doctor_screen.finding(f)), doctor_screen.summary(EXAMINED)]
    waiting = [(t, d) for t in search.world.store.threads() for d in t.open_drafts() if d.placed_at]
    leaving = Farewell(BELONGINGS, waiting, takes_drafts=True)
    yield "uninstall", uninstall_screen.plan(replace(leaving, takes_drafts=False))
    yield "uninstalled", uninstall_screen.outcome(leaving, len(waiting) - 1, waiting[:1], ["mine.txt"])
    yield "preview", previews(northwind, shown, now, zone)
    yield "demo", played(_played(search, seen), width)


def _empty(seen: glance.Glance) -> glance.Glance:
    mailbox = glance.MailboxGlance(
        "main", None, None, None, "the password was refused", "Run: followthrough connect main"
    )
    return glance.Glance(seen.zone, seen.poll, (), (), (mailbox,), (), 1)


def _read(found: Thread, search: Search) -> why_screen.Read:
    evidence = (
        Evidence("status_update.you-will-hear", "we will let you know by Friday, May 15", 2.0),
        Evidence("words", f"still meeting {HOSTILE}", 0.41),
        Evidence("rejection.other-candidate", "other candidates", -0.72),
    )
    reading = Reading(
        Intent.STATUS_UPDATE, 0.93, True, Intent.REJECTION, company="Northwind", role="Data Engineer", evidence=evidence
    )
    return why_screen.Read("1700000002.M2P1.demo", "<2@northwind.example>", search.now, reading, found, None)


def _played(search: Search, seen: glance.Glance) -> Played:
    told = search.world.told
    draft = next(t.entry.data for t in told if t.entry.event == "draft_placed")
    names = {p.email: p.name for p in (PRIYA, DANA, TOMAS, GRACE) if p.email and p.name}
    return Played(tuple(told), seen, search.now, draft, names, Path("followthrough-demo"))


def golden(folder: Path) -> Iterator[tuple[str, str]]:
    """(file name, text) of every golden file."""
    search = Search(folder)
    for width in WIDTHS:
        for name, lines in screens(search, width):
            yield f"{name}-{width}.txt", printed(lines, width=width, colour=False)
            yield f"{name}-{width}-colour.txt", printed(lines, width=width, colour=True)


def pictures() -> Iterator[tuple[str, str]]:
    """(file name, SVG) of the README's pictures: the demo as it plays, and three screens on what it left."""
    from agent.commands.demonstrating import play
    from agent.commands.desk import Desk

    with tempfile.TemporaryDirectory() as name:
        result = play(Path(name))
        desk = Desk(Path(name) / "config.yaml")
        desk.now = result.now
        shown = Played(
            result.told,
            result.glance,
            result.now,
            result.draft,
            result.names,
            Path("followthrough-demo"),
            result.promises,
        )
        known = desk.known("northwind")
        yield "demo.svg", picture("followthrough demo", played(shown, 80))
        yield "status.svg", picture("followthrough status", status_screen.board(result.glance, result.now, 80))
        yield "show.svg", picture("followthrough show northwind", thread(known))
        since = timeline.since(desk.store.thread_journal(known.thread.id), known.thread.state.value)
        why = why_screen.of_thread(known.thread, known.reason, since, result.now, desk.zone)
        yield "why.svg", picture("followthrough why northwind", why)
        histories = [(t, desk.store.thread_journal(t.id)) for t in desk.store.threads()]
        yield "stats.svg", picture("followthrough stats", stats_screen.screen(lessons(histories, desk.rulebook)))
        yield "doctor.svg", picture("followthrough doctor", _examined(Path(name)))


def _examined(folder: Path) -> list[Line]:
    """What `doctor` says of the demo's mailbox, as if it lay in its owner's home."""
    from agent.commands.doctor import findings

    found = list(findings(folder / "config.yaml", SystemClock().now(), writes=True))
    shown = [replace(f, text=f.text.replace(str(folder), "~/followthrough")) for f in found]
    return [*(item for f in shown for item in doctor_screen.finding(f)), Line(), doctor_screen.summary(shown)]


def picture(title: str, lines: Sequence[Line]) -> str:
    """A screen as an SVG by Rich, without its web font: a picture fetches nothing."""
    import io
    import re

    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(printed(lines, width=80, colour=True).rstrip("\n")))
    form = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title=title, code_format=form, unique_id=title.replace(" ", "-"))


def main() -> None:
    """Write what is asked for."""
    options = argparse.ArgumentParser(description="Write the golden screens and the pictures.")
    options.add_argument("--write", action="store_true", help="the golden files")
    options.add_argument("--pictures", action="store_true", help="docs/pictures/*.svg")
    chosen = options.parse_args()
    if chosen.write:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            for name, text in golden(Path(folder)):
                (GOLDEN / name).write_text(text, encoding="utf-8")
    if chosen.pictures:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, text in pictures():
            (PICTURES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
