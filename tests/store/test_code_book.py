"""Code book: kept for one district, with versions; never overwritten unseen."""

import pytest

from tests.store.conftest import HOUR, NOON
from workshop.data.code_book import MAX_CODES, Addition, merged
from workshop.data.lexicon import load_lexicon
from workshop.errors import NotFound, Refused
from workshop.store import code_book, people
from workshop.store.tables import DistrictRow, UserRow

K12 = load_lexicon("k12")
RODEO = {"name": "Rodeo", "family": "activities", "cues_en": "rodeo\nbarrel racing"}


class Desk:
    """What Fay and Ana do with the book."""

    def __init__(self, house):
        self.house = house
        self.district = house.district
        self.ana = self.write(
            lambda session: people.create_user(
                session,
                self.district,
                email="ana@maple.example",
                name="Ana",
                role="facilitator",
                at=NOON,
            )
        )

    def write(self, act):
        return self.house.writer.write(act).result(5)

    def adds(self, **values):
        return self.write(
            lambda session: code_book.add_code(
                session,
                self.district,
                K12,
                values={**RODEO, **values},
                by=self.house.fay.id,
                at=NOON,
            )
        )

    def takes(self, book):
        return self.write(
            lambda session: code_book.add_book(
                session, self.district, K12, book, by=self.ana.id, at=NOON + HOUR
            )
        )

    def saves(self, code, version, by=None, **values):
        return self.write(
            lambda session: code_book.save_code(
                session,
                self.district,
                K12,
                code,
                version=version,
                values=values,
                by=(by or self.house.fay).id,
                at=NOON + HOUR,
            )
        )

    def removes(self, code, version):
        self.write(
            lambda session: code_book.remove_code(
                session, self.district, K12, code, version=version, by=self.ana.id, at=NOON + HOUR
            )
        )

    def restores(self, code):
        self.write(
            lambda session: code_book.restore_code(
                session, self.district, K12, code, by=self.house.fay.id, at=NOON + 2 * HOUR
            )
        )

    def holds(self):
        with self.house.database.reader() as session:
            found = code_book.additions(session, self.district)
        return {addition.name or addition.code: addition for addition in found}

    def finds(self, code):
        with self.house.database.reader() as session:
            return code_book.get_code(session, self.district, K12, code)


@pytest.fixture
def desk(house):
    return Desk(house)


def test_a_code_that_is_added_is_kept_with_who_did_it(desk):
    made = desk.adds(name_es="Charrería")
    assert desk.holds() == {"Rodeo": made.addition}
    kept = desk.finds(made.addition.code)
    assert (kept.version, kept.changed_at, kept.changed_by) == (1, NOON, "Fay")
    assert kept.addition.cues == {"en": ("rodeo", "barrel racing"), "es": ()}
    assert kept.addition.names == {"es": "Charrería"}


def test_the_same_form_sent_twice_makes_one_code(desk):
    desk.adds()
    with pytest.raises(Refused, match="invalid_fields"):
        desk.adds()
    assert len(desk.holds()) == 1


def test_a_shipped_code_takes_cues_and_may_be_left_unused(desk):
    assert desk.finds("arts").version == 0
    assert desk.saves("arts", 0, used="yes", cues_en="mariachi").version == 1
    assert desk.saves("arts", 1, used="", cues_en="mariachi").version == 2
    kept = desk.holds()["arts"]
    assert (kept.cues["en"], kept.is_used) == (("mariachi",), False)


def test_two_people_at_once_never_overwrite_each_other(desk):
    desk.saves("arts", 0, desk.ana, used="yes", cues_en="mariachi")
    with pytest.raises(Refused, match="changed_meanwhile") as refusal:
        desk.saves("arts", 0, used="yes", cues_en="folklórico")
    told = refusal.value.params
    assert told["there"] == {"cues_en": "mariachi", "cues_es": "", "used": "yes"}
    assert (told["version"], told["by_name"], told["at"]) == (1, "Ana", NOON + HOUR)
    desk.saves("arts", told["version"], used="yes", cues_en="mariachi\nfolklórico")
    assert desk.holds()["arts"].cues["en"] == ("mariachi", "folklórico")


def test_the_same_words_sent_twice_are_harmless(desk):
    desk.saves("arts", 0, used="yes", cues_en="mariachi")
    assert desk.saves("arts", 0, used="yes", cues_en="mariachi").version == 1
    assert desk.saves("clubs", 0, used="yes").version == 0
    assert "clubs" not in desk.holds()


