"""Which language a text is in, by its function words and letters.

Made for the languages that rules know (en de fr es pt nl it); a handful of others is recognised so that nobody takes
their text for one of these. Function words are the most frequent words of each language and few of them mean much.
"""

from __future__ import annotations

import re
from collections import Counter

MAX_CHARACTERS = 4_000
"""The beginning of a text tells its language."""

_WORD = re.compile(r"[^\W\d_]+")

_FUNCTION_WORDS = {
    "en": "the and to of you your for is with we that this are be have it in on at our will from as not would can if an "
    "by or was but i me my please thank thanks any let know been has had they he she their there what which who "
    "when how about up out so do did just could should best regards hi dear hello am us more than into time look forward interview application candidate role position job team meeting status applied failed join "
    "re ll ve don im were his her looking new get got see here all one no a yes good",
    "de": "der die das und ist nicht ich sie wir ihnen ihr ihre ihrer ihrem ihren für mit von zu auf im den dem des ein "
    "eine einen einer einem auch sich uns unser unsere unserer haben hat wird werden wurde sind aber oder wenn dass daß "
    "bei aus nach um über vielen dank bitte gerne freuen grüße grüßen gruß herr frau sehr wie noch nur kann können "
    "möchten mich mir dich dir du dein deine zum zur vom am als bis leider hallo guten an so es er in war ja was bewerbung gespräch vorstellungsgespräch termin stelle unterlagen zeit",
    "fr": "le la les des et est pas vous nous votre vos notre nos pour avec dans que qui sur une un du de à au aux en ce "
    "cette ces je il elle sont été avons avez être par ne plus ou mais si bonjour merci cordialement bien votre avoir "
    "suis sera serait afin ainsi madame monsieur suite très tu toi te mon ma mes se son sa leur comme d l j n c qu y entretien candidature poste rendez demain",
    "es": "el la los las y es no que de en un una para con por su sus se del al lo le les nos usted te tu tus me mi "
    "ha he hemos han está están estamos muy más pero como o si gracias hola saludos cordial este esta estimado "
    "estimada buenos días sobre ser puede podemos cuando también ya quedo nuestro nuestra tiene entrevista candidatura puesto reunión motivo evento reprogramó",
    "pt": "o a os as e é não que de em um uma para com por seu sua seus suas se do da dos das no na nos nas ao à lhe você "
    "te me meu minha foi são está estamos muito mais mas como ou obrigado obrigada olá prezado prezada atenciosamente "
    "este esta isso nosso nossa temos pelo pela até também já ser pode podemos tem bom dia sobre vaga entrevista candidatura reunião processo",
    "it": "il lo la i gli le e è non che di in un una per con su si del della dei delle al alla dal dalla nel nella "
    "da ci vi mi ti ho ha abbiamo sono siamo sua suo tuo tua molto più ma come o se grazie cordiali saluti gentile "
    "buongiorno ciao questo questa anche essere può lei nostro nostra suoi sue mio mia colloquio candidatura posizione appuntamento",
    "nl": "de het een en is niet dat van te in op voor met je u uw we wij ons onze zijn aan er om ook als maar of bij "
    "naar hebben heeft wordt worden was kan kunnen zou graag bedankt groeten groet vriendelijke beste wat nog door over "
    "uit ik jij jou jouw hij zij dit deze die hoi geachte mevrouw meneer dan tot gesprek sollicitatie functie afspraak vacature tijd oude nieuwe",
    "sv": "och att det som är en ett för på med av till den inte vi du dig din ditt har jag om så kan från eller hej "
    "tack vänliga hälsningar vi er era ska skulle men var när här oss i de",
    "da": "og at det som er en et for på med af til den ikke vi du dig din dit har jeg om så kan fra eller hej tak "
    "venlig hilsen jer skal men var når her os vil i de vores",
    "no": "og å det som er en et for på med av til den ikke vi du deg din ditt har jeg om så kan fra eller hei takk "
    "vennlig hilsen dere skal men var når her oss vil i de våre",
    "fi": "ja on ei että se oli olen olet hän me te mutta kun niin kuin jos tai kiitos hei terveisin ystävällisin "
    "sinun teidän meidän ovat ole voi myös sekä tämä joka kanssa",
    "pl": "i w na z do że nie się jest to o od za po dla jak ale czy lub oraz pan pani dziękuję dziękujemy pozdrawiam "
    "dzień dobry są być przez może proszę nas państwa",
    "cs": "a v na se je že s z do o k by pro jako ale za od po děkuji děkujeme dobrý den pozdravem jsou být jsme vás "
    "vám nebo který která prosím také již",
    "tr": "ve bir bu için ile de da ne çok ama gibi daha olarak var mi merhaba teşekkür ederiz ederim sayın saygılarımla "
    "olan sizi size bizim sizin veya en",
    "ro": "și şi în la de cu pe nu este un o pentru din că care mai sunt să vă mulțumesc bună ziua stimată am ai noi",
    "hu": "a az és hogy nem is egy van ez de meg köszönöm kedves üdvözlettel önt önnek vagy már csak ha kell volt",
}
"""Language (ISO 639-1) → its function words."""

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
"""Scripts that name a language, the more telling first (Japanese has kanji too, Ukrainian is Cyrillic)."""

