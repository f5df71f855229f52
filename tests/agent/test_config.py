"""Reading the configuration: strict, all problems at once, each with its place and its cure."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from agent import config
from agent.config import Config
from agent.errors import ConfigError, FollowthroughError, Problem, StateError
from rules.pacing import Step, Subject, Wait, WaitUnit, pacing_for
from rules.reading import Stage

ME = """\
me:
  name: Jordan Ellis
  addresses: [Jordan@Mail.example]
  timezone: America/New_York
"""


def parsed(text: str, **options: object) -> Config:
    return config.parse(ME + text, **options)  # type: ignore[arg-type]


def problems(text: str, **options: object) -> list[str]:
    """What is wrong with a whole file, a line each."""
    with pytest.raises(ConfigError) as caught:
        config.parse(text, **options)  # type: ignore[arg-type]
    return [str(problem) for problem in caught.value.problems]


def problem(text: str, **options: object) -> str:
    """The only thing wrong with a file whose `me` is right; lines are counted below it."""
    (only,) = problems(ME + text, **options)
    name, line, rest = only.split(":", 2)
    return f"{name}:{int(line) - 4}:{rest}"


class TestReading:
    def test_the_least_configuration_is_a_me(self) -> None:
        found = parsed("")

        assert (found.look_back, found.poll) == (timedelta(days=30), timedelta(minutes=2))
        assert found.pacing.preset == "balanced"
        assert (found.limits.drafts_a_day, found.limits.catch_up_a_day) == (10, 3)
        assert found.data_dir == Path.home() / ".local/share/followthrough"
        assert found.mailboxes == ()

    def test_addresses_are_compared_without_case(self) -> None:
        assert parsed("").me.owner.addresses == {"jordan@mail.example"}

    def test_the_owner_and_their_calendar_are_ready_to_use(self) -> None:
        me = parsed("  country: de\n  region: DE-BY").me

        assert (me.owner.country, me.calendar.region) == ("DE", "BY")
        assert me.calendar.timezone == "America/New_York"

    def test_all_mailboxes_of_the_contract_are_accepted(self) -> None:
        found = parsed("""\
mailboxes:
  - {name: local,    provider: maildir, path: ~/Mail, folders: {inbox: ., sent: .Sent, drafts: .Drafts}}
  - {name: gmail,    provider: gmail,   address: a@b.example, credentials_file: c.json, token_file: t.json,
     token_command: tok, api_endpoint: "http://127.0.0.1:1"}
  - {name: outlook,  provider: outlook, address: a@b.example, client_id: x, tenant: common, cloud: global,
     token_cache: t.json, token_command: tok, graph_endpoint: "https://g.example", authority: "https://l.example"}
  - {name: icloud,   provider: imap,    address: a@b.example, host: h.example, port: 993, tls: true, username: u,
     password_command: pass, password_file: p, password_env: P}
