"""Break one safeguard at a time, on purpose, and see that the tables turn red.

    python -m tests.system.mutations [--only NAME ...]

Each mutation is made in a copy of the tree; what has to notice it is run there. A mutation that nobody notices, or
that no longer fits the code, is a failure of this list.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TREES = ("agent", "providers", "rules", "tests", "docs", "pyproject.toml")
DOES_NOT_FIT = "DOES NOT FIT the code any more"
CRASH = ("-m", "tests.system.crash", "--mailbox", "memory", "--every", "2")


def table(name: str, words: str = "") -> tuple[str, ...]:
    """The tests of one table, or those of them with these words in their names."""
    return ("-m", "pytest", "-q", "-x", f"tests/system/{name}.py", *(["-k", words] if words else []))


@dataclass(frozen=True, slots=True)
class Mutation:
    """A safeguard taken out: `old` becomes `new` in `file`; `noticed_by` is how Python is run to notice it."""

    safeguard: str
    file: str
    old: str
    new: str
    noticed_by: tuple[str, ...]


MUTATIONS = (
    Mutation(
        "look before writing",
        "agent/perform.py",
        "found = self._provider.find_draft(draft.message_id)\n        if found is not None:\n            self._adopt",
        "found = None\n        if found is not None:\n            self._adopt",
        CRASH,
    ),
    Mutation(
        "a Message-ID that follows from thread, step and person",
        "agent/writing.py",
        'message_id=f"<{name}@{domain}>"',
        "message_id=f\"<{name}{__import__('uuid').uuid4()}@{domain}>\"",
        CRASH,
    ),
    Mutation(
        "messages and cursor kept in one decision",
        "agent/cycle.py",
        "        now = self.clock.now()\n        sent_copies =",
        "        now = self.clock.now()\n        with self.store.decision():\n"
        "            self.store.put_mailbox(replace(row, cursor=bytes(page.cursor)))\n        sent_copies =",
        CRASH,
    ),
    Mutation(
        "a decision that fails is taken back whole",
        "agent/store.py",
        'self._db.execute("ROLLBACK")',
        'self._db.execute("COMMIT")',
        table("test_bad_input", "full_disk_at_any_write"),
    ),
    Mutation(
        "what a mistake of ours broke is taken back alone",
        "agent/store.py",
        'self._db.execute("ROLLBACK TO attempt")',
        "pass",
        ("-m", "pytest", "-q", "-x", "tests/agent/test_engine_mistakes.py"),
    ),
    Mutation(
        "our own rewording is not taken for the owner's edit",
        "agent/cycle.py",
        "elif not draft.is_stale:",
        "else:",
        table("test_fault_table", "rewording"),
    ),
    Mutation(
        "wait as long as the service asks",
        "agent/health.py",
        "retry_at=max(error.retry_at, now)",
        "retry_at=now",
        table("test_fault_table", "429 or 403"),
    ),
    Mutation(
        "a refused sign-in pauses the mailbox",
        "agent/retry.py",
        "isinstance(error, SignInRequired) and attempts > 1",
        "False",
        table("test_fault_table"),
    ),
    Mutation(
        "health is cleared by a whole cycle, not by reading",
        "agent/cycle.py",
        "started_at=row.started_at or (now if done else None),",
        "started_at=row.started_at or (now if done else None), attempts=0, failing_since=None,",
        table("test_fault_table"),
    ),
    Mutation(
        "migrations are chosen under the lock",
        "agent/database.py",
        "if _version(db) < number:",
        "if True:",
        table("test_storage", "same_instant"),
    ),
    Mutation(
        "what is deleted is overwritten",
        "agent/database.py",
        "PRAGMA secure_delete = ON",
        "PRAGMA secure_delete = OFF",
        table("test_storage", "overwritten"),
    ),
    Mutation(
        "nine o'clock is the owner's, in summer as in winter",
        "rules/workdays.py",
        "wall = datetime.combine(day, clock.replace(fold=0), self.zone)",
        "wall = datetime.combine(day, clock.replace(fold=0), "
        "__import__('datetime').timezone(datetime(2026, 1, 15, tzinfo=self.zone).utcoffset()))",
        table("test_time", "night_of_change"),
    ),
    Mutation(
        "a name that is a link or markup greets nobody",
        "agent/salutation.py",
        'if _NO_PERSON.search(raw or ""):',
        "if False:",
        table("test_fuzz", "hostile"),
    ),
    Mutation(
        "a failed authentication raises a warning",
        "rules/impostors.py",
        "        *_forged(message),\n",
        "",
        table("test_impostor_table"),
    ),
    Mutation(
        "what a suspect mail says is not believed",
        "agent/intake.py",
        "if thread and incoming.is_suspect(thread, warnings):",
        "if False:",
        table("test_impostor_table"),
    ),
    Mutation(
        "one agent a data directory",
        "agent/daemon.py",
        "        lock.acquire()\n",
        "        pass\n",
        table("test_together", "second_agent"),
    ),
    Mutation(
        "of two drafts one gives way",
        "agent/perform.py",
        "            if ref and double:\n",
        "            if False:\n",
        table("test_together", "two_agents or of_two"),
    ),
    Mutation(
        "only the lower of two drafts gives way",
        "providers/interface.py",
        "found is not None and rank(found.id) > rank(ref.id)",
        "found is not None and rank(found.id) >= rank(ref.id)",
        table("test_together", "two_agents or of_two"),
    ),
    Mutation(
        "a draft that gave way to its double is not gone",
        "agent/cycle.py",
        "outcome = Outcome(Fate.EDITED, ref=double) if double else outcome",
        "pass",
        table("test_together", "of_two"),
    ),
    Mutation(
        "a draft is announced on the thread as it is now",
        "agent/perform.py",
        "draft is None or draft.status is not DraftStatus.PLANNED:\n                return None",
        "draft is None:\n                return None\n            draft = replace(draft, status=DraftStatus.PLANNED)",
        table("test_together", "closed"),
    ),
)


def is_noticed(mutation: Mutation) -> str:
    """ "noticed", or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="followthrough-mutation-") as folder:
        copy = Path(folder)
        for name in TREES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, copy / name)
        place = copy / mutation.file
        text = place.read_text(encoding="utf-8")
        if mutation.old not in text:
            return DOES_NOT_FIT
        place.write_text(text.replace(mutation.old, mutation.new, 1), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, *mutation.noticed_by], cwd=copy, capture_output=True, text=True, timeout=3600, check=False
        )
    if done.returncode == 1 and ("FAILED" in done.stdout or "came out different" in done.stdout):
        return "noticed"
    return f"NOT NOTICED (status {done.returncode}): {done.stdout[-300:]}{done.stderr[-300:]}"


def main() -> int:
    """Print which mutations were noticed; 1 if one was not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", default=[], help="words of safeguards")
    options = parser.parse_args()
    chosen = [m for m in MUTATIONS if not options.only or any(w in m.safeguard for w in options.only)]
    results = []
    for mutation in chosen:
        results.append(is_noticed(mutation))
        print(f"{mutation.safeguard:<60} {results[-1]}", flush=True)
    noticed = results.count("noticed")
    print(f"\n{noticed} of {len(results)} noticed")
    return 0 if noticed == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
