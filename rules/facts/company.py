"""The hiring company (B3): every place that can name it votes, and the fullest form of the winner is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules import company_names, letters, people, phrases, senders
from rules import title_words as titles
from rules.facts import company_choice as choice
from rules.facts.clues import Clues
from rules.facts.company_cues import acts, after, before, cue, is_client
from rules.facts.company_cuts import cuts, without_stop
from rules.facts.company_votes import Scene, Sighting, Vote, chosen
from rules.latest import latest
from rules.message import Message
from rules.organisations import (
    COMPANY_WORDS,
    SMALL,
    has_form,
    is_agency,
    is_agency_label,
    label_of,
    spelt_out,
    without_form,
    words_of,
)
from rules.pieces import fold, is_capital, is_word, joined, pieces, spellings, squash, word_sets
from rules.reading import Intent, Owner
from rules.senders import System
from rules.titles import titles_in

_WORDS = word_sets("company_cues.yaml")


_SPELT = 4.5  # what a name weighs that makes up the domain
_SUBJECT = 0.5  # what a name in the subject weighs more
_OWN, _QUOTED = 6000, 3000  # characters looked at
_CLIENT_KEYS = ("client", "kunde", "mandant", "opdrachtgever")
_CLIENT = re.compile(
    r"\b(?:(?:my|our|the|their|end) clients?\b|client(?:'s| has| have| is| are| loved| wants?|"
    r" would|:))|\b(?:mein|unser) (?:Kunde|Mandant)|\b(?:mon|notre) client\b|\b(?:mi|"
    r"nuestro) cliente\b|\b(?:nosso|il nostro) cliente\b|\bopdrachtgever\b",
    re.I,
)


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The company that hires, in the fullest form it writes itself and without its legal form."""
    if clues.intent is Intent.UNRELATED:
        return None
    if clues.intent is Intent.DELIVERY_FAILURE:
        return _of_returned(message, owner, clues)
    return _named(message, owner, clues.language, clues.system)


@latest
def _named(message: Message, owner: Owner, language: str | None, system: System | None) -> str | None:
    """The company as the message names it, whatever the message means."""
    scene = _seen(message, owner, Clues(Intent.REPLY, language, system))
    by_votes = chosen(scene)
    is_settled = scene.is_plain() or scene.has_client(by_votes)
    name = by_votes if is_settled else choice.chosen(choice.candidates(scene, by_votes))
    return without_stop(name) if name else None


def _seen(message: Message, owner: Owner, clues: Clues) -> Scene:
    """All that names the company in a message, with its votes."""
    letter = letters.letter_of(message)
    scene = _scene(message, owner, clues, letter)
    if (name := phrases.stated(message, clues.system).company) is not None:
        scene.sightings.append(Sighting("stated", name, sure=True))
        scene.vote(name, 4.0, sure=True)
    _from_displays(message, scene)
    _from_tail(letter, scene)
    _from_text("subject", pieces(_AUTOMATIC.sub("", message.subject[:300])), scene, _SUBJECT)
    _from_text("text", pieces(letter.body[:_OWN]), scene, 0.0)
    _from_subject(message.subject[:300], scene)
    if scene.relayed:
        _from_head(letter.body, scene)
    if not any(vote.best >= 3.0 for vote in scene.votes.values()):
        _from_text("quoted", pieces(letters.unwrapped(message.quoted_text[:_QUOTED])), scene, -1.0)
        for line in message.quoted_text[:_QUOTED].split("\n")[:60]:
            if len(line) < 80:
                _from_line("quoted line", line.strip("> "), scene, 0.0)
    if not any(vote.own and vote.best >= _SPELT for vote in scene.votes.values()):
        _from_domain(message, scene)
    return scene


def candidates(message: Message, owner: Owner, clues: Clues) -> list[choice.Candidate]:
    """Every name that may be the company's, described for the choice among them; none where it is settled."""
    scene = _seen(message, owner, clues)
    return [] if scene.is_plain() else choice.candidates(scene, chosen(scene))