def test_what_is_refused_changes_nothing(desk):
    made = desk.adds()
    with pytest.raises(Refused, match="invalid_fields"):
        desk.saves(made.addition.code, 1, **{**RODEO, "name": ""})
    assert desk.holds()["Rodeo"] == made.addition


def test_a_removed_code_comes_back_with_its_cues(desk):
    code = desk.adds().addition.code
    desk.removes(code, 1)
    assert desk.holds() == {}
    assert desk.finds(code).is_removed
    desk.restores(code)
    assert desk.holds()["Rodeo"].cues["en"] == ("rodeo", "barrel racing")
    assert desk.finds(code).version == 3
    desk.restores(code)
    assert desk.finds(code).version == 3


def test_rejects_a_removal_of_what_somebody_changed_meanwhile(desk):
    code = desk.adds().addition.code
    desk.saves(code, 1, **{**RODEO, "cues_en": "rodeo"})
    with pytest.raises(Refused, match="changed_meanwhile"):
        desk.removes(code, 1)
    desk.removes(code, 2)
    desk.removes(code, 2)


def test_who_saves_a_code_that_was_removed_is_told_and_may_bring_it_back(desk):
    code = desk.adds().addition.code
    desk.removes(code, 1)
    with pytest.raises(Refused, match="code_removed") as refusal:
        desk.saves(code, 1, **{**RODEO, "cues_en": "rodeo\nroping"})
    assert refusal.value.params["by_name"] == "Ana"
    desk.saves(code, refusal.value.params["version"], **{**RODEO, "cues_en": "rodeo\nroping"})
    assert desk.holds()["Rodeo"].cues["en"] == ("rodeo", "roping")


def test_a_removed_code_whose_name_was_given_away_stays_removed(desk):
    code = desk.adds().addition.code
    desk.removes(code, 1)
    desk.adds()
    with pytest.raises(Refused, match="invalid_fields"):
        desk.restores(code)


@pytest.mark.parametrize("code", ["nowhere", "arts"])
def test_only_an_own_code_is_removed(desk, code):
    with pytest.raises(NotFound, match="code"):
        desk.removes(code, 0)


def test_a_code_that_is_nowhere_is_not_found(desk):
    for act in (lambda: desk.saves("own_0", 0, **RODEO), lambda: desk.finds("own_0")):
        with pytest.raises(NotFound, match="code"):
            act()


def test_another_district_has_a_book_of_its_own(desk):
    desk.saves("arts", 0, used="yes", cues_en="mariachi")
    desk.write(lambda session: session.add(DistrictRow(id="d2", name="Oak")))
    with desk.house.database.reader() as session:
        assert code_book.additions(session, "d2") == []
        assert code_book.get_code(session, "d2", K12, "arts").version == 0


def test_a_district_has_so_many_codes_and_no_more(desk):
    def fill(session):
        for number in range(MAX_CODES):
            values = {**RODEO, "name": f"Code {number}"}
            code_book.add_code(
                session, desk.district, K12, values=values, by=desk.house.fay.id, at=NOON
            )

    desk.write(fill)
    with pytest.raises(Refused, match="too_many_codes"):
        desk.adds()


def test_a_file_adds_codes_and_cues_and_overwrites_nothing(desk):
    desk.saves("arts", 0, used="yes", cues_en="mariachi")
    book = merged(
        K12,
        [
            Addition("arts", {"en": ("folklórico",)}),
            Addition("theirs", {"en": ("rodeo",)}, name="Rodeo", family="activities"),
        ],
    )
    assert desk.takes(book) == 2
    held = desk.holds()
    assert held["arts"].cues["en"] == ("mariachi", "folklórico")
    assert held["Rodeo"].code.startswith("own_")
    assert desk.takes(book) == 0
    assert desk.finds("arts").version == 2


def test_a_file_with_one_bad_code_adds_nothing(desk):
    good = Addition("own_1", {"en": ("rodeo",)}, name="Rodeo", family="activities")
    bad = Addition("own_2", {"en": ("!!!",)}, name="Fair", family="activities")
    with pytest.raises(Refused, match="bad_code") as refusal:
        desk.takes(merged(K12, [good, bad]))
    assert refusal.value.params == {"name": "Fair", "fault": {"code": "cue_no_word", "cue": "!!!"}}
    assert desk.holds() == {}


def test_a_book_outlives_who_wrote_it(desk):
    desk.saves("arts", 0, desk.ana, used="yes", cues_en="mariachi")
    desk.write(lambda session: session.delete(session.get(UserRow, desk.ana.id)))
    assert desk.finds("arts").changed_by is None
