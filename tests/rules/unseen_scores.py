"""How well mail is read that its rules were never written from: aggregate figures only, with 95 % intervals.

    python -m tests.rules.unseen_scores [--json]

It prints no message and no error, so that running it teaches nothing about single messages.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from agent.judging import Judged, judge
from providers.interface import Folder, MessageKey, RawMessage
from rules.reading import Intent, Owner, Person, Reading

DATA = Path(__file__).parents[1] / "data"
OWNER = "jordan.ellis@mailbox.example"
IGNORED = {"application_received", "recruiter_outreach", "unrelated"}
HARMFUL_FOR_A_TIME = IGNORED | {"auto_reply", "delivery_failure", "rejection", "interview_cancelled"}
UNNAMED = ("unrelated", "recruiter_outreach")
UNCONTACTED = (*UNNAMED, "auto_reply", "delivery_failure", "application_received")


def eml(row: dict[str, Any]) -> bytes:
    """A compact row as the mail it stands for."""
    mail = EmailMessage(policy=policy.SMTP)
    at = datetime.fromisoformat(row["date"])
    headers = {"From": row["from"], "To": f"Jordan Ellis <{OWNER}>", "Reply-To": row.get("reply_to")}
    headers |= {
        "Subject": row.get("subject"),
        "Date": format_datetime(at),
        "Message-ID": f"<{row['id']}@unseen.example>",
    }
    for name, value in {**headers, **row.get("headers", {})}.items():
        if value and name not in mail:
            mail[name] = str(value).replace("\n", " ")
    text, html, ics = row.get("text") or "", row.get("html"), row.get("ics")
    if text or not (html or ics):
        mail.set_content(text)
    elif html:
        mail.set_content(html, subtype="html")
        html = None
    if html:
        mail.add_alternative(html, subtype="html")
    if ics:
        method = next((line[7:].strip() for line in ics.splitlines() if line.startswith("METHOD:")), "REQUEST")
        add = mail.add_alternative if text or row.get("html") else mail.set_content
        add("\r\n".join(ics.splitlines()) + "\r\n", subtype="calendar", params={"method": method})
    return mail.as_bytes()


ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Europe/London", "Europe/Paris"),
    *("Europe/Athens", "Asia/Kolkata", "Australia/Sydney", "Pacific/Auckland", "America/Halifax", "America/Sao_Paulo"),
)


def owner_of(row: dict[str, Any]) -> Owner:
    """The owner's zone is a common one that has the offset of the mail's date on that date, summer time included."""
    at = datetime.fromisoformat(row["date"])
    fixed = f"UTC{at.isoformat()[-6:]}"
    zone = next((name for name in ZONES if at.astimezone(ZoneInfo(name)).utcoffset() == at.utcoffset()), fixed)
    return Owner("Jordan Ellis", frozenset({OWNER}), zone)


@dataclass
class Scores:
    """Counts of one set."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    sure: Counter[str] = field(default_factory=Counter)
    critical: int = 0
    people: Counter[str] = field(default_factory=Counter)
    promises: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, is_right: bool) -> None:
        """One comparison."""
        self.of[name] += 1
        self.right[name] += is_right

    @property
    def macro_f1(self) -> float:
        """Over the intents that occur."""
        names = {truth for truth, _ in self.confusion}
        return sum(_f1(self._counts(name)) for name in names) / max(1, len(names))

    def _counts(self, name: str) -> Counter[str]:
        hit = self.confusion[name, name]
        missed = sum(n for (t, _), n in self.confusion.items() if t == name) - hit
        wrong = sum(n for (_, g), n in self.confusion.items() if g == name) - hit
        return Counter(tp=hit, fn=missed, fp=wrong)

    def lines(self) -> Iterator[str]:
        """The table."""
        yield f"intent macro-F1      {self.macro_f1:.3f}"
        for name in sorted(self.of):
            low, high = interval(self.right[name], self.of[name])
            share = self.right[name] / self.of[name]
            yield f"{name:20} {share:.3f}  ({low:.3f} to {high:.3f}, of {self.of[name]})"
        yield f"critical errors      {self.critical}"
        yield f"interviewers F1      {_f1(self.people):.3f}"
        yield f"decision_by F1       {_f1(self.promises):.3f}"