def _of_returned(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The company that the returned message was written to: its domain alone is not enough, its name is (B16)."""
    addresses = [*message.returned_headers.get("to", ()), *message.headers.get("x-failed-recipients", ())]
    labels = tuple(label for value in addresses[:3] if (label := label_of(_address_in(value))))
    scene = Scene(labels, frozenset({squash(owner.name)}), "", 0, False, "", clues.language)
    for subject in message.returned_headers.get("subject", ())[:1]:
        _from_text("subject", pieces(subject[:300]), scene, 0.5)
    for text in (message.quoted_text[:_QUOTED], message.own_text[:_OWN], message.delivery_status[:0]):
        _from_text("text", pieces(text), scene, -0.5)
    likely = [vote for vote in scene.votes.values() if vote.own or vote.best >= 2.5]
    return max(likely, key=lambda vote: (vote.best, len(vote.text))).text if likely else None


def _address_in(value: str) -> str:
    found = re.search(r"[\w.+-]{1,64}@[\w.-]{1,200}", value[:1000])
    return found.group() if found else ""


def _scene(message: Message, owner: Owner, clues: Clues, letter: letters.Letter) -> Scene:
    people_known = [*message.to, *message.cc, *message.reply_to, *((message.sender,) if message.sender else ())]
    names = [owner.name, letter.signer or "", *(person.name or "" for person in people_known)]
    address = (message.sender.email or "") if message.sender else ""
    known = "" if clues.system else address
    labels = _labels(message, clues)
    names = [name for name in names if people.is_surely_person(name, known) or _is_writer(name, known, labels)]
    names += [given for name in names if (given := _called(people.bare(name)))]
    platform = _is_platform(message, labels)
    return Scene(
        labels=labels[1:] if platform else labels,
        persons=frozenset(squash(people.bare(name)) for name in names),
        address=known,
        agency=_agency(message, labels, letter),
        relayed=clues.system is not None or platform,
        system=squash(clues.system.name) if clues.system else labels[0].replace("-", "") if platform else "",
        language=clues.language,
        display=_machine(message),
        by_person=_by_person(message),
        local=_first_word(message.sender.email if message.sender else None),
    )


def _first_word(address: str | None) -> str:
    return re.split(r"[^a-z]", (address or "").lower(), maxsplit=1)[0]


def _by_person(message: Message) -> bool:
    """Whether a person's name, or an address made of it, stands as the sender."""
    name, address = (message.sender.name or "", message.sender.email or "") if message.sender else ("", "")
    if senders.is_no_reply(address) or address.startswith(_MACHINES):
        return False
    return people.is_surely_person(name, address) or (bool(name) and people.fits(name, address))


def _machine(message: Message) -> str:
    """The name under which a mailbox writes that no person reads."""
    address = (message.sender.email or "") if message.sender else ""
    is_machine = senders.is_no_reply(address) or address.startswith(_MACHINES)
    return squash(without_form((message.sender.name or "") if message.sender and is_machine else ""))


def _is_writer(name: str, address: str, labels: tuple[str, ...]) -> bool:
    """Say whether the address is made of a name that is no desk's and not the domain's ("Park Jihoon")."""
    words = people.bare(name).split()
    is_theirs = len(words) > 1 and bool(address) and people.fits(name, address) and not people.is_desk(name)
    return is_theirs and not any(spelt_out(words, label) >= 0.85 for label in labels)


def _called(name: str) -> str:
    """What a person signs with: "Jonty" of "Jonty Pike", "Pei Shan" of "Ong Pei Shan"."""
    words = name.split()
    return "" if len(words) < 2 else words[0] if len(words) == 2 else " ".join(words[1:])


def _agency(message: Message, labels: tuple[str, ...], letter: letters.Letter) -> int:
    if any(is_agency_label(label) for label in labels):
        return 2
    for line in letter.tail:
        for cut in cuts(line):
            if (
                (is_agency(cut) or _HR_FIRM.search(cut))
                and not cut.lower().endswith("personnel")
                and any(spelt_out(cut.split(), label) >= 0.85 for label in labels)
            ):
                return 1
    if any(_CONSULTANT.search(line) for line in letter.tail):
        return 2
    text = f"{message.subject[:200]}\n{letter.body[:_OWN]}"
    low = text.lower()
    return 1 if any(key in low for key in _CLIENT_KEYS) and _CLIENT.search(text) else 0


_KISSES = re.compile(r"\sx{1,4}$", re.IGNORECASE)
_AUTOMATIC = re.compile(
    r"^\W*(?:[^\x00-\x7f]{1,12} )?(?:auto(?:matic)?[ -]?reply|out of (?:the )?office|ooo|auto(?=[ :]*(?:re\b|:)))"
    r"(?:[ :]*re\b)?[ :]*",
    re.IGNORECASE,
)
"""How an automatic reply's subject begins."""
_MACHINES = ("notif", "alert", "scheduling@", "updates@", "notices@")
_HR_FIRM = re.compile(r"(?:^(?:RH|HR)\s)|\s(?:RH|HR|Personal|Lavoro|Conseil|Consult)$", re.I)
_CONSULTANT = re.compile(
    r"\b(?:recruitment consultant|recruitmentconsultant|wervingsconsultant|headhunter|personalberater(?:in)?"
    r"|consultante? en recrutement|chasseu(?:r|se) de têtes|consultora? de (?:recrutamento|reclutamiento|selecci[oó]n)"
    r"|consulente (?:di|per la|ricerca e) selezione|cacciat(?:ore|rice) di teste)\b",
    re.I,
)
"""What a recruiter for others signs as."""
_PLATFORM = re.compile(
    r"job|talent|hire|hiring|career|recruit|sign|screen|check|assess|interview|sched|apply|vagas|"
    r"emple|emploi|skill|onboard|stellen"
)


def _is_platform(message: Message, labels: tuple[str, ...]) -> bool:
    """An unknown system that writes for employers: "Acme via SignPath", notifications of a job portal."""
    if message.sender is None or not labels:
        return False
    before, via, after = (message.sender.name or "").partition(" via ")
    if via:
        return spelt_out(after.split(), labels[0]) >= 0.85 and spelt_out(before.split(), labels[0]) < 0.85
    address = message.sender.email or ""
    machine = senders.is_no_reply(address) or address.startswith(("notif", "alert", "info@", "hello@", "jobs@"))
    return machine and bool(_PLATFORM.search(labels[0])) and spelt_out(before.split(), labels[0]) >= 0.85


def _labels(message: Message, clues: Clues) -> tuple[str, ...]:
    found: list[str] = []
    persons = [message.sender, *message.reply_to[:2], *(event.organiser for event in message.calendar[:1])]
    for person in persons:
        address = person.email if person else None
        if (label := label_of(address)) and label not in found:
            found.append(label)
        if address and senders.system_at(senders.domain_of(address)) is not None:
            found.extend(
                hint
                for hint in senders.customer_hints(address)
                if hint not in found and hint not in (clues.system.domains[0] if clues.system else "")
            )
    return tuple(found[:4])


def _from_displays(message: Message, scene: Scene) -> None:
    for person in (message.sender, message.on_behalf_of, *message.reply_to[:1]):
        name = (person.name or "") if person else ""
        if not name:
            continue
        for cut in re.split(
            r"\s+(?:at|from|via|@|of|bei|chez|through|namens|per conto di|für|for)\s+|\s*[|()<>–•·]\s*|\s+-\s+|,\s",
            name[:160],
        ):
            if cut and not scene.is_person(cut):
                cut = _without_mailbox(cut, (person and person.email) or "")
                scene.sightings.append(Sighting("display", cut))
                scene.vote(cut, 3.0 if scene.relayed else 1.0)


def _without_mailbox(name: str, address: str) -> str:
    """Without the mailbox's own name behind the house's: "St Brigid's NS Office <office@…>" is no Post Office."""
    words = name.split()
    is_mailbox = len(words) > 1 and words[-1].casefold() == address.partition("@")[0].casefold()
    return " ".join(words[:-1]) if is_mailbox and squash(name) != squash(label_of(address) or "") else name


def _from_tail(letter: letters.Letter, scene: Scene) -> None:
    base = 1.0 if scene.labels or scene.relayed else 2.2
    if not letter.tail and letter.body.strip():
        last = re.split(r"[.!?]\s+", letter.body.strip().rsplit("\n", 1)[-1][-200:])[-1]
        if len(last) < 80:
            _from_line("last line", last, scene, 0.5)
    _from_spelling("tail", pieces("\n\n".join(letter.tail[:10])), scene, 0.5)
    for at, line in enumerate(letter.tail[:10]):
        _from_line(f"tail {min(at, 3)}", line, scene, base if at < 6 else 0.0, sure=0 < at < 6 and not scene.relayed)


def _from_head(body: str, scene: Scene) -> None:
    """The first line of a system's mail, where it is nothing but the employer's name."""
    head, _, rest = body[:300].lstrip().partition("\n")
    if rest.startswith("\n") and " " in head and _looks_named(head) and not scene.is_person(head):
        scene.sightings.append(Sighting("head", head.strip(), sure=True))
        is_house = any(fold(word) in COMPANY_WORDS for word in head.split())
        scene.vote(head.strip(), 2.5 if is_house else 0.5, sure=True)


def _from_line(region: str, line: str, scene: Scene, base: float, sure: bool = False) -> None:
    if ("@" in line and " " not in line) or "://" in line or len(line) > 100 or _KISSES.search(line):
        return
    parts = cuts(line)
    for part in parts:
        if not scene.is_person(part):
            whole = " whole" if len(parts) == 1 else ""
            scene.sightings.append(Sighting(region + whole, part, sure=sure))
            scene.vote(part, base + (2.0 if sure and len(parts) == 1 else 0.5), sure)


def _from_subject(subject: str, scene: Scene) -> None:
    subject = _AUTOMATIC.sub("", subject)
    subject = re.sub(
        r"([\w/-]+) ?\([^)]*\)",
        lambda found: found.group(1) if titles.is_head(found.group(1)) else found.group(),
        subject,
    )
    parts = pieces(subject)
    titled = " ".join("".join(parts[title.begin : title.reach]) for title in titles_in(parts, scene.language))
    found = re.split(r"\s*[|•·;–—/()\[\]:]\s*|\s+-+\s+|,\s+|\s+(?:at|with|bei|chez|x|@)\s+", subject)
    for at, cut in enumerate(found):
        if cut and _looks_named(cut) and not scene.is_person(cut):
            place = "only" if len(found) == 1 else "first" if at == 0 else "last" if at == len(found) - 1 else "middle"
            scene.sightings.append(Sighting(f"subject {place}", cut))
            scene.vote(cut, 2.0 if scene.relayed else 0.6, heads=cut not in titled)


def _looks_named(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= 7 and all(
        is_capital(w) or w[0].isdigit() or fold(w) in SMALL or w == "&" for w in words if w[0].isalnum() or w == "&"
    )


def _from_text(region: str, parts: Sequence[str], scene: Scene, base: float) -> None:
    _from_spelling(region, parts, scene, base)
    settled = scene.is_settled()
    for start, end in company_names.names(parts):
        begin = company_names.behind_article(parts, start, end, scene.language)
        client = scene.agency > 0 and acts(parts, end)
        third = (
            client
            or is_client(parts, begin)
            or after(parts, end) in _WORDS["reports"]
            or before(parts, begin)[0] in ("from", "by", ":")
        )
        in_full = base != _SUBJECT and scene.language != "de" and _says_more(parts, begin, end, scene)
        if settled and not (third or in_full):
            continue
        scene.sightings.append(Sighting(region, joined(parts[begin:end]), parts, begin, end))
        weight = cue(parts, begin, end, scene)
        if end - begin > 1 and (base == _SUBJECT or scene.agency == 2):
            weight = max(weight, 0.7)
        if end - begin > 1 and has_form("".join(parts[begin:end])):
            weight = max(weight, 2.0)
        if in_full:
            weight = max(weight, 1.0)
        if weight > 0:
            is_beside_title = base == _SUBJECT and end - begin > 1 and before(parts, begin)[0] in (",", "–", "-")
            scene.vote(joined(parts[begin:end]), base + weight, third=third, placed=is_beside_title, client=client)


def _says_more(parts: Sequence[str], begin: int, end: int, scene: Scene) -> bool:
    return end - begin > 1 and any(company_names.goes_on(parts, begin, end, label) for label in scene.labels[:1])


def _from_domain(message: Message, scene: Scene) -> None:
    """The words of the sender's own domain, where nothing better names the company."""
    for label in scene.labels[:1]:
        senders_names = [person.name or "" for person in (message.sender, *message.reply_to) if person]
        text = " ".join((message.subject[:200], message.own_text[:2000], *senders_names))
        known = [piece for piece in pieces(text) if is_word(piece) and len(piece) > 3]
        name = words_of(label, known)
        scene.sightings.append(Sighting("domain", name))
        if not any(squash(name) in map(squash, spellings(vote.text)) for vote in scene.votes.values()):
            is_ours = not (scene.agency == 2 or scene.relayed)
            is_human = is_ours and not senders.is_no_reply((message.sender.email or "") if message.sender else "")
            scene.votes[squash(name)] = Vote(name, 3.4 if is_ours else 1.6, own=True, guessed=is_human)


def _from_spelling(region: str, parts: Sequence[str], scene: Scene, base: float) -> None:
    for label in scene.labels:
        for begin, end in company_names.spelling_out(parts, label):
            scene.sightings.append(Sighting(region, joined(parts[begin:end]), parts, begin, end))
            scene.vote(joined(parts[begin:end]), base)
