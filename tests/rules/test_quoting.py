"""The writer's own words apart from quotes, signature and footer (B2)."""

from __future__ import annotations

import pytest

from rules.layers import Layers, layered
from rules.reading import Person

DANA = Person("Dana Cole", "dana.cole@northwind.example")


def read(text: str, sender: Person | None = DANA) -> Layers:
    """The layers of a plain-text body."""
    return layered(text, sender)


ATTRIBUTIONS = [
    "On Mon, Mar 9, 2026 at 10:00 AM Jordan Ellis <jordan@ellis.example> wrote:",
    "On Mon, Mar 9, 2026 at 10:00 AM Jordan Ellis\n<jordan@ellis.example> wrote:",
    "On Mar 9, 2026, at 10:00 AM, Jordan Ellis <jordan@ellis.example>\nwrote:",
    "On 09.03.2026 10:00, Jordan Ellis wrote:",
    "On Monday, 9 March 2026 at 10:00, you wrote:",
    "Jordan Ellis <jordan@ellis.example> wrote on 9 March 2026:",
    "2026-03-09 10:00 GMT-04:00 Jordan Ellis <jordan@ellis.example>:",
    "Am Mo., 9. März 2026 um 10:00 Uhr schrieb Jordan Ellis <jordan@ellis.example>:",
    "Am 09.03.26 um 10:00 schrieb Jordan Ellis:",
    "Am 09.03.2026 um 10:00 hat Jordan Ellis\n<jordan@ellis.example> geschrieben:",
    "Le lun. 9 mars 2026 à 10:00, Jordan Ellis <jordan@ellis.example> a\nécrit :",
    "El lun, 9 mar 2026 a las 10:00, Jordan Ellis (<jordan@ellis.example>)\nescribió:",
    "Em seg., 9 de mar. de 2026 às 10:00, Jordan Ellis\n<jordan@ellis.example> escreveu:",
    "Il giorno lun 9 mar 2026 alle ore 10:00 Jordan Ellis\n<jordan@ellis.example> ha scritto:",
    "Op ma 9 mrt 2026 om 10:00 schreef Jordan Ellis <jordan@ellis.example>:",
    "Den mån 9 mars 2026 kl 10:00 skrev Jordan Ellis <jordan@ellis.example>:",
    "pon., 9 mar 2026 o 10:00 Jordan Ellis <jordan@ellis.example> napisał(a):",
    "po 9. 3. 2026 v 10:00 odesílatel Jordan Ellis <jordan@ellis.example> napsal:",
    "ma 9. maalisk. 2026 klo 10.00 Jordan Ellis (jordan@ellis.example) kirjoitti:",
    "9 Mar 2026 Pzt, 10:00 tarihinde Jordan Ellis <jordan@ellis.example> şunu yazdı:",
    "пн, 9 мар. 2026 г. в 10:00, Jordan Ellis <jordan@ellis.example>:",
    "2026年3月9日(月) 10:00 Jordan Ellis <jordan@ellis.example>:",
    "Jordan Ellis <jordan@ellis.example> 于2026年3月9日周一 10:00写道：",
]


