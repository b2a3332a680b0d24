"""The seven principles of the publicity code, each with the questions that a clerk asks of an item.

Source: Code of Recommended Practice on Local Authority Publicity (Circular 01/2011), to which a council has regard in
each decision on publicity (Local Government Act 1986, s.4(1)); the questions are in our own words. Paragraphs are given
by principle, as guidance on the Code groups them. A yes is always the answer that lets an item go out.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Principle:
    """One principle. ``asks`` is what is answered, ``questions`` help to; ``source`` says where the Code has it.

    ``checks`` are those whose findings are shown beside it.
    """

    slug: str
    name: str
    asks: str
    questions: tuple[str, ...]
    source: str
    checks: frozenset[str] = frozenset()


LAWFUL, COST, CARE = "lawful", "cost_effective", "care"
CODE = "Publicity code 2011"

PRINCIPLES: tuple[Principle, ...] = (
    Principle(
        LAWFUL,
        "Lawful",
        "Is it lawful?",
        (
            "No word, picture, hashtag or link in it looks meant to help or harm a party, or who is known for one?",
            "It is about the council’s functions, or about services in its area?",
            "If it is paid for: it keeps to the advertising codes, and says that it is advertising?",
            "Copyright, personal data, defamation and confidence have been thought of, each by itself?",
        ),
        f"{CODE}, paragraphs 5 to 9; Local Government Act 1986, s.2",
        frozenset(
            {
                "party-political",
                "party-identity",
                "defamation",
                "copyright",
                "personal-data",
                "confidential-matter",
                "image-permission",
                "quote-unapproved",
                "safeguarding",
            }
        ),
    ),
    Principle(
        COST,
        "Cost effective",
        "Is it worth what it costs?",
        (
            "Nobody else (the district, the county, the government) says the same already?",
            "Its cost is recorded, and it takes the cheapest way that reaches those whom it is for?",
            "Bought space is not a way to support a newspaper, a charity or a firm?",
        ),
        f"{CODE}, paragraphs 10 to 14; Local Government Act 1986, s.5",
        frozenset({"commercial", "repeat", "recipients"}),
    ),
    Principle(
        "objective",
        "Objective",
        "Is it objective?",
        (
            "The facts are right, and it is known where they come from?",
            "It is balanced, and nobody takes it for a political statement, or for comment on a policy in dispute?",
            "It explains what the council decided and why, rather than win people over to a view?",
            "What it says of the government’s policies is balanced and accurate?",
        ),
        f"{CODE}, paragraphs 15 to 18",
        frozenset(
            {
                "persuasion",
                "basis-stated",
                "basis-entered",
                "consistency",
                "officer-opinion",
                "links",
                "purpose",
            }
        ),
    ),
    Principle(
        "even_handed",
        "Even-handed",
        "Is it even-handed?",
        (
            "Where people here differ, their views are told fairly, and no group is favoured?",
            "A councillor is shown for the office they hold and the work, not for themselves or a party?",
            "Another councillor, or group, in the same place would get the same?",
            "What comes from somebody else would pass these questions too, and is marked as theirs?",
        ),
        f"{CODE}, paragraphs 19 to 24",
        frozenset(
            {
                "councillor-promotion",
                "councillor-prefix",
                "personal-interest",
                "declared-interest",
                "capacity",
            }
        ),
    ),
    Principle(
        "appropriate",
        "Appropriate",
        "Is it an appropriate use of publicity?",
        (
            "Anybody sees at once that it is the council’s: its name, the date, whom to ask?",
            "A newsletter keeps to the council’s business and local services, and comes at most once a month?",
            "It pays no lobbyist, and no stand at a party’s conference?",
            "A campaign (safety, health, litter) has evidence behind it?",
        ),
        f"{CODE}, paragraphs 25 to 31",
        frozenset({"branding", "channel-approved", "official-address", "tone", "abuse", "obscenity"}),
    ),
    Principle(
        "equality",
        "Equality and diversity",
        "Does it have regard to equality and diversity?",
        (
            "People with disabilities can read it: plain words, descriptions of pictures, captions, contrast?",
            "It is fair to every protected group, and its pictures show people, not stereotypes?",
            "It helps people here to get on with each other?",
        ),
        f"{CODE}, paragraph 32; Equality Act 2010, s.149",
        frozenset({"accessibility", "alternative-text", "discrimination", "printable"}),
    ),
    Principle(
        CARE,
        "Care in periods of heightened sensitivity",
        "Is it issued with the care that the moment asks for?",
        (
            "It is known whether a poll is pending anywhere in the area, and which period runs?",
            "It takes up nothing in dispute, and ties no view or proposal to one member or group, before a poll?",
            "Nobody in it stands, or acts for somebody who stands?",
            "Nobody could reasonably think that public money is spent to sway the result?",
        ),
        f"{CODE}, paragraphs 33 to 35",
        frozenset(
            {"election-candidate", "election-quote", "election-controversy", "sensitive-matter", "timing"}
        ),
    ),
)
BY_SLUG = {principle.slug: principle for principle in PRINCIPLES}