def score(rows: list[dict[str, Any]]) -> Scores:
    """Compare as tests/data/check/score_corpus.py does."""
    scores, norms = Scores(), comparisons()
    for row in rows:
        judged = judge(RawMessage(MessageKey(row["id"]), Folder.INBOX, eml(row)), owner_of(row))
        assert isinstance(judged, Judged), judged.what  # never the message: it is to stay unseen
        assert judged.reading
        _compare(scores, row, judged.reading, norms)
    return scores


def _compare(scores: Scores, row: dict[str, Any], got: Reading, norms: ModuleType) -> None:
    truth, guess = row["intent"], got.intent.value
    scores.confusion[truth, guess] += 1
    scores.note("intent", truth == guess)
    scores.note("sure", got.sure)
    if got.sure:
        scores.note("right when sure", truth == guess or {truth, guess} <= IGNORED)
        scores.critical += _is_critical(truth, got.intent)
    if row.get("company") and truth not in UNNAMED:
        a, b = (norms.norm(c) and norms.norm(c).replace(" ", "") for c in (row["company"], got.company))
        scores.note("company", bool(b) and (a == b or (len(b) > 3 and (a in b or b in a))))
    if row.get("role") and truth not in UNNAMED:
        scores.note("role", norms.norm(row["role"]) == norms.norm(got.role))
    if row.get("start"):
        found = got.interview
        scores.note("start", bool(found) and norms.instant(row["start"]) == norms.instant(found.start.isoformat()))
        if row.get("end"):
            end = found.end.isoformat() if found and found.end else None
            scores.note("end", norms.instant(row["end"]) == norms.instant(end))
        _count(scores.people, {_name(n, norms) for n in row["interviewers"]}, _people(got, norms))
    dates = [{d} if d else set() for d in (row.get("decision_by"), got.decision_by and got.decision_by.isoformat())]
    _count(scores.promises, *dates)


def _is_critical(truth: str, guess: Intent) -> bool:
    if guess in (Intent.REJECTION, Intent.OFFER):
        return truth != guess.value
    return guess in (Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED) and truth in HARMFUL_FOR_A_TIME


def _count(counts: Counter[str], truth: set[str], guess: set[str]) -> None:
    counts.update(tp=len(truth & guess), fn=len(truth - guess), fp=len(guess - truth))


def _people(got: Reading, norms: ModuleType) -> set[str]:
    people: tuple[Person, ...] = got.interview.interviewers if got.interview else ()
    return {_name(p.name, norms) for p in people if p.name}


def _name(name: str, norms: ModuleType) -> str:
    return str(norms.norm(norms.TITLE.sub("", name)))


def _f1(counts: Counter[str]) -> float:
    total = 2 * counts["tp"] + counts["fp"] + counts["fn"]
    return 2 * counts["tp"] / total if total else 1.0


def interval(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def comparisons() -> ModuleType:
    spec = spec_from_file_location("score_corpus", DATA / "check" / "score_corpus.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sets() -> dict[str, list[dict[str, Any]]]:
    """The unseen sets by name."""
    return {
        file.stem: [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        for file in sorted((DATA / "unseen").glob("*.jsonl"))
    }


def main() -> None:
    """Print each set's table, then all together and the confusion by intent."""
    together: list[dict[str, Any]] = []
    for name, rows in sets().items():
        together += rows
        print(f"== {name}", *score(rows).lines(), sep="\n")
    everything = score(together)
    print("== all", *everything.lines(), sep="\n")
    print("== truth → reading (wrong ones)")
    wrong: dict[str, list[str]] = defaultdict(list)
    for (truth, guess), count in everything.confusion.most_common():
        if truth != guess:
            wrong[truth].append(f"{guess} {count}")
    for truth, guesses in sorted(wrong.items()):
        print(f"{truth}: {', '.join(guesses)}")


if __name__ == "__main__":
    sys.exit(main())
