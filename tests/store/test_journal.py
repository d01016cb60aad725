"""The journal: in order, without gaps, and forgetful where it must be."""

import dataclasses

import pytest
from sqlalchemy.exc import IntegrityError

from workshop.store import journal
from workshop.store.journal import Entry


def said(seq: int, text: str = "We look after each other", **changes) -> Entry:
    event = {"type": "response_submitted", "v": 1, "id": f"r{seq}", "prompt": "p1", "text": text}
    entry = Entry(
        seq=seq,
        at=1000 + seq,
        by="s42",
        ref=f"ref{seq}",
        digest="d",
        type="submit_response",
        events=(event,),
    )
    return dataclasses.replace(entry, **changes)


def undid(seq: int, *writes: list) -> Entry:
    events = ({"type": "undone", "entry": 1, "writes": list(writes)},)
    return said(seq, type="undo", events=events)


@pytest.fixture
def append(house):
    def append(*entries: Entry) -> None:
        house.writer.write(
            lambda session: journal.append(session, house.district, house.workshop.id, entries)
        ).result()

    return append


@pytest.fixture
def read(house):
    def read(**narrowed) -> list[Entry]:
        with house.database.reader() as session:
            return journal.read(session, house.workshop.id, **narrowed)

    return read


@pytest.fixture
def blank(house):
    def blank(response: str, **narrowed) -> int:
        return house.writer.write(
            lambda session: journal.blank(
                session,
                house.district,
                house.workshop.id,
                {response: narrowed.pop("text", "")},
                **narrowed,
            )
        ).result()

    return blank


def test_entries_come_back_as_they_went_in(append, read):
    entries = [
        said(1, 'Wir "mögen" 你好 👋🏽\\\n'),
        said(2, events=()),
        undid(3, ["r1", "state", None]),
    ]
    append(*entries)
    assert read() == entries


def test_entries_are_read_in_order_from_anywhere(append, read):
    append(*(said(seq) for seq in range(1, 13)))
    append(said(13))
    assert [entry.seq for entry in read(after=4, limit=3)] == [5, 6, 7]
    assert [entry.seq for entry in read(after=11)] == [12, 13]
    assert read(after=13) == []


def test_an_empty_journal_stands_at_nought(house, append):
    def last(session) -> int:
        return journal.last_seq(session, house.workshop.id)

    assert house.writer.write(last).result() == 0
    append(said(1), said(2))
    assert house.writer.write(last).result() == 2


@pytest.mark.parametrize("seqs", [(2,), (4,), (3, 5), (3, 3)])
def test_a_seq_that_does_not_follow_is_not_written(append, read, seqs):
    append(said(1), said(2))
    with pytest.raises(ValueError, match="was expected"):
        append(*(said(seq) for seq in seqs))
    assert len(read()) == 2


def test_a_ref_is_written_once_for_each_seat(append, read):
    append(said(1, ref="again"), said(2, ref="again", by="s43"))
    with pytest.raises(IntegrityError):
        append(said(3, ref="again"))
    assert len(read()) == 2


def test_an_entry_belongs_to_a_workshop_that_exists(house):
    with pytest.raises(IntegrityError):
        house.writer.write(
            lambda session: journal.append(session, house.district, "w0", [said(1)])
        ).result()


def test_blanking_empties_the_words_of_one_response_and_nothing_else(append, read, blank):
    edited = {"type": "response_edited", "response": "r1", "text": "We really do"}
    suggested = {"type": "themes_suggested", "placed": {"r1": "t1"}, "text": "kept"}
    append(said(1), said(2), said(3, events=(edited, suggested)))
    assert blank("r1") == 2
    first, second, third = read()
    assert first.events == ({**said(1).events[0], "text": ""},)
    assert second == said(2)
    assert third.events == ({**edited, "text": ""}, suggested)


def test_what_was_said_beside_a_response_stays_unless_its_words_went_since(append, read, blank):
    def beside(seq: int, text: str) -> Entry:
        event = {"type": "remark_made", "remark": f"k{seq}", "text": text, "response": "r1"}
        return said(seq, events=(event,))

    edited = {"type": "response_edited", "response": "r1", "text": "We really do"}
    append(said(1), beside(2, "Who said that?"), said(3, events=(edited,)), beside(4, "Ask Ana"))
    blank("r1", text="We really do")
    assert [entry.events[0]["text"] for entry in read()] == [
        "We really do",
        "",
        "We really do",
        "Ask Ana",
    ]
    blank("r1", text="We [removed]", words={"We really do": "We [removed]"})
    assert [entry.events[0]["text"] for entry in read()][1::2] == ["", ""]