""")

        assert [mailbox.provider for mailbox in found.mailboxes] == ["maildir", "gmail", "outlook", "imap"]

    def test_a_mailbox_gives_its_adapter_only_what_is_known(self, tmp_path: Path) -> None:
        text = "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h.example, password_env: P}\n"

        (mailbox,) = parsed(text, folder=tmp_path).mailboxes

        assert mailbox.settings() == {
            "address": "a@b.example",
            "host": "h.example",
            "port": 993,
            "tls": True,
            "starttls": False,
            "password_env": "P",
        }

    def test_relative_paths_begin_beside_the_file_and_the_tilde_is_home(self, tmp_path: Path) -> None:
        text = "data_dir: state\nmailboxes:\n  - {name: x, provider: maildir, path: ~/Mail}\n"

        found = parsed(text, folder=tmp_path)

        assert found.data_dir == tmp_path / "state"
        assert found.mailboxes[0].settings()["path"] == Path.home() / "Mail"

    def test_a_key_without_a_value_counts_as_not_given(self) -> None:
        assert parsed("poll:\npacing:\n  #nudge: 3d\nlook_back: ~\n") == parsed("")

    @pytest.mark.parametrize("code", ["NO", "no", '"NO"'])
    def test_norway_is_a_country(self, code: str) -> None:
        assert parsed(f"  country: {code}").me.country == "NO"

    def test_a_time_of_day_is_no_number(self) -> None:
        """YAML 1.1 would make 630 of it."""
        assert parsed("pacing: {due_time: 10:30}").pacing.given() == {"due_time": time(10, 30)}

    def test_a_phone_number_stays_as_it_is_written(self) -> None:
        assert parsed("  phone: +12125550147").me.phone == "+12125550147"

    def test_a_command_is_a_shell_line_or_a_list(self) -> None:
        mailbox = "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h, password_command: %s}"
        line, arguments = parsed(mailbox % "'pass a | head -1'"), parsed(mailbox % "[pass, a b]")

        assert line.mailboxes[0].settings()["password_command"] == ("/bin/sh", "-c", "pass a | head -1")
        assert arguments.mailboxes[0].settings()["password_command"] == ("pass", "a b")

    def test_aliases_save_writing(self) -> None:
        found = parsed("companies:\n  A: &big {size: large}\n  B: *big\n")

        assert found.companies["B"].size == "large"

    def test_the_configuration_cannot_be_changed(self) -> None:
        with pytest.raises(ValueError, match="frozen"):
            parsed("").poll = timedelta()

    def test_commands_are_not_shown(self) -> None:
        found = parsed("mailboxes:\n  - {name: x, provider: gmail, address: a@b.example, token_command: echo s3cret}")

        assert "s3cret" not in repr(found) + str(found)


class TestPacing:
    def pacing(self, text: str, subject: Subject = Subject()) -> dict[str, tuple[str, str]]:  # noqa: B008 - frozen
        section = parsed(text).pacing
        found = pacing_for(section.preset, section.as_rules(), subject)
        return {step: (str(found.wait_for(step)), found.sources[step]) for step in (Step.CHECK_IN, Step.NUDGE)}

    def test_the_owners_numbers_outrank_the_preset_and_its_stages(self) -> None:
        found = self.pacing("pacing: {preset: patient, check_in: 6bd}", Subject(stage=Stage.SCREEN))

        assert found == {
            Step.CHECK_IN: ("6 business days", "your own numbers"),
            Step.NUDGE: ("10 days", "preset patient"),
        }

    def test_the_owners_rules_outrank_their_numbers(self) -> None:
        """B24."""
        text = """\
pacing:
  check_in: 6bd
  rules:
    - match: {stage: final, company: Northwind}
      steps: {check_in: 3 business days}
    - {name: All finals, match: {stage: Final}, steps: {check_in: 2d, nudge: 4d}}
"""
        found = self.pacing(text, Subject(company="Northwind", stage=Stage.FINAL))

        assert found == {
            Step.CHECK_IN: ("3 business days", "rule for company Northwind, stage final"),
            Step.NUDGE: ("4 days", "All finals"),
        }

    def test_never_switches_the_call_off(self) -> None:
        section = parsed("pacing: {preset: seventy-two-hours, suggest_call_after: never}").pacing

        assert pacing_for(section.preset, section.as_rules(), Subject()).suggest_call_after_days is None

    def test_what_is_not_given_overrides_nothing(self) -> None:
        assert parsed("pacing: {preset: prompt}").pacing.as_rules() == ()

    def test_every_kind_of_number_is_read(self) -> None:
        given = parsed("pacing: {thank_you: 90m, min_gap: 1w, days: 'tue, thu', default_length: 1h}").pacing.given()

        assert given == {
            "thank_you": Wait(90, WaitUnit.MINUTES),
            "min_gap": 7,
            "days": frozenset({1, 3}),
            "default_length": timedelta(hours=1),
        }


class TestProblems:
    @pytest.mark.parametrize(
        ("zone", "meant"),
        [("EST", "America/New_York"), ("mst", "America/Denver, or America/Phoenix in Arizona")],
    )
    def test_a_zone_that_knows_no_summer_time_is_asked_after(self, zone: str, meant: str) -> None:
        """The tables take "EST" for standard time all year: each draft would be an hour off from March to November."""
        text = f"me: {{name: Jordan Ellis, addresses: [jordan@mail.example], timezone: {zone}}}\n"

        assert problems(text) == [
            f"config.yaml:1:70: me.timezone: {zone!r} would be standard time in summer, too. Write {meant}."
        ]

    def test_all_problems_are_told_at_once_in_the_order_of_the_file(self) -> None:
        found = problems("""\
