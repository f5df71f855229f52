"""A search lived beside a real mail program: the real agent and neomutt on one account of a real IMAP server.

    python -m tests.system.neomutt_life

neomutt edits, sends and deletes drafts that the agent placed; then the server is restarted and numbers all its mail
anew (another UIDVALIDITY), and neomutt goes on. Nothing may be lost, placed twice, or taken from the owner. Takes about
half a minute; needs Dovecot and neomutt, and says so where one is missing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from providers.headers import read_headers
from tests.providers.imap_driver import DRAFTS, INBOX, SENT, ImapMailbox
from tests.providers.servers import dovecot, neomutt
from tests.providers.servers.dovecot import PASSWORD, Dovecot
from tests.providers.servers.neomutt import ADDED, Neomutt
from tests.system.home import confirmation
from tests.system.test_imap import CONFIG, Running, running

POLL_SECONDS = 2
COMPANIES = ("Northwind", "Brightwater", "Fjordpay")


def main() -> None:
    if reason := dovecot.why_not() or neomutt.why_not():
        sys.stdout.write(f"skipped: {reason}\n")
        return
    server = Dovecot()
    server.start()
    box = ImapMailbox(server)
    try:
        with tempfile.TemporaryDirectory() as folder:
            _live(box, Path(folder))
    finally:
        box.close()
        server.remove()


def _live(box: ImapMailbox, folder: Path) -> None:
    program = Neomutt(folder / "neomutt", box.user, box.server.port)
    with running(_home(box, folder)) as agent:
        for number, company in enumerate(COMPANIES):
            _interview(box, agent, number, company)
        _edited_sent_deleted(box, agent, program)
        _numbered_anew(box)
        _interview(box, agent, 7, "Marlowfinch")
        _say("after a restart with another UIDVALIDITY a new draft was placed, and no old one again")
        program.sends_draft("Northwind")
        _expect(agent.tells("draft_sent")["company"] == "Northwind", "the draft edited before the restart was sent")
        program.edits_draft("Marlowfinch")
        _polls()
        _expect(_companies(box) == ["Marlowfinch"], "the draft edited after the restart is the owner's, and stays")
        program.deletes_draft("Marlowfinch")
        _expect(agent.tells("step_skipped")["company"] == "Marlowfinch", "deleted, and not placed again")
        _polls()
        _expect(box.drafts() == [] and agent.told("draft_placed") == [], "nothing came back")
        _expect(not [line for line in agent.log if "ERROR" in line], "no error was logged")


def _home(box: ImapMailbox, folder: Path) -> Path:
    (folder / "config.yaml").write_text(CONFIG.format(port=box.proxy.port, user=box.user, poll=f"{POLL_SECONDS}s"))
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o600)
    return folder


def _interview(box: ImapMailbox, agent: Running, number: int, company: str) -> None:
    box.deliver(confirmation(number, company))
    _expect(agent.tells("draft_placed")["company"] == company, f"a thank-you for {company} was placed")


def _edited_sent_deleted(box: ImapMailbox, agent: Running, program: Neomutt) -> None:
    program.edits_draft("Northwind")
    program.sends_draft("Brightwater")
    program.deletes_draft("Fjordpay")
    ended = {agent.tells("draft_sent")["company"], agent.tells("step_skipped")["company"]}
    _expect(ended == {"Brightwater", "Fjordpay"}, "one was sent and one deleted, and the agent knows which")
    _expect(len(list(program.sent.iterdir())) == len(box.client.uids(SENT)) == 1, "it left once, with a copy in Sent")
    _polls()
    _expect(_companies(box) == ["Northwind"], "the edited one lies in Drafts alone")
    _expect(ADDED.encode() in box.drafts()[0], "with the owner's words in it")


def _numbered_anew(box: ImapMailbox) -> None:
    box.client.close()
    box.server.stop()
    for name in (INBOX, SENT, DRAFTS):
        box.server.forget_uids(box.user, name)
    box.server.start()


def _companies(box: ImapMailbox) -> list[str]:
    return sorted(read_headers(mime).subject.rsplit(" ", 1)[-1].title() for mime in box.drafts())


def _polls() -> None:
    """Time for two polls more, in which nothing may happen."""
    time.sleep(2 * POLL_SECONDS + 1)


def _expect(is_so: bool, what: str) -> None:
    if not is_so:
        sys.exit(f"NOT SO: {what}")
    _say(what)


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")


if __name__ == "__main__":
    main()