@pytest.mark.parametrize("line", ATTRIBUTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_history_below_an_attribution_is_quoted(line: str, mark: str) -> None:
    """B2: in any language, wrapped or not, with quote marks or (Outlook on the web) without."""
    layers = read(f"Yes, that works.\n\n{line}\n{mark}\n{mark}Shall we say Tuesday?\n{mark}Jordan", None)

    assert layers.own == "Yes, that works."
    assert "Shall we say Tuesday?" in layers.quoted


HEADER_BLOCKS = [
    "From: Jordan Ellis <j@ellis.example>\nSent: Monday, March 9, 2026 10:00 AM\nTo: Dana Cole\nSubject: RE: Interview",
    "-----Original Message-----\nFrom: Jordan Ellis\nSent: Monday\nTo: Dana\nSubject: Interview",
    "________________________________\nFrom: Jordan <j@ellis.example>\nSent: Monday, March 9, 2026 10:00:01 AM\nTo: D",
    "*From:* Jordan Ellis <j@ellis.example>\n*Date:* Monday, March 9, 2026\n*To:* Dana\n*Subject:* Interview",
    "Von: Jordan Ellis\nGesendet: Montag, 9. März 2026 10:00\nAn: Dana Cole\nBetreff: AW: Gespräch",
    'Gesendet: Montag, 09. März 2026 um 10 Uhr\nVon: "Jordan Ellis" <j@ellis.example>\nAn: d@x.example\nBetreff: Re: x',
    "De : Jordan Ellis\nEnvoyé : lundi 9 mars 2026 10:00\nÀ : Dana Cole\nObjet : RE: entretien",
    "De: Jordan Ellis\nEnviado el: lunes, 9 de marzo de 2026 10:00\nPara: Dana Cole\nAsunto: RE: entrevista",
    "De: Jordan Ellis\nEnviada em: segunda-feira, 9 de março de 2026\nPara: Dana\nAssunto: RES: entrevista",
    "Da: Jordan Ellis\nInviato: lunedì 9 marzo 2026 10:00\nA: Dana Cole\nOggetto: R: colloquio",
    "Van: Jordan Ellis\nVerzonden: maandag 9 maart 2026 10:00\nAan: Dana Cole\nOnderwerp: RE: gesprek",
    "-----Ursprüngliche Nachricht-----\nVon: Jordan Ellis\nGesendet: Montag\nAn: Dana\nBetreff: x",
    "-----Message d'origine-----\nDe : Jordan",
    "-----Original Appointment-----\nFrom: Jordan Ellis\nSubject: Interview\nWhen: Monday",
    "---------- Forwarded message ---------\nFrom: Jordan Ellis <j@ellis.example>\nDate: Mon, Mar 9, 2026",
    "Dana Cole\n03/01/2026 07:47 AM\n\n\tTo: Jordan Ellis/NYC/Northwind\n\tcc:\n\tSubject: Your interview",
    '"Dana Cole" <dana@northwind.example> on 03/01/2026 07:47:17 AM\nTo: jordan@ellis.example\ncc:\nSubject: Hello',
    "Dana Cole@NORTHWIND\n2026-03-01 07:47\nTo: Jordan Ellis/NYC/Northwind@NORTHWIND\ncc:\n\nSubject: Your interview",
]


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_history_below_a_header_block_is_quoted(block: str) -> None:
    """B2: Outlook in its languages, and forwards below a reply."""
    layers = read(f"Thank you for the details, we are going ahead as planned.\n\n{block}\n\nWe regret to reject you.")

    assert layers.own == "Thank you for the details, we are going ahead as planned."
    assert "We regret to reject you." in layers.quoted
    assert not layers.is_forward


@pytest.mark.parametrize(
    "text",
    [
        "As I wrote on Monday 3 May:\nthe interview is off.",
        "Date: 9 March 2026\nFrom: 10:00\nTo: 10:45\nSubject: Technical interview",
        "From: what I hear you did well.\nTo: be continued.",
        "Date: Tuesday 10 March\nTo: 12 Broad Street\nFrom: South Station, the red line\nSubject: your visit",
        "Please note:\nOn 9 March at 10:00 we meet, and on 10 March we decide.",
        "Our CEO said: the role is yours.",
        "The panel said:\n1. good\n2. very good",
    ],
)
def test_own_words_that_look_like_history_stay_own(text: str) -> None:
    """B4: losing words is worse than keeping some too many."""
    assert read(text).own == text


def test_a_name_and_a_time_that_open_no_history_stay_own() -> None:
    """B2: what comes to whom must follow, as in the memos of Lotus Notes."""
    text = "Please meet:\n\nDana Cole\n03/01/2026 07:47 AM\n\nBring your portfolio."
    assert read(text).own == text


def test_answers_between_quoted_lines_are_own_words() -> None:
    """B2: interleaved answering."""
    layers = read(
        "Hi Jordan,\n\nOn Mon, Mar 9, 2026 Jordan <j@ellis.example> wrote:\n> Does Thursday work?\n\nYes, at 10.\n\n"
        "> Where is it?\n\n12 Broad Street.\n\nBest,\nDana"
    )

    assert layers.own == "Hi Jordan,\n\nYes, at 10.\n\n12 Broad Street."
    assert layers.signature == "Best,\nDana"
    assert "Does Thursday work?\nWhere is it?" in layers.quoted


def test_an_answer_below_the_quote_is_own_words() -> None:
    """B2: bottom posting; only the outermost quote level is removed."""
    layers = read("> Dana wrote:\n> > old\n> Is it on?\n\nIt is on. See you at 3.")

    assert layers.own == "It is on. See you at 3."
    assert layers.quoted == "Dana wrote:\n> old\nIs it on?"


FORWARD = (
    "---------- Forwarded message ---------\nFrom: Ann Lee <ann@northwind.example>\nDate: Mon, Mar 9, 2026\n"
    "Subject: Interview\nTo: Dana\n\nThe interview is on Tuesday at 3 pm.\n\nBest,\nAnn Lee"
)


@pytest.mark.parametrize("cover", ["", "FYI\n\n", "See below!\n\n", "Sent from my iPhone\n\n"])
def test_a_mail_that_is_nothing_but_a_forward_says_what_it_forwards(cover: str) -> None:
    """B2: forwarded blocks are only quoted below a reply."""
    layers = read(cover + FORWARD)

    assert layers.is_forward
    assert layers.own.endswith("The interview is on Tuesday at 3 pm.")
    assert layers.signature.startswith("Best,\nAnn Lee")
    assert "From: Ann Lee" in layers.quoted


def test_a_body_that_is_quoted_throughout_without_a_word_of_why_is_own() -> None:
    """Some programs indent a whole letter with quote marks."""
    assert read("> Your interview is on Tuesday.").own == "Your interview is on Tuesday."
    assert read("On 9 March Jordan <j@x.example> wrote:\n> Is it on Tuesday?").own == ""


SIGNED = [
    ("Best regards,\nDana Cole\nRecruiter\n617-555-0101", ""),
    ("Thanks!\n\nDana", ""),
    ("Dana", ""),
    ("D.", ""),
    ("dana x", ""),
    ("Dana @ Northwind", ""),
    ("- Dana", ""),
    ("Cheers, Dana", ""),
    ("With admiration,\n\nDana Cole", ""),
    ("-- \nDana Cole\nNorthwind\nWe are hiring. Join us!", ""),
    ("Dana\n\n--\nDana Cole | Northwind", ""),
    ("Mit freundlichen Grüßen\nDana Cole\nPersonalreferentin", ""),
    ("Bien cordialement,\nDana Cole", ""),
    ("Un cordial saludo,\nDana Cole", ""),
    ("Atenciosamente,\nDana Cole", ""),
    ("Cordiali saluti\nDana Cole", ""),
    ("Met vriendelijke groet,\nDana Cole", ""),
    ("Sent from my iPhone", ""),
    ("Von meinem iPhone gesendet", ""),
    ("Envoyé de mon iPhone", ""),
    ("Dana 617-555-0101", ""),
    ("Viele Grüße aus dem sonnigen Berlin\nDana", ""),
    ("Best,\n\n[image: Northwind logo]\nDana Cole\nRecruiter", ""),
    ("Mit freundlichen Grüßen / Best regards\n\ni.A. Dana Cole\nPersonal\nStraße 1\n12345 Kiel", ""),
    ("The Northwind recruiting team", ""),
    ("Sincerely,\nTalent Acquisition\nNorthwind", ""),
    ("Ann Lee\nProgram Chair", ""),
    ("Ruth Abbot, Candidate Care", ""),
    ("Ruth Abbot, Search Secretary\nTrinity Church", ""),
    ("Gracias y un saludo\nMercedes – Numantia", ""),
    ("Best,\nDana\n\nP.S. Bring a photo ID.", "P.S. Bring a photo ID."),
    ("Best,\nDana\n\nOh, and please bring a photo ID with you.", "Oh, and please bring a photo ID with you."),
]
BODY = "We would like to meet you on Tuesday at 3 pm in our office."


@pytest.mark.parametrize(("ending", "afterthought"), SIGNED)
def test_a_signature_is_no_news(ending: str, afterthought: str) -> None:
    """B2: sign-off, name, title, numbers; what follows as an afterthought is said to the reader again."""
    layers = read(f"Hi Jordan,\n\n{BODY}\n\n{ending}")

    assert layers.own == f"Hi Jordan,\n\n{BODY}" + (f"\n\n{afterthought}" if afterthought else "")
    assert layers.signature
    assert layers.signature.split()[-1] in ending


@pytest.mark.parametrize(
    "ending",
    [
        "Your interviewers:\n\nPriya Raman\nBob Li",
        "Thanks!\n\nTuesday 3:00 pm\nBroad Street",
        "I wish you all the\nbest.",
        "- Monday\n- Tuesday",
        "Priya Raman, Principal Engineer\nBob Li, Director",
        "When\nTuesday 3 pm\n\nGuests\nDana Cole\nJordan Ellis",
        "Let me know which of the two is\nbest",
        "Thanks!\nI'll send the link shortly.",
        "Thanks, and see you Tuesday at 3!",
        "See you Tuesday at 3,",
        "We look forward to you meeting\nthe hiring team",
    ],
)
def test_facts_at_the_end_are_no_signature(ending: str) -> None:
    """B4: times, lists and guests stay the writer's words."""
    assert ending.split("\n")[-1] in read(f"{BODY}\n\n{ending}").own


FOOTERS = [
    "This e-mail may contain confidential information intended only for the addressee.",
    "If you have received this message in error, please delete it.",
    "Northwind is an equal opportunity employer. All qualified applicants will receive consideration.",
    "You are receiving this email because you applied at Northwind. Unsubscribe",
    "This is an automated message. Please do not reply.",
    "© 2026 Northwind Inc. All rights reserved.",
    "Northwind GmbH, Geschäftsführer: Max Muster, Amtsgericht Kiel, HRB 1234",
    "Diese E-Mail enthält vertrauliche Informationen.",
    "Ce message est confidentiel et destiné exclusivement à son destinataire.",
    "Este mensaje y sus archivos son confidenciales.",
    "Please consider the environment before printing this email.",
    "Registered in England no. 123456",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_is_no_news(footer: str) -> None:
    """B2: legal and system text decides nothing."""
    layers = read(f"{BODY}\n\nBest,\nDana Cole\n\n{footer}")

    assert layers.own == BODY
    assert layers.signature == "Best,\nDana Cole"
    assert layers.footer == footer


@pytest.mark.parametrize(
    "text",
    [
        "Please keep this offer confidential until Friday.",
        "We are an equal partner in this. Your application was sent to Ann.",
        "You can reply to this email with your availability.",
        "Our browser team would like to meet you.",
        "The registered nurse role is yours.",
    ],
)
def test_own_words_that_sound_like_a_footer_stay_own(text: str) -> None:
    """B4: only whole phrases make a footer."""
    assert read(f"{BODY}\n\n{text}").own == f"{BODY}\n\n{text}"


@pytest.mark.parametrize(
    "sentence",
    [
        "This is an automated message. Please do not reply.",
        "This is an automatic response to let you know that your message has arrived.",
        "Diese Antwort wurde automatisch erzeugt.",
    ],
)
def test_what_a_system_says_first_is_what_it_has_to_say(sentence: str) -> None:
    """B4: above the text such a sentence may be the news (an automatic reply); below it is small print."""
    assert read(f"{sentence} {BODY}").own == f"{sentence} {BODY}"


def test_a_sentence_of_small_print_in_the_middle_of_the_only_paragraph_takes_nothing_along() -> None:
    """B4: what follows it is the message."""
    text = f"Hello Jordan. Do not reply to this message. {BODY} Bring a photo ID. {BODY} {BODY}"

    assert read(text).own == text


@pytest.mark.parametrize(
    "line",
    [
        "15.09.2026, 11:00 Uhr (ca. 60 Minuten), per Videocall. Mit dabei sind",
        "10/11/2026 (Tuesday) at 2, in the hall, with the trustees and",
        "2026-11-10 (Tuesday), 14:00 to 15:00",
        "14.00 - 15.00 (Room 4), then a walk round the works with",
        "1400 - 1445 (boardroom)",
        "More details of the day are in the pack that Ruth",
    ],
)
def test_a_line_that_begins_with_a_day_or_an_hour_is_no_dial_in_number_b2(line: str) -> None:
    text = (
        f"Dear Jordan,\n\nwe invite you to an interview for the post of Editor on\n{line}\nour director. Bring your ID."
    )

    assert line in read(text).own


def test_dial_in_lines_are_chrome_and_the_rest_of_an_invitation_is_not() -> None:
    """B2: when, where, guests and the link stay."""
    layers = read(
        "Interview with Northwind\n\nWhen: Tuesday, March 10, 3:00 pm\nWhere: Microsoft Teams\n\n"
        "________________________________\nMicrosoft Teams meeting\nJoin the meeting now<https://teams.example/x>\n"
        "Meeting ID: 123 456 789\nPasscode: abc123\nOr call in (audio only)\n+1 555-555-0101,,123456# United States\n"
        "Phone Conference ID: 123 456#\nFind a local number | Reset PIN\n________________________________"
    )

    assert "When: Tuesday, March 10, 3:00 pm" in layers.own
    assert "Microsoft Teams meeting" in layers.own
    assert "555-555-0101" in layers.footer
    for chrome in ("Meeting ID", "Passcode", "555-555-0101", "Reset PIN"):
        assert chrome not in layers.own


@pytest.mark.parametrize(
    "piece", ["> ", "On 1 a@b wrote:\n", "From: a\n", "Thanks,\nDana\n", "---- Forwarded message ----\nFrom: x\n\n"]
)
def test_splitting_loses_and_repeats_nothing_however_long(piece: str) -> None:
    """B6: the layers together are about as long as the text; no input makes them grow."""
    text = piece * 3_000
    layers = read(text)

    assert len(layers.own) + len(layers.signature) + len(layers.footer) + len(layers.quoted) <= len(text) + 100


INVITATIONS = [
    "Join Zoom Meeting\nhttps://us02web.zoom.us/j/1?pwd=a\n\nMeeting ID: 123 456\nPasscode: 77\n\n---\n\nOne tap\n"
    "+16465550101,,123456# US (New York)\n\nDial by your location\n• +1 646 555 0101 US (New York)\n"
    "Find your local number: https://us02web.zoom.us/u/a\n\nJoin by SIP\n• 123456@zoomcrc.com",
    "More ways to join:\n\nMeeting number (access code): 2345 678\nMeeting password: abc\nTap to join from a mobile\n"
    "+1-415-655-0001,,2345678## US Toll\nGlobal call-in numbers\nDial 2345678@x.webex.com\nNeed help? Go to help",
    "Microsoft Teams-Besprechung\nNehmen Sie auf Ihrem Computer teil\nBesprechungs-ID: 123\nPasscode: 77\n"
    "Teams herunterladen<https://x.example> | Im Web beitreten<https://y.example>\nOder anrufen (nur Audio)\n"
    "+49 69 1234567,,123456#   Germany, Frankfurt\nWeitere Infos<https://x.example> | Besprechungsoptionen",
    "Video call link: https://meet.google.com/abc-defg-hij\nOr dial: (US) +1 929-555-0101 PIN: 123 456#\n"
    "More phone numbers: https://tel.meet/abc?pin=1",
]


@pytest.mark.parametrize("invitation", INVITATIONS)
def test_dial_in_blocks_hide_neither_the_words_nor_the_signature(invitation: str) -> None:
    """B2: numbers to call in by are nobody's phone number."""
    layers = read(f"{BODY}\n\nBest,\nDana Cole\n\n{invitation}")

    assert layers.own.startswith(BODY)
    assert layers.signature.startswith("Best,\nDana Cole")
    for chrome in ("123", "0101", "655", "2345678", "77"):
        assert chrome not in layers.own + layers.signature


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the company. Do not open attachments unless you know them.",
        "You don't often get email from dana@x.example. Learn why this is important",
        "[EXTERNAL EMAIL]",
    ],
)
def test_banners_of_mail_filters_are_not_the_writers_words(banner: str) -> None:
    """B2: put on top by the receiving system."""
    assert read(f"{banner}\n\n{BODY}").own == BODY