_LETTERS = {
    "ß": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "ø": "da no", "æ": "da no", "å": "sv da no",
    "ł": "pl", "ż": "pl", "ś": "pl", "ę": "pl", "ą": "pl", "ř": "cs", "ě": "cs", "ů": "cs", "ğ": "tr", "ı": "tr",
    "ş": "tr", "ő": "hu", "ű": "hu", "ă": "ro", "ț": "ro", "ș": "ro", "ê": "fr pt", "œ": "fr", "û": "fr",
}  # fmt: skip
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")

_MIN_WORDS = 4
_MIN_SCORE = 2.0
_MIN_SHARE = 0.07
"""Fewer function words than this share of all words, in a text of many words: a language nobody here knows."""
_ENOUGH_WORDS = 15


def _weights() -> dict[str, list[tuple[str, float]]]:
    """Each function word's vote: whole for a word of one language, shared for a word of several."""
    languages: dict[str, set[str]] = {}
    for language, words in _FUNCTION_WORDS.items():
        for word in words.split():
            languages.setdefault(word, set()).add(language)
    return {word: [(name, 1.0 / len(names) ** 0.5) for name in sorted(names)] for word, names in languages.items()}


_VOTES = _weights()


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`; "und" for a language unknown here; None for too little text."""
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        foreign = _by_script(text)
        if foreign:
            return foreign
    words = _WORD.findall(text.lower())
    if len(words) < _MIN_WORDS:
        return None
    scores = _scores(words, text)
    if scores:
        (best, score), *others = scores.most_common(2)
        runner_up = others[0][1] if others else 0.0
        if score >= _MIN_SCORE and score > runner_up * 1.05 and score >= _MIN_SHARE * len(words):
            return best
    return "und" if len(words) >= _ENOUGH_WORDS else None


def _by_script(text: str) -> str | None:
    """The language of a text mostly in another script than Latin."""
    letters = sum(map(str.isalpha, text))
    found = {language: len(pattern.findall(text)) for language, pattern in _SCRIPTS}
    found["ru"] = max(0, found["ru"])
    foreign = sum(count for language, count in found.items() if language != "uk")
    if foreign * 2 < letters or foreign < 2:
        return None
    if found["ja"] * 10 > foreign:
        return "ja"
    if found["uk"] * 50 > foreign:
        return "uk"
    del found["uk"]
    return max(found, key=lambda language: found[language])


def _scores(words: list[str], text: str) -> Counter[str]:
    scores: Counter[str] = Counter()
    for word in words:
        for language, weight in _VOTES.get(word, ()):
            scores[language] += weight  # type: ignore[assignment]
    if not text.isascii():
        for letter in _LETTER.findall(text.lower()):
            for language in _LETTERS[letter].split():
                scores[language] += 1
    return scores
