"""Which language a text is in (B3)."""

from __future__ import annotations

import pytest

from rules.languages import language_of

TEXTS = [
    ("en", "Thanks for your time yesterday. We will let you know by Friday."),
    ("en", "Hi Jordan, can you do 3pm on Thursday?"),
    ("de", "Vielen Dank für Ihre Bewerbung. Wir melden uns bis Ende der Woche bei Ihnen."),
    ("de", "Moin, passt. Komm am Donnerstag um 7 auf den Hof."),
    ("de", "Leider haben wir uns fuer eine andere Person entschieden."),
    ("fr", "Nous vous remercions pour votre candidature et reviendrons vers vous dans la semaine."),
    ("fr", "Bonjour, je vous propose un entretien jeudi à 15 h."),
    ("es", "Muchas gracias por tu tiempo. Te avisaremos antes del viernes."),
    ("es", "Le confirmamos la entrevista del martes a las diez."),
    ("pt", "Obrigado pelo seu tempo. Entraremos em contato até sexta-feira."),
    ("pt", "Olá, conseguimos falar na quinta de manhã? Abraço"),
    ("nl", "Bedankt voor je sollicitatie. We laten je voor vrijdag iets weten."),
    ("nl", "Kun je donderdag om tien uur langskomen voor een gesprek?"),
    ("it", "Grazie per il tempo che ci ha dedicato. Le faremo sapere entro venerdì."),
    ("it", "Ciao, possiamo sentirci giovedì per un colloquio con il team?"),
    ("sv", "Tack för din ansökan. Vi återkommer till dig så snart vi har ett beslut om nästa steg."),
    ("da", "Tak for din ansøgning. Vi vender tilbage til dig, når vi har truffet en beslutning om jobbet."),
    ("no", "Takk for søknaden din. Vi kommer tilbake til deg når vi har tatt en beslutning om stillingen."),
    ("fi", "Kiitos hakemuksestasi. Olemme sinuun yhteydessä, kun päätös on tehty, ja kerromme miten jatkamme."),
    ("pl", "Dziękujemy za aplikację. Odezwiemy się do Pana po zakończeniu rozmów, nie później niż w piątek."),
    ("cs", "Děkujeme za váš zájem o pozici. Ozveme se vám do pátku, jak jsme se rozhodli."),
    ("tr", "Başvurunuz için teşekkür ederiz. Sizi cuma gününe kadar bilgilendireceğiz ve bir görüşme daha olacak."),
    ("ru", "Спасибо за ваш отклик. Мы свяжемся с вами до пятницы."),
    ("uk", "Дякуємо за ваш інтерес. Ми зв'яжемося з вами до п'ятниці."),
    ("ja", "ご応募ありがとうございます。金曜日までにご連絡いたします。"),
    ("zh", "感谢您的申请。我们会在周五之前与您联系。"),
    ("ko", "지원해 주셔서 감사합니다. 금요일까지 연락드리겠습니다."),
    ("ar", "شكرا لتقديم طلبك. سنتواصل معك قبل يوم الجمعة."),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_short_note_tells_its_language(language: str, text: str) -> None:
    """One or two sentences are enough."""
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Asante kwa ombi lako la kazi. Tutawasiliana nawe kabla ya Ijumaa kuhusu matokeo ya mahojiano yako.",
        "Terima kasih atas lamaran Anda. Kami akan menghubungi Anda sebelum hari Jumat mengenai hasil wawancara.",
        "Faleminderit për aplikimin tuaj. Ne do t'ju kontaktojmë para së premtes për rezultatin përfundimtar zyrtar.",
    ],
)
def test_a_language_unknown_here_is_not_taken_for_a_known_one(text: str) -> None:
    """B4: rules for another language must not be tried on it."""
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    "text", ["", "OK", "Passt!", "10:30 - 11:00", "Dana Cole", "https://x.example/abc", "👍👍👍👍👍"]
)
def test_too_little_text_tells_nothing(text: str) -> None:
    """Unknown is None, never a guess."""
    assert language_of(text) is None


def test_a_foreign_name_does_not_change_the_language() -> None:
    """A Russian name in an English letter."""
    assert language_of("You will meet Мария Иванова, who leads the team, on Tuesday at ten in our office.") == "en"


def test_a_foreign_sign_off_does_not_change_the_language() -> None:
    """Med venlig hilsen under an English text."""
    text = "Thank you for the quick answer. I have booked the second of the times for you.\n\nMed venlig hilsen\nFreja"

    assert language_of(text) == "en"


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    """B6: the cost does not grow with the text."""
    assert language_of("Wir freuen uns auf das Gespräch mit Ihnen. " * 200 + "the and you " * 500_000) == "de"
