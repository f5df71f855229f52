"""The judgement of one incoming message (B1, B2, B4, B5): structure, sentences and words make one reading."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.certainty import Context
from rules.engine import judge
from rules.parsing import read
from rules.reading import Intent, Owner, Reading

OWNER = Owner("Jordan Ellis", frozenset({"jordan@mail.example"}), "America/New_York", "US")


def mail(
    text: str, subject: str = "Data Engineer", sender: str = "Dana Cole <dana@northwind.example>", more: str = ""
) -> bytes:
    return (
        f"From: {sender}\nTo: jordan@mail.example\nDate: Tue, 10 Mar 2026 10:00:00 -0400\nSubject: {subject}\n{more}"
        f'Content-Type: text/plain; charset="utf-8"\n\n{text}\n'
    ).encode()


def reading(
    text: str, subject: str = "Data Engineer", sender: str = "Dana Cole <dana@northwind.example>", more: str = ""
) -> Reading:
    return judge(read(mail(text, subject, sender, more)), OWNER)


CLEAR = {
    "We are sorry, but we have decided to go with another candidate for the Data Engineer role.": Intent.REJECTION,
    "Your interview for the Data Engineer role is confirmed for Thursday, March 19 at 2:00 "
    "PM EDT.": Intent.INTERVIEW_SCHEDULED,
    "We need to move your interview from Thursday to Friday, March 20 at 3:00 PM EDT "
    "instead.": Intent.INTERVIEW_RESCHEDULED,
    "Unfortunately we have to cancel your interview tomorrow. We will find a new date next "
    "week.": Intent.INTERVIEW_CANCELLED,
    "We would like to interview you for the Data Engineer role. Which times work for you "
    "next week?": Intent.SCHEDULING_REQUEST,
    "Could you please send us two references and your salary expectations?": Intent.INFORMATION_REQUEST,
    "We are still interviewing other candidates for the role and you will hear from us by "
    "Friday.": Intent.STATUS_UPDATE,
    "We are delighted to offer you the position of Data Engineer at a salary of $120,000 a year.": Intent.OFFER,
    "Thank you for applying to Northwind. We have received your application for Data "
    "Engineer.": Intent.APPLICATION_RECEIVED,
    "Wir haben uns leider für einen anderen Bewerber entschieden und können Ihnen die Stelle "
    "nicht anbieten.": Intent.REJECTION,
    "Nous avons le regret de vous informer que votre candidature n'a pas été retenue pour ce poste.": Intent.REJECTION,
    "Nos gustaría conocerte. ¿Qué día te viene bien para una entrevista la semana que "
    "viene?": Intent.SCHEDULING_REQUEST,
}


def letter(text: str) -> str:
    """The text as people send it: greeted and signed."""
    return f"Hi Jordan,\n\n{text}\n\nBest regards,\nDana Cole\nNorthwind"


@pytest.mark.parametrize("text", CLEAR, ids=lambda text: text[:40])
def test_plain_words_are_read_as_meant(text: str) -> None:
    """B1."""
    assert reading(letter(text)).intent is CLEAR[text]


def test_a_quoted_rejection_is_not_news() -> None:
    """B2."""
    text = (
        letter("Your interview for the Data Engineer role is confirmed for Thursday, March 19 at 2:00 PM EDT.")
        + "\n\nOn Mon, Mar 2, 2026 at 9:00 AM Dana Cole wrote:\n"
        + "> Unfortunately we have decided to go with another candidate."
    )
    assert reading(text).intent is Intent.INTERVIEW_SCHEDULED


def test_a_delivery_report_outweighs_the_words_it_returns() -> None:
    """B16: "rejected" is said of a message, not of the owner."""
    raw = (
        b"From: MAILER-DAEMON@mail.example\nTo: jordan@mail.example\nSubject: Undelivered Mail\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        b"--x\nContent-Type: text/plain\n\nYour message about the interview was rejected.\n"
        b"--x\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; hr@northwind.example\n"
        b"Action: failed\n--x--\n"
    )
    found = judge(read(raw), OWNER)
    assert found.intent is Intent.DELIVERY_FAILURE
    assert found.sure


def test_an_automatic_reply_is_known_by_its_header() -> None:
    """B16."""
    found = reading("I am away until Monday. Interviews stand.", "Re: Interview", more="Auto-Submitted: auto-replied\n")
    assert found.intent is Intent.AUTO_REPLY


def calendar_mail(method: str, summary: str, more: str = "") -> bytes:
    return (
        "From: Dana Cole <dana@northwind.example>\nTo: jordan@mail.example\nSubject: Interview with Northwind\n"
        f'Date: Tue, 10 Mar 2026 10:00:00 -0400\nContent-Type: text/calendar; method={method}; charset="utf-8"\n\n'
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:1@northwind.example\nSUMMARY:{summary}\n{more}"
        "DTSTART:20260319T180000Z\nDTEND:20260319T184500Z\nORGANIZER;CN=Dana Cole:mailto:dana@northwind.example\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    ).encode()


def test_an_invitation_without_words_schedules_an_interview() -> None:
    """B2: the calendar part outranks prose."""
    found = judge(read(calendar_mail("REQUEST", "Interview - Jordan Ellis - Data Engineer")), OWNER)
    assert found.intent is Intent.INTERVIEW_SCHEDULED
    assert found.interview is not None
    assert found.interview.uid == "1@northwind.example"


def test_a_cancelled_event_cancels_the_interview() -> None:
    found = judge(
        read(calendar_mail("CANCEL", "Interview - Jordan Ellis - Data Engineer", "STATUS:CANCELLED\n")), OWNER
    )
    assert found.intent is Intent.INTERVIEW_CANCELLED


def test_ordinary_refusals_are_never_a_sure_rejection() -> None:
    """B4: flats, loans and dogs are refused in the same words."""
    for text in (
        "We are sorry, but the landlord has chosen another applicant for the flat.",
        "We regret that we cannot approve your loan application at this time.",
        "We have decided to go with another family for the puppy.",
    ):
        found = reading(text, "Your application")
        assert not (found.sure and found.intent is Intent.REJECTION), text


def test_a_language_that_is_not_read_is_never_sure() -> None:
    """B4: Swedish, Polish and the rest are left to the owner."""
    text = "Tyvärr måste vi meddela att vi har valt att gå vidare med andra kandidater till tjänsten som dataingenjör."
    assert not reading(text).sure


def test_a_rule_explains_a_reading_once_b5() -> None:
    """A rule that settles the intent outright is weighed beside the words, too: its words were told twice."""
    found = reading("Your interview for the Data Engineer role is confirmed for Monday 11 May 2026 at 14:00.")
    rules = [evidence.rule for evidence in found.evidence if evidence.rule != "words"]
    assert len(rules) == len(set(rules))


def test_a_sure_interview_has_a_time() -> None:
    """B10: a thread begins with a definite start."""
    found = reading("Your interview for the Data Engineer role is confirmed, details will follow.")
    assert not (found.sure and found.intent is Intent.INTERVIEW_SCHEDULED)


def test_a_reading_explains_itself() -> None:
    """B5: the rule and its words, and the next best reading."""
    found = reading("We are sorry, but we have decided to go with another candidate for the Data Engineer role.")
    assert any(evidence.rule.startswith("rejection.") and evidence.weight > 0 for evidence in found.evidence)
    assert found.runner_up is not None
    assert found.runner_up is not found.intent
    assert 0.0 <= found.confidence <= 1.0


def test_the_same_message_is_always_read_the_same() -> None:
    text = "Could we move our chat to Thursday at 3pm? Something came up."
    assert reading(text) == reading(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(alphabet=st.characters(blacklist_characters="\r\n", codec="utf-8"), max_size=60))
def test_no_text_stops_the_judge(text: str, subject: str) -> None:
    """B6."""
    assert reading(text, subject).intent in set(Intent)


@pytest.mark.parametrize(
    "piece", ["not ", "we will ", "#", "a@", "1:", "if ", "?!", "the job went to ", "https://", "' "]
)
def test_long_hostile_lines_are_judged_in_bounded_time(piece: str) -> None:
    """B6: no pattern blows up, whatever is repeated."""
    message = read(mail(piece * 20_000))
    judge(read(mail("warm up")), OWNER)
    started = time.perf_counter()
    judge(message, OWNER)
    assert time.perf_counter() - started < 1.0


INVITED = (
    "\n\nOn Mon, 2 Mar 2026 at 10:00, Dana Cole <dana@northwind.example> wrote:\n> Hi Jordan,\n>\n> Your interview "
    "for the Data Engineer role is on Thursday, March 5 from 10:00 to 10:45 am with me.\n>\n> Dana"
)


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("Thanks Jordan, great meeting you too. Have a good weekend!\n\nDana", {Intent.REPLY}),
        ("It was a pleasure. We will get back to you by the end of next week.\n\nDana", {Intent.STATUS_UPDATE}),
    ],
)
def test_talk_above_a_quoted_invitation_that_is_over_is_talk_b2(text: str, intents: set[Intent]) -> None:
    """B2, B15: in a known conversation the quoted time of last week sets nothing any more."""
    said = judge(read(mail(text + INVITED)), OWNER, context=Context.CONVERSATION)

    assert said.intent in intents
    assert said.sure
    assert said.interview is None


def test_a_new_time_above_a_quoted_invitation_that_is_over_is_news_b13() -> None:
    text = "Great meeting you! Your second interview is on Thursday, March 12 at 2 pm, again with me.\n\nDana"
    said = judge(read(mail(text + INVITED)), OWNER, context=Context.CONVERSATION)

    assert said.interview
    assert said.interview.start.day == 12
