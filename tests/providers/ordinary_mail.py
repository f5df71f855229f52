"""Invented ordinary mail of a month, as it fills a mailbox around a search for work, with Gmail's tab for each."""

from __future__ import annotations

import random
from collections.abc import Iterator

SHOPS = ("Brightbean Coffee", "Möbelhaus Lind", "Oakline Books", "Saltmarsh Outdoor", "Ciné Lumière", "Verdura Kitchen")
FRIENDS = ("Robin Castle", "Maya Lindqvist", "Tomas Ferreira", "Aunt June", "Nils Bakker", "Chiara Monti", "Dev Anand")
PROMOTIONS = (
    ("{n}% off everything until Sunday", "Our biggest sale of the season. Shop now. Unsubscribe."),
    ("New in: autumn favourites", "Warm colours, soft wool, free delivery over $40."),
    ("Your points expire soon", "You have {n} points. Spend them on coffee, cake or a gift."),
    ("Careers in photography: our evening course", "Learn light, lens and editing in {n} evenings. Book your place."),
)
SOCIAL = (
    ("{friend} posted a photo", "See it and {n} other updates from people you follow."),
    ("You have {n} new followers", "Say hello."),
    ("{friend} mentioned you", "In the group Sunday Runners."),
)
FORUMS = (
    ("[allotments] Re: water butts", "I bought mine second hand, {n} litres, works fine."),
    ("[sourdough] Digest {n}", "Rye starters; which flour; baking times."),
)
UPDATES = (
    ("Your parcel is on its way", "Parcel {n} will arrive tomorrow between 9 and 12."),
    ("Receipt for your order {n}", "Thank you for your purchase. Total: ${n}.20."),
    ("Your statement is ready", "Account ending {n}. Log in to see it."),
    ("Security alert", "A new sign-in from a phone. If this was you, there is nothing to do."),
    ("Appointment reminder", "Dental check-up on Tuesday at 10:{n}. Reply C to confirm."),
    ("Build {n} failed", "The pipeline main failed in step lint."),
    ("Your ticket to the coast", "Coach 4, seat {n}. Boarding from 9:10."),
    ("Rechnung {n}", "Ihre Rechnung liegt im Kundenkonto bereit."),
    ("Votre facture du mois", "Montant : {n} euros. Merci de votre confiance."),
    ("Storage almost full", "You use {n}% of your space."),
    ("Your loan application has moved on", "Reference {n}. We will write again when it is decided."),
    ("Your subscription renews soon", "On the 3rd, for ${n}. Nothing to do."),
    ("Meter reading received", "Thank you. Your reading of {n} was saved."),
    ("Class booked: spinning", "See you on Thursday, bike {n}."),
    ("Password changed", "Your password was changed just now."),
)
PEOPLE = (
    ("Sunday?", "Shall we walk along the river, about {n} miles? Bring the dog."),
    ("Recipe", "Use {n} grams of flour and be patient with it. Love to everyone."),
    ("Re: keys", "They are with the neighbour at number {n}."),
    ("Photos", "From the garden. The small one is my favourite."),
)
KINDS = (
    (0.50, "CATEGORY_PROMOTIONS", PROMOTIONS),
    (0.15, "CATEGORY_SOCIAL", SOCIAL),
    (0.05, "CATEGORY_FORUMS", FORUMS),
    (0.21, "CATEGORY_UPDATES", UPDATES),
    (0.06, "CATEGORY_PERSONAL", PEOPLE),
    (0.03, "SENT", PEOPLE),
)
"""Share, label and what is written. Six in a hundred are from people, three are the owner's own."""


def ordinary_mail(count: int, owner: str, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """So many mails in the shares of `KINDS`, in a mixed order: Gmail's label for each, and its bytes."""
    chance = random.Random(seed)
    labels = [label for share, label, _ in KINDS for _ in range(round(share * count))]
    chance.shuffle(labels)
    texts = {label: written for _, label, written in KINDS}
    for number, label in enumerate(labels[:count]):
        subject, body = chance.choice(texts[label])
        words = {"n": chance.randint(11, 98), "friend": chance.choice(FRIENDS)}
        yield label, _mail(number, label, subject.format(**words), body.format(**words), owner, chance)


def _mail(number: int, label: str, subject: str, body: str, owner: str, chance: random.Random) -> bytes:
    is_human = label in ("CATEGORY_PERSONAL", "SENT")
    name = chance.choice(FRIENDS if is_human else SHOPS)
    other = f"{name} <{name.split()[0].lower()}@{'friends' if is_human else 'news'}.example>"
    sender, to = (owner, other) if label == "SENT" else (other, owner)
    mark = "" if is_human else "List-Unsubscribe: <https://news.example/u>\n"
    return (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <ordinary-{number}@news.example>\n{mark}"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n\n{name}\n"
    ).encode()