def test_a_line_that_an_mbox_file_escaped_is_own() -> None:
    """Mail in files: ">From" stands for "From" at the beginning of a line."""
    assert read(f"{BODY}\n\n>From the lobby take the lift to floor 4.").own.endswith(
        "\n\nFrom the lobby take the lift to floor 4."
    )
    assert "lobby" in read(f"{BODY}\n\n> Where?\n>From the lobby?\n> Yes?").quoted


def test_a_name_below_the_quote_is_a_signature() -> None:
    """B2: bottom posting ends with a name, too."""
    layers = read("Sure!\n\nYou wrote:\n> can we meet on Friday?\n\nDana")

    assert layers.own == "Sure!"
    assert layers.signature == "Dana"


def test_dashes_around_times_only_divide_the_text() -> None:
    """B4: the last "--" begins the signature."""
    layers = read(f"{BODY}\n\n--\n\nTuesday at 3:00 pm\nBroad Street 12\n\n--\nDana")

    assert "Tuesday at 3:00 pm" in layers.own
    assert layers.signature == "--\nDana"


@pytest.mark.parametrize(
    ("sender", "answer"),
    [
        ("Norbert Lang", "NO, SORRY. FRIDAY AT 10 IS."),
        ("Norbert Lang", "No, sorry. Friday at 10 is."),
        ("Sonja Beck", "SO, THURSDAY IS THE DAY."),
        ("Yesenia Cruz", "YES - SAME DOOR"),
    ],
)
def test_an_answer_that_begins_as_the_sender_does_is_no_signature(sender: str, answer: str) -> None:
    """B2: short forms of a name are no longer than the words people answer with."""
    text = f"HI JORDAN,\n\nOn Mon, Mar 9, 2026 Jordan <j@ellis.example> wrote:\n> Is Thursday at 9 right?\n\n{answer}"
    layers = read(text, Person(sender, "sender@northwind.example"))

    assert layers.own == f"HI JORDAN,\n\n{answer}"
    assert layers.signature == ""


def test_the_sender_still_signs_by_a_short_form_or_initials() -> None:
    """B2."""
    for name in ("Norb", "N.", "NL", "Norbert, Northwind Robotics Inc."):
        assert read(f"Friday at 10 it is.\n\n{name}", Person("Norbert Lang", "n@northwind.example")).signature == name
