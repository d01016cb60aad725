"""What a seat or a person sees of its own."""

from tests.room.cast import EVERYBODY, Evening, ana, ben, fay
from workshop.room.own import holder, mine
from workshop.room.paper import EnterPaper


def test_a_seat_that_nobody_took_owns_nothing(busy: Evening) -> None:
    assert mine(busy.room, "s99", "participant")["responses"] == {}


def test_V1_what_is_looked_at_again_is_what_would_be_seen_anew(busy: Evening) -> None:
    before = {who.id: busy.mine(who) for who in EVERYBODY}
    busy.when(ana.edits("r1", "Bands"), fay.hides("r2"))
    for who in (ana, ben):
        again = mine(busy.room, who.id, who.role, before[who.id], {"r1", "r2"})
        assert again == mine(busy.room, who.id, who.role)


def test_what_a_form_on_paper_says_belongs_to_who_typed_it(busy: Evening) -> None:
    seats = set(busy.room.seats)
    busy.when(fay.sends(EnterPaper("p1", "Lunch is too short")))
    (form,) = busy.room.seats.keys() - seats
    assert holder(busy.room, form) == fay.id
    assert {holder(busy.room, seat) for seat in seats} == seats
