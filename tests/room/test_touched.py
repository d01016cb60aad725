"""What may look different after a turn."""

from tests.room.cast import Evening, ana, ben, cleo, fay, through_json
from tests.room.conftest import Given
from workshop.room.join import ChangeSeat
from workshop.room.nouns import Note
from workshop.room.patch import merge, patch_of
from workshop.room.touched import touched_keys, touched_seats
from workshop.room.views import objects


def test_V1_several_turns_may_make_one_patch(busy: Evening) -> None:
    published = dict(objects(busy.room, "wall", ["w", "t1", "r1"]))
    before = through_json({"themes": {"t1": published[("themes", "t1")]}})
    notes: list[Note] = []
    for sent in (fay.renames("t1", "A"), fay.moves("r1", to=None), fay.renames("t1", "B")):
        busy.when(sent)
        notes += busy.room.notes
    found = objects(busy.room, "wall", touched_keys(busy.room, notes))
    patch = patch_of({k: v for k, v in published.items() if v is not None}, found)
    merged = merge(before, through_json(patch))
    assert merged["themes"]["t1"] == busy.wall["themes"]["t1"]


def test_V6_a_phone_receives_nothing_for_somebody_elses_response(given: Given) -> None:
    evening = given(fay.opens("p1"))
    phone = next(a for a in evening.audiences if a.name == "phone")
    sent = len(phone.patches)
    evening.when(ana.submits("Band"), ben.submits("a@b.org"), fay.makes("Music", "r1"))
    evening.when(fay.hides("r1"), fay.promotes("t1"), cleo.sends(ChangeSeat(table=1)))
    assert len(phone.patches) == sent


def test_what_somebody_says_changes_their_own_view_and_no_other_seats(busy: Evening) -> None:
    seats = busy.room.seats.keys()
    busy.when(cleo.submits("Trip"))
    assert touched_seats(busy.room, busy.room.notes, cleo.id) & seats == {cleo.id}
    busy.when(fay.hides("r1"))
    assert touched_seats(busy.room, busy.room.notes, fay.id) & seats == {ana.id}
