"""Propose: what may belong together, with its why, and nothing that a room has told apart."""

from tests.inquiry.test_combine import heard, joined
from tests.plan.evening import Evening
from workshop.inquiry.combine import Joined, Ref, compare
from workshop.inquiry.propose import Proposal, Wording, propose, root_of

WORDS = Wording(
    empty=frozenset({"the", "our", "for", "all", "and", "who", "that", "every", "they", "los"}),
    means={"maestro": "teacher", "banda": "band", "música": "music"},
    cues={"counselor": "support", "therapist": "support", "mental health": "support"},
)


def said(key: str, **themes: tuple[str, ...]) -> Evening:
    """Hold a workshop whose themes hold these phrases."""
    evening = Evening(key, key)
    seat = evening.joins("family")
    for name, phrases in themes.items():
        ids = [evening.says(seat, phrase) for phrase in phrases]
        evening.groups(name.replace("_", " "), *ids)
    return evening


def offered(*evenings: Evening, those: tuple[Joined, ...] = ()) -> tuple[Proposal, ...]:
    all_heard = heard(evenings, *those)
    comparison = compare(all_heard, those)[0]
    return propose(comparison, [one.outcome for one in all_heard], WORDS)


def refs(*pairs: str) -> tuple[Ref, ...]:
    return tuple(Ref(*pair.split(":")) for pair in pairs)


def test_FA25_the_same_name_is_offered_first_whatever_its_case_and_accents():
    first, *_ = offered(
        said("w1", Musica=("we sing",), Lunch=("the food",)),
        said("w2", Música=("they play",), Lunches=("better food",)),
    )
    assert (first.name, first.refs) == ("Musica", refs("w1:t1", "w2:t1"))
    assert (first.words, first.codes, first.strength) == ((), (), 1.0)


def test_FA25_shared_words_are_the_why():
    (one,) = offered(
        said("w1", Caring_teachers=("teachers know us", "teachers listen"), Sports=("football",)),
        said("w2", Teachers=("the teachers who stay late",), Food=("hot lunch",)),
    )
    assert one.refs == refs("w1:t1", "w2:t1")
    assert one.words == ("teachers",)


def test_FA25_two_languages_meet_in_what_words_mean():
    (one,) = offered(
        said("w1", Teachers=("teachers stay late",), Sports=("football",)),
        said("w2", Maestros=("los maestros ayudan",), Comida=("almuerzo",)),
    )
    assert one.refs == refs("w1:t1", "w2:t1")


def test_FA25_a_code_of_the_book_joins_what_has_no_word_in_common():
    (one,) = offered(
        said("w1", Help=("one more counselor", "counselors in each building"), Food=("lunch",)),
        said("w2", Wellbeing=("mental health matters", "a therapist"), Buses=("late bus",)),
    )
    assert (one.words, one.codes) == ((), ("support",))


def test_FA25_what_one_workshop_keeps_apart_is_never_offered_as_one():
    found = offered(
        said("w1", Band=("band music",), Choir=("choir music band",)),
        said("w2", Band=("band music choir",), Choir=("choir band",)),
    )
    assert found
    for one in found:
        assert len({ref.workshop for ref in one.refs}) == len(one.refs)


def test_FA25_what_is_combined_already_is_offered_more():
    care = joined("c1", ("w1", "t1"), ("w2", "t1"))
    evenings = [
        said("w1", Teachers=("teachers know us",)),
        said("w2", Caring_teachers=("teachers stay late",)),
        said("w3", Our_teachers=("teachers who listen",), Food=("lunch",)),
    ]
    (one,) = offered(*evenings, those=(care,))
    assert (one.into, one.name, one.refs) == ("c1", "Theme c1", refs("w3:t1"))


def test_nothing_alike_is_nothing_offered():
    assert offered(said("w1", Food=("hot lunch",)), said("w2", Buses=("late again",))) == ()
    assert offered(said("w1", Food=("hot lunch",))) == ()


def test_the_order_of_workshops_changes_nothing():
    evenings = [
        said("w1", Caring=("teachers know us", "teachers listen"), Band=("band music",)),
        said("w2", Adults=("the teachers who stay late",), Music=("band and music",)),
        said("w3", Staff=("teachers help",), Art=("paint",)),
    ]

    def sets(found: tuple[Proposal, ...]) -> set[frozenset[Ref]]:
        return {frozenset(one.refs) for one in found}

    assert sets(offered(*evenings)) == sets(offered(*reversed(evenings)))


def test_words_lose_the_endings_of_number_and_gender():
    assert {root_of(word) for word in ("teacher", "teachers")} == {"teacher"}
    assert {root_of(word) for word in ("maestro", "maestra", "maestros", "maestras")} == {"maestr"}
    assert {root_of(word) for word in ("family", "families")} == {"family"}
    assert {root_of(word) for word in ("care", "cares", "caring", "cared")} == {"car"}
    assert root_of("bus") == "bus"
    assert root_of("class") == "class"
