"""What an IMAP mailbox costs, against a real Dovecot: being told of new mail, idling, and the first look-back.

    python benchmarks/imap.py [MESSAGES]

Makes an inbox of 10,000 messages (100,000 take some minutes), a tenth of it younger than the look-back of 30 days, and
a twentieth of that about interviews. Prints the time from the delivery of a mail to the agent's `message_read`, the
commands of an idle hour, and commands, bytes and time of the look-back beside those of fetching every header once.
Needs Dovecot (tests/providers/servers/dovecot.py) and the installed program.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from providers.imap.listening import REISSUE_SECONDS, Ear
from providers.interface import Cursor, Interest
from tests.providers.imap_driver import INBOX, ImapMailbox
from tests.providers.servers.dovecot import Dovecot, why_not
from tests.system.home import confirmation
from tests.system.test_imap import CONFIG, PASSWORD, Running, listens, wait_until

CHILD = Path(__file__).with_name("imap_reading.py")
DELIVERIES = 9
POLLS_AN_HOUR = 30
"""At the default of one every two minutes."""
DAY_SECONDS = 86400
YOUNG_SHARE, WANTED_SHARE = 10, 20
NOISE = "".join(f"X-Trace-{number}: {'0123456789abcdef' * 6}\r\n" for number in range(20))
"""Real headers hold some 3 kB of routes, signatures and verdicts."""
BODY = "We will be in touch about everything that is new in our shop.\r\n" * 40


def main(count: int) -> None:
    if reason := why_not():
        sys.exit(reason)
    server = Dovecot()
    server.start()
    try:
        _report_push(ImapMailbox(server))
        _report_idle_hour(ImapMailbox(server))
        _report_look_back(ImapMailbox(server), count)
    finally:
        server.remove()


def _report_push(box: ImapMailbox) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config.yaml").write_text(CONFIG.format(port=box.proxy.port, user=box.user, poll="1h"))
        (home / "password").write_text(PASSWORD)
        (home / "password").chmod(0o600)
        agent = Running(home)
        wait_until(lambda: listens(box))
        times = [_time_to_read(box, agent, number) for number in range(DELIVERIES)]
        status = Path(f"/proc/{agent.process.pid}/status").read_text()
        agent.stop()
    box.close()
    print(f"from delivery to message_read: median {statistics.median(times):.2f} s, worst {max(times):.2f} s")
    print(f"the whole agent, after {DELIVERIES} mails: peak {int(status.split('VmHWM:')[1].split()[0]) // 1024} MB")


def _time_to_read(box: ImapMailbox, agent: Running, number: int) -> float:
    time.sleep(1.0)
    mime = confirmation(number, f"Northwind{number}")
    begun = time.perf_counter()
    box.server.deliver(box.user, mime)
    agent.tells("message_read")
    return time.perf_counter() - begun


def _report_idle_hour(box: ImapMailbox) -> None:
    provider, now = box.open(), [0.0]
    ear = Ear(box.session(), INBOX, lambda: now[0])
    while ear.wait(0.05):
        pass
    since = datetime.now(UTC) - timedelta(days=30)
    cursor: Cursor | None = None
    for _ in range(2):
        cursor = provider.changes(cursor, since, Interest()).cursor
    box.proxy.sent.clear()
    for _ in range(POLLS_AN_HOUR):
        cursor = provider.changes(cursor, since, Interest()).cursor
    while now[0] < 3600:
        now[0] += REISSUE_SECONDS / 18
        ear.wait(0.01)
    names = Counter(_commands(b"".join(box.proxy.sent)))
    box.close()
    print(f"an idle hour: {sum(names.values())} commands ({', '.join(f'{n} {c}' for n, c in names.most_common())})")


def _commands(sent: bytes) -> list[str]:
    return [name.decode() for name in re.findall(rb"^(?:[A-Z]+\d+ )?(UID [A-Z]+|DONE|[A-Z]{4,})", sent, re.MULTILINE)]


def _report_look_back(box: ImapMailbox, count: int) -> None:
    box.client.uids(INBOX)
    _fill(box, count)
    box.client.uids(INBOX)  # Dovecot's own first look at so many files is not ours to count
    headers = _in_a_process(box, "headers", count)
    look = _in_a_process(box, "look", count)
    box.close()
    print(f"{'':<26}{'commands':>10}{'MB':>8}{'seconds':>9}{'messages':>10}{'peak MB':>9}")
    for name, row in (("every header once", headers), ("first look-back", look)):
        print(f"{name:<26}{row[0]:>10}{row[1] / 1e6:>8.1f}{row[2]:>9.2f}{row[3]:>10}{row[4]:>9}")
    print(f"look-back / every header: {look[1] / headers[1]:.3f} of the bytes, {look[2] / headers[2]:.3f} of the time")


def _fill(box: ImapMailbox, count: int) -> None:
    directory, now = box.home() / "Maildir" / "cur", time.time()
    owner = directory.stat()
    for number in range(count):
        is_young = number % YOUNG_SHARE == 0
        at = now - (number % 25 + 1) * DAY_SECONDS if is_young else now - (60 + number % 900) * DAY_SECONDS
        mime = _mail(number, at, is_wanted=number % (YOUNG_SHARE * WANTED_SHARE) == 0)
        path = directory / f"{1_700_000_000 + number}.M{number}P1.host,S={len(mime)},W={len(mime)}:2,S"
        path.write_bytes(mime)
        os.utime(path, (at, at))
        os.chown(path, owner.st_uid, owner.st_gid)


def _mail(number: int, at: float, *, is_wanted: bool) -> bytes:
    sender, subject = ("news@shop.example", "Everything new") if not is_wanted else ("priya@finch.example", "Interview")
    mass = "" if is_wanted else "List-Unsubscribe: <https://shop.example/u>\r\nPrecedence: bulk\r\n"
    when = datetime.fromtimestamp(at, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    head = f"From: {sender}\r\nTo: jordan@mail.example\r\nSubject: {subject}\r\nDate: {when}\r\n{mass}{NOISE}"
    return f"{head}Message-ID: <{number}@bench.example>\r\n\r\n{BODY}".encode()


def _in_a_process(box: ImapMailbox, what: str, count: int) -> tuple[int, int, float, int, int]:
    """Commands, bytes, seconds, messages and peak memory of a fresh process that does it over the counted line."""
    box.proxy.sent.clear()
    before = box.proxy.received_bytes
    done = subprocess.run(
        [sys.executable, CHILD, what, box.user, str(box.proxy.port)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    seconds, messages, peak = done.stdout.split()
    commands = _commands(b"".join(box.proxy.sent))
    return len(commands), box.proxy.received_bytes - before, float(seconds), int(messages), int(peak)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