me:
  name: Jordan
  addresses: [nonsense]
  timezone: New York
pol: 2m
pacing:
  preset: balancd
  rules:
    - match: {stage: finl}
      steps: {check_inn: 3d}
mailboxes:
  - {name: x, provider: gmial}
""")

        assert found == [
            "config.yaml:3:15: me.addresses[0]: 'nonsense' is no mail address. "
            "Write only the address, like jordan@mail.example.",
            "config.yaml:4:13: me.timezone: 'New York' is no IANA time zone. "
            "Write it like America/New_York. Did you mean 'America/New_York'?",
            "config.yaml:5:1: pol: there is no such key. Did you mean 'poll'?",
            "config.yaml:7:11: pacing.preset: 'balancd' is not one of balanced, seventy-two-hours, mid-week, prompt, "
            "employer-led, patient. Did you mean 'balanced'?",
            "config.yaml:9:22: pacing.rules[0].match.stage: 'finl' is not one of final, onsite, panel, "
            "hiring_manager, technical, screen, other. Did you mean 'final'?",
            "config.yaml:10:15: pacing.rules[0].steps.check_inn: there is no such key. Did you mean 'check_in'?",
            "config.yaml:12:25: mailboxes[0].provider: 'gmial' is not one of maildir, gmail, outlook, imap. "
            "Did you mean 'gmail'?",
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("poll: 2", "1:7: poll: '2' is no duration. Write it like 90s, 2m, 3h, 5d or 3 business days."),
            ("poll: 0s", "1:7: poll: '0s' is no time at all. Write it like 90s, 2m, 3h or 5d."),
            ("poll: [2m]", "1:7: poll: must be a single value, not a list or a mapping."),
            ("look_back: 3bd", "1:12: look_back: business days have no fixed length. Write it like 90s, 2m, 3h or 5d."),
            ("pacing: {min_gap: 3bd}", "1:19: pacing.min_gap: '3bd' must be calendar days, like 7d."),
            ("pacing: {days: [sat]}", "1:16: pacing.days: name at least one day from mon to fri."),
            ("pacing: {days: {}}", "1:16: pacing.days: must be a list of weekdays, like [tue, wed, thu]."),
            ("pacing: {hours: 9-5}", "1:17: pacing.hours: '9-5' is no window. Write it like 08:00-18:00."),
            ("pacing: {due_time: 25:00}", "1:20: pacing.due_time: '25:00' is no time of day. Write it like 09:00."),
            (
                "pacing: {thank_you: 4h, thank_you_deadline: 4h}",
                "1:45: pacing.thank_you_deadline: must be longer than thank_you, which is 4 hours.",
            ),
            ("pacing: 3d", "1:9: pacing: must hold `key: value` lines."),
            ("pacing: {rules: {}}", "1:17: pacing.rules: must be a list, like "
             "[{match: {stage: final}, steps: {check_in: 3 business days}}]."),
            (
                "pacing:\n  rules:\n    - steps: {nudge: 3d}",
                "3:7: pacing.rules[0].match: is missing. Write it like `match: {stage: final}`.",
            ),
            (
                "pacing:\n  rules:\n    - {match: {}, steps: {nudge: 3d}}",
                "3:15: pacing.rules[0].match: names nothing to match. "
                "Give company, domain, role, stage, industry or size.",
            ),
            ("mailboxes: [x]", "1:13: mailboxes[0]: must hold `key: value` lines."),
            (
                "mailboxes:\n  - {name: x}",
                "2:5: mailboxes[0].provider: is missing. Write it like `provider: gmail`.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: maildir}",
                "2:5: mailboxes[0].path: is missing. Write it like `path: ~/Mail`.",
            ),
            (
                "mailboxes:\n  - {name: x y, provider: maildir, path: p}",
                "2:12: mailboxes[0].name: 'x y' is no name. "
                "Use up to 40 letters, digits, dots, dashes or underscores.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: maildir, path: a}\n  - {name: x, provider: maildir, path: b}",
                "2:3: mailboxes: two mailboxes are called 'x'. Give each its own name.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h}",
                "2:5: mailboxes[0]: gives no way to sign in. Add password_command, password_file, "
                "password_env, password_keyring or token_command.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: outlook, address: a@b.example, client_id: x, cloud: globl}",
                "2:77: mailboxes[0].cloud: 'globl' is not one of global, usgov, usgov-dod, china. "
                "Did you mean 'global'?",
            ),
            (
                "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, password_env: P}",
                "2:5: mailboxes[0]: names no server. Add host: your mail service's help has its name.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h, password_env: P, tls: false}",
                "2:5: mailboxes[0]: would send the password unencrypted, which is done on this machine only. "
                "Remove tls: false.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h, password_env: P, port: 0}",
                "2:85: mailboxes[0].port: must be at least 1.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h, password_env: P, tls: maybe}",
                "2:84: mailboxes[0].tls: 'maybe' is neither true nor false. Write it like true.",
            ),
            (
                "mailboxes:\n  - {name: x, provider: gmail, address: a@b.example, token_command: []}",
                "2:69: mailboxes[0].token_command: must be a command line, or a list of a program and its arguments.",
            ),
            ("limits: {drafts_a_day: many}", "1:24: limits.drafts_a_day: 'many' is no whole number. Write it like 10."),
            ("reading: {threshold: 2}", "1:22: reading.threshold: must be at most 1."),
            ("reading: {threshold: high}", "1:22: reading.threshold: 'high' is no number. Write it like 0.8."),
            (
                "drafting: {tone: formel}",
                "1:18: drafting.tone: 'formel' is not one of warm, neutral, formal, brief. Did you mean 'formal'?",
            ),
            (
                "companies: {Northwind: {industri: x}}",
                "1:25: companies.Northwind.industri: there is no such key. Did you mean 'industry'?",
            ),
            ("timezone: UTC", "1:1: timezone: there is no such key here. It belongs under `me:`."),
            ("qqq: 1", "1:1: qqq: there is no such key. Known here: me, data_dir, look_back, poll, away, pacing, "
             "drafting, reading, companies, limits, notifications, calendar_file, mailboxes."),
            ("poll: 2m\npoll: 3m", "2:1: poll: given twice, first in line 5. Keep one."),
            (r'poll: "\ud83d"', "1:7: poll: half a surrogate pair is no text. Write the letter itself."),
            (r'"\ud83d": x', "1:1: half a surrogate pair is no text. Write the letter itself."),
            (r'"\e[2J": x', r"1:1: '\x1b[2J': there is no such key. Known here: me, data_dir, look_back, poll, away, "
             "pacing, drafting, reading, companies, limits, notifications, calendar_file, mailboxes."),
            ("poll: !secret 2m", "1:7: poll: the tag !secret means nothing here. Remove it."),
        ],
    )  # fmt: skip
    def test_a_problem_says_where_it_is_and_what_to_write(self, text: str, expected: str) -> None:
        assert problem(text) == f"config.yaml:{expected}"

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("country: UK", "5:12: me.country: 'UK' is no ISO 3166 country code. Write it like US, GB or DE. "
             "Did you mean 'GB'?"),
            ("country: Germny", "5:12: me.country: 'Germny' is no ISO 3166 country code. Write it like US, GB or DE. "
             "Did you mean 'DE'?"),
            ("country: xx", "5:12: me.country: 'xx' is no ISO 3166 country code. Write it like US, GB or DE."),
            ("region: BY", "5:11: me.region: 'BY' is no region of None. Known are: none."),
            ("link: jordan.example", "5:9: me.link: 'jordan.example' is no web address. Write it with https://."),
            ('phone: ""', "5:10: me.phone: must not be empty."),
            (r'phone: "\e[31m"', "5:10: me.phone: must not hold control characters."),
        ],
    )  # fmt: skip
    def test_facts_about_the_owner_are_checked(self, line: str, expected: str) -> None:
        assert problems(f"{ME}  {line}") == [f"config.yaml:{expected}"]

    def test_an_owner_without_addresses_is_nobody(self) -> None:
        text = ME.replace("[Jordan@Mail.example]", "[]")

        assert problems(text) == [
            "config.yaml:3:14: me.addresses: must not be empty. Write it like [jordan@mail.example]."
        ]

    def test_a_missing_me_is_told_with_how_to_begin(self) -> None:
        assert problems("") == ["config.yaml:1:1: me: is missing. Add `me:`."]

    def test_a_password_in_the_file_is_refused_and_never_repeated(self) -> None:
        mailbox = "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h, password: hunter2}"

        (found,) = problems(ME + mailbox)

        assert "passwords do not belong in this file. Use password_command" in found
        assert "hunter2" not in found

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("me: [", "config.yaml:1:6: this is not YAML: "),
            ("me:\n\tname: x", "config.yaml:2:1: this is not YAML: "),
            ("- me", "config.yaml:1:1: the file must hold `key: value` lines, like `me:`."),
            ("me", "config.yaml:1:1: the file must hold `key: value` lines, like `me:`."),
            ("\x00", "config.yaml:1:1: this is not YAML: "),
            ("a: &a [*a]", "config.yaml:1:4: a[0]: this alias contains itself."),
            ("[" * 1100, "config.yaml:1:1: this is nested too deep for a configuration."),
            ("? [a]\n: b", "config.yaml:1:3: a key must be a word."),
        ],
    )
    def test_what_is_no_yaml_mapping_is_refused_with_its_place(self, text: str, expected: str) -> None:
        assert any(found.startswith(expected) for found in problems(text))

    def test_aliases_of_aliases_are_stopped_in_time(self) -> None:
        bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefghi")
        )

        assert problems(bomb)[-1].endswith("this is far too much for a configuration.")

    def test_the_exit_status_tells_wrong_configuration_from_failure(self) -> None:
        assert ConfigError([]).exit_status == 2
        assert (FollowthroughError("x").exit_status, StateError("x").exit_status) == (1, 1)
        assert str(StateError("It is locked.", next_step="Stop the other one.")) == "It is locked. Stop the other one."

    def test_a_problem_without_a_place_names_the_file(self) -> None:
        assert str(Problem("c.yaml", 0, 0, "", "not found.")) == "c.yaml: not found."


class TestFile:
    def written(self, folder: Path, text: str = ME, mode: int = 0o600) -> Path:
        path = folder / "config.yaml"
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def test_a_file_is_read_with_its_own_folder_and_name(self, tmp_path: Path) -> None:
        found = config.load(self.written(tmp_path, f"{ME}data_dir: here"))

        assert found.data_dir == tmp_path / "here"

    def test_problems_name_the_file(self, tmp_path: Path) -> None:
        path = self.written(tmp_path, "x: 1")

        with pytest.raises(ConfigError, match="no such key") as caught:
            config.load(path)
        assert caught.value.problems[0].file == str(path)

    def test_a_file_that_is_not_there_says_how_to_make_one(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read: no such file") as caught:
            config.load(tmp_path / "config.yaml")
        assert caught.value.next_step == "Write one with: followthrough init"

    def test_a_file_in_another_encoding_is_refused_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "config.yaml"
        path.write_bytes(b"me:\n  name: J\xf6rg\n")

        with pytest.raises(ConfigError, match=r":2:1: this is not UTF-8"):
            config.load(path)

    def test_a_byte_order_mark_does_no_harm(self, tmp_path: Path) -> None:
        assert config.load(self.written(tmp_path, "\ufeff" + ME)).me.name == "Jordan Ellis"

    @pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
    def test_a_file_that_others_can_write_must_not_run_commands(self, tmp_path: Path, mode: int) -> None:
        text = f"{ME}mailboxes:\n  - {{name: x, provider: gmail, address: a@b.example, token_command: echo}}\n"

        with pytest.raises(ConfigError, match=r":6:54: mailboxes\[0\]\.token_command: .* chmod go-w"):
            config.load(self.written(tmp_path, text, mode))

    def test_it_may_be_writable_by_others_if_it_runs_nothing(self, tmp_path: Path) -> None:
        assert config.load(self.written(tmp_path, mode=0o666)).me.name == "Jordan Ellis"

    def test_the_commands_of_a_private_file_are_welcome(self, tmp_path: Path) -> None:
        text = f"{ME}mailboxes:\n  - {{name: x, provider: gmail, address: a@b.example, token_command: echo}}\n"

        assert len(config.load(self.written(tmp_path, text, 0o644)).mailboxes) == 1


class TestFinding:
    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
        monkeypatch.delenv("FOLLOWTHROUGH_CONFIG", raising=False)

    def test_the_current_folder_comes_before_the_home(self, tmp_path: Path) -> None:
        at_home = tmp_path / "xdg" / "followthrough" / "config.yaml"
        at_home.parent.mkdir(parents=True)
        at_home.touch()

        assert config.find() == at_home
        (tmp_path / "config.yaml").touch()
        assert config.find() == Path("config.yaml")

    def test_the_named_file_is_the_only_one_looked_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "config.yaml").touch()
        monkeypatch.setenv("FOLLOWTHROUGH_CONFIG", str(tmp_path / "other.yaml"))

        with pytest.raises(ConfigError, match=r"Looked for .*other\.yaml\."):
            config.find()

    def test_without_any_file_all_places_are_told(self) -> None:
        with pytest.raises(ConfigError, match=r"Looked for config\.yaml, .*/config/config\.yaml"):
            config.find()


class TestHtmlBesideTheText:
    """B32: an HTML alternative where the compose window expects it."""

    @pytest.mark.parametrize(
        ("mailbox", "wanted"),
        [
            ("provider: gmail, address: a@b.example, token_file: t.json", True),
            ("provider: maildir, path: Mail", False),
            ("provider: outlook, address: a@b.example, client_id: x", False),
            ("provider: imap, address: a@fastmail.com, password_env: P", True),
            ("provider: imap, address: a@b.example, host: imap.fastmail.com, password_env: P", True),
            ("provider: imap, address: a@fastmail.com, host: mail.b.example, password_env: P", False),
            ("provider: imap, address: a@fastmail.com, password_env: P, html_drafts: false", False),
            ("provider: imap, address: a@b.example, host: mail.b.example, password_env: P, html_drafts: true", True),
        ],
    )
    def test_it_goes_where_owners_write_on_a_web_page_and_where_they_say_so(self, mailbox: str, wanted: bool) -> None:
        (found,) = parsed(f"mailboxes:\n  - {{name: x, {mailbox}}}\n").mailboxes
        assert found.wants_html is wanted
        assert "html_drafts" not in found.settings()