def test_blanking_reaches_what_an_undo_wrote_back(append, read, blank):
    append(
        undid(1, ["r1", "text", "old words"], ["r1", "state", "shown"], ["r2", "text", "other"]),
        undid(2, ["r1", None, {"id": "r1", "text": "old words"}]),
    )
    assert blank("r1") == 2
    assert [entry.events[0]["writes"] for entry in read()] == [
        [["r1", "text", ""], ["r1", "state", "shown"], ["r2", "text", "other"]],
        [["r1", None, {"id": "r1", "text": ""}]],
    ]


def test_blanking_reaches_a_translation_that_an_undo_wrote_back(append, read, blank):
    edited = {"type": "response_edited", "response": "r1", "text": "El coro"}
    said_once = ["r1", "translations", {"en": "The band"}]
    other = ["r2", "translations", {"en": "The bus"}]
    append(undid(1, said_once, other), said(2, events=(edited,)), undid(3, said_once))
    blank("r1", text="El coro")
    assert [entry.events[0]["writes"] for entry in read()[::2]] == [
        [["r1", "translations", {}], other],
        [said_once],
    ]


def test_blanking_reaches_what_was_voted_on_and_parked_in_the_words_of_a_response(
    append, read, blank
):
    old, new = "Ms. Low yells", "Somebody yells"
    option = {"text": old, "source": "v1", "said": "r1"}
    other = {"text": old, "source": ""}
    asked = {"type": "ballot_made", "ballot": "b1", "options": {"o1": option, "o2": other}}
    parked = {"type": "parked_aside", "item": "l1", "response": "r1", "text": old}
    plain = {**parked, "item": "l2", "text": ""}
    edited = {"type": "parked_edited", "item": "l1", "text": old}
    append(
        said(1, old),
        said(2, events=(asked,)),
        said(3, events=(parked, plain)),
        said(4, events=(edited,)),
        undid(5, ["l1", "text", old], ["l2", "text", old]),
    )
    blank("r1", text=new, words={old: new})
    made, put, worded, undone = (entry.events for entry in read()[1:])
    assert made[0]["options"] == {"o1": {**option, "text": new}, "o2": other}
    assert [event["text"] for event in put] == [new, ""]
    assert worded[0]["text"] == new
    assert undone[0]["writes"] == [["l1", "text", new], ["l2", "text", new]]


def test_blanking_reaches_earlier_wordings_that_an_undo_wrote_back(append, read, blank):
    made = {
        **{"type": "statement_made", "statement": "v1", "title": "Low", "text": "Low yells"},
        **{"theme": None, "responses": ["r1"]},
    }
    append(
        said(1, "Low yells"),
        said(2, events=(made,)),
        undid(3, ["v1", "versions", [["Low", "Low yells"]]]),
    )
    blank("r1", text="[…] yells", words={"Low yells": "[…] yells"})
    assert read()[2].events[0]["writes"] == [["v1", "versions", [["Low", "[…] yells"]]]]


def test_what_was_parked_in_other_words_stays_when_its_phrase_is_edited(append, read, blank):
    parked = {"type": "parked_aside", "item": "l1", "response": "r1", "text": "Who pays?"}
    append(said(1), said(2, events=(parked,)))
    blank("r1", text="")
    assert read()[1].events == (parked,)


def test_blanking_leaves_a_response_whose_id_only_begins_alike(append, read, blank):
    append(*(said(seq) for seq in range(1, 13)))
    assert blank("r1") == 1
    assert {entry.seq for entry in read() if not entry.events[0]["text"]} == {1}


def test_blanking_stops_before_a_seq(append, read, blank):
    newer = {"type": "response_edited", "response": "r1", "text": "We really do"}
    append(said(1), said(2, events=(newer,)))
    assert blank("r1", before=2) == 1
    assert read()[1].events == (newer,)


def test_blanking_twice_changes_nothing_more(append, blank):
    append(said(1))
    assert (blank("r1"), blank("r1")) == (1, 0)


def test_blanked_words_are_gone_from_the_file(house, append, blank):
    append(said(1, "an unmistakable phrase"))
    blank("r1")
    house.writer.close(5)
    assert b"unmistakable" not in house.database.path.read_bytes()
    assert house.database.waiting_bytes() == 0
