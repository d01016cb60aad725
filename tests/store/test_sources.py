"""Sources: what a workshop brought, kept in step with it and never in the way of the plan."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlmodel import select

from tests.documents.decided import a_decided_evening
from tests.plan.evening import PHRASES, Evening, a_whole_evening
from tests.store.conftest import NOON
from tests.store.desk import Desk, a_desk
from workshop.errors import NotFound, Refused
from workshop.plan.draft import Draft, bring
from workshop.plan.nouns import Priority
from workshop.room.paper import EnterPaper
from workshop.room.theme import MoveResponses
from workshop.store import journal, plans, sources
from workshop.store.plan_items import remove_item, save_item
from workshop.store.sources import Brought
from workshop.store.tables import PlanSourceRow


@pytest.fixture
def desk(house) -> Desk:
    return a_desk(house)


@pytest.fixture
def night(desk) -> Evening:
    return a_whole_evening(desk.house.workshop.id)


def brings(desk, evening, *, at=NOON) -> Brought:
    drafts = bring(evening.outcome())
    return desk.does(sources.bring_in, desk.plan, drafts, at=at)


def behind(desk, name: str):
    """Return the source of the item of this name."""
    whole = desk.sees()
    (item,) = (item for item in whole.items if item.name == name)
    (source,) = whole.sources_of(item.id)
    return source


def blanks(desk, response: str, text: str, district: str | None = None) -> None:
    workshop = desk.house.workshop.id

    def act(session):
        sources.blank_quotes(session, district or desk.house.district, workshop, response, text)

    desk.house.writer.write(act).result()


def test_a_workshop_is_brought_with_its_people_and_their_words(desk, night):
    assert brings(desk, night) == Brought(new=5, kept=0)
    assert behind(desk, "Strong academics") == bring(night.outcome())[4].source
    kinds = sorted(item.kind for item in desk.sees().items if desk.sees().sources_of(item.id))
    assert kinds == ["competency", "priority", "priority", "value", "vision"]


def test_a_source_from_before_labels_had_languages_keeps_the_one_it_has(desk, night):
    brings(desk, night)
    kept = behind(desk, "Strong academics")
    old = json.dumps(kept.crowd.groups)

    def age(session):
        for row in session.exec(select(PlanSourceRow)):
            row.groups = old

    desk.house.writer.write(age).result()
    source = behind(desk, "Strong academics")
    assert (source.crowd, source.quotes) == (kept.crowd, kept.quotes)
    assert source.group("Teacher", "es") == "Teacher"
    brings(desk, night)
    assert behind(desk, "Strong academics").group("Teacher", "es") == "Docente"


def test_paper_forms_are_kept_beside_the_people(desk, night):
    said = night.do(EnterPaper("p1", "Science fairs\n\nA robot club"))
    night.do(MoveResponses(tuple(key for key in said if key.startswith("r")), "t2"))
    night.promotes("t2", "value", "", "We value growth.")
    brings(desk, night)
    crowd = behind(desk, "We value growth.").crowd
    assert (crowd.people, crowd.papers) == (2, 2)


def test_bringing_again_brings_only_what_is_new(desk, night):
    brings(desk, night)
    before = desk.sees()
    assert brings(desk, night) == Brought(new=0, kept=5)
    assert desk.sees() == before
    night.promotes("t2", "value", "", "We value growth.")
    assert brings(desk, night) == Brought(new=1, kept=5)
    assert {item.id for item in before.items} < {item.id for item in desk.sees().items}


def test_bringing_again_leaves_words_that_a_person_edited(desk, night):
    brings(desk, night)
    (item,) = (i for i in desk.sees().items if i.name == "Strong academics")
    desk.does(save_item, item.id, version=1, values={"title": "Learning"}, by=desk.cai)
    brings(desk, night)
    assert desk.reads(item.id).name == "Learning"
    assert desk.reads(item.id).version == 2


def test_bringing_again_does_not_bring_back_what_was_removed(desk, night):
    brings(desk, night)
    (item,) = (i for i in desk.sees().items if i.name == "Strong academics")
    desk.does(remove_item, item.id, version=1)
    assert brings(desk, night) == Brought(new=0, kept=5)
    assert "Strong academics" not in {i.name for i in desk.sees().items}


def test_bringing_again_brings_quotes_up_to_date(desk, night):
    brings(desk, night)
    night.hides("r3")
    brings(desk, night, at=NOON + 1)
    source = behind(desk, "Strong academics")
    assert [quote.text for quote in source.quotes] == [PHRASES[3]]
    assert source.crowd.people == 1
    assert source.seq == night.room.seq


def test_an_older_freeze_undoes_nothing(desk, night):
    old = bring(night.outcome())
    night.hides("r3")
    brings(desk, night)
    desk.does(sources.bring_in, desk.plan, old)
    assert [quote.text for quote in behind(desk, "Strong academics").quotes] == [PHRASES[3]]


def test_two_workshops_come_into_one_plan(desk, night):
    brings(desk, night)
    second = a_whole_evening("wother", "Focus group")
    assert brings(desk, second) == Brought(new=5, kept=0)
    titles = {s.title for all_of in desk.sees().sources.values() for s in all_of}
    assert titles == {"Vision night", "Focus group"}
    assert set(desk.numbers()) == {"1", "1.1", "2", "3", "4", "5"}


def test_one_workshop_comes_into_two_plans(desk, night):
    brings(desk, night)
    cover = {"title": "Oak", "start_year": 2026, "end_year": 2030}
    other = desk.does(plans.create_plan, project=desk.house.project, values=cover)
    assert desk.does(sources.bring_in, other.id, bring(night.outcome())).new == 5


def test_what_was_brought_is_in_the_history(desk, night):
    brings(desk, night)
    assert ("", "", "Strong academics", "Fay") in {
        (c.field, c.old, c.new, c.by_name) for c in desk.history()
    }


def test_another_district_cannot_bring_into_it(desk, night):
    def act(session):
        sources.bring_in(session, "d0", desk.plan, bring(night.outcome()), by="u0", at=NOON)

    with pytest.raises(NotFound, match="plan"):
        desk.house.writer.write(act).result()


# --- redaction ------------------------------------------------------------------------------


def test_redacted_words_leave_every_quote(desk, night):
    brings(desk, night)
    blanks(desk, "r1", "[name removed] belongs")
    blanks(desk, "r1", "[name removed] belongs")
    texts = [q.text for s in desk.sees().sources.values() for one in s for q in one.quotes]
    assert texts.count("[name removed] belongs") == 2  # behind the priority and the value
    assert PHRASES[0] not in texts


def test_redacted_words_leave_the_item_that_was_that_phrase_and_its_history(desk, night):
    brings(desk, night)
    (item,) = (i for i in desk.sees().items if i.kind == "vision")
    desk.does(save_item, item.id, version=1, values={"text": f"{PHRASES[1]}, ever"})
    blanks(desk, "r2", "[removed] eats lunch alone")
    now = desk.reads(item.id)
    assert (now.name, now.version) == ("[removed] eats lunch alone, ever", 3)
    with closing(sqlite3.connect(desk.house.database.path)) as connection:
        assert not [line for line in connection.iterdump() if PHRASES[1] in line]


def test_a_title_that_is_a_phrase_cut_off_is_redacted_too(desk):
    evening = Evening(desk.house.workshop.id)
    long = "Sam Jones says that " + "we need more music " * 10
    evening.promotes_phrase(evening.says(evening.joins(), long), "priority")
    brings(desk, evening)
    blanks(desk, "r1", "[name removed] says that we need more music")
    assert "Sam" not in repr(desk.sees())
    assert "Sam" not in repr(desk.history())


def test_words_that_a_person_wrote_stay_when_a_phrase_behind_them_is_redacted(desk, night):
    brings(desk, night)
    before = {item.id: item for item in desk.sees().items if item.kind == "priority"}
    blanks(desk, "r1", "[removed]")
    assert before == {item.id: item for item in desk.sees().items if item.kind == "priority"}


COINED, CALLED = "Zibby · Tone", "Tone"


def renames(desk, names, *, workshop=None):
    where = workshop or desk.house.workshop.id

    def act(session):
        sources.rename_coined(session, desk.house.district, where, names)

    desk.house.writer.write(act).result()


def test_M5_an_item_that_bears_a_name_which_the_engine_made_up_is_called_otherwise(desk):
    evening = Evening(desk.house.workshop.id)
    theme = evening.groups(COINED, evening.says(evening.joins(), "Zibby sets the tone"))
    evening.promotes(theme, "priority")
    evening.promotes(theme, "value")
    evening.promotes(theme, "vision", "", f"{COINED} of ours")
    brings(desk, evening)
    renames(desk, {"i1": {COINED: CALLED}}, workshop="wother")
    assert "Zibby · Tone" in desk.numbers().values(), "that was another workshop's"
    renames(desk, {key: {COINED: CALLED} for key in ("t1", "i1", "v1", "v2")})
    renames(desk, {key: {COINED: CALLED} for key in ("t1", "i1", "v1", "v2")})
    named = {
        item.name: item.version for item in desk.sees().items if desk.sees().sources_of(item.id)
    }
    assert named == {CALLED: 2, f"{COINED} of ours": 1}, "what a person worded is a person's"
    assert {behind(desk, name).theme for name in (f"{COINED} of ours",)} == {CALLED}
    assert COINED not in {change.new for change in desk.history()}


def test_M5_an_item_that_somebody_has_worded_since_stays_and_its_history_is_cleaned(desk):
    evening = Evening(desk.house.workshop.id)
    theme = evening.groups(COINED, evening.says(evening.joins(), "Zibby sets the tone"))
    evening.promotes(theme, "priority")
    brings(desk, evening)
    (item,) = (i for i in desk.sees().items if i.name == COINED)
    desk.does(save_item, item.id, version=1, values={"title": "Calm"})
    renames(desk, {"i1": {COINED: CALLED}})
    now = desk.reads(item.id)
    assert (now.name, now.version) == ("Calm", 2)
    assert "Zibby" not in repr(desk.history())


def test_M5_a_combined_theme_in_the_plan_loses_the_name_of_one_of_its_themes(desk, night):
    draft = of_two(night, name=COINED)
    both = replace(draft.source, theme=f"{COINED} · Every student known")
    desk.does(sources.bring_in, desk.plan, [replace(draft, source=both)])
    renames(desk, {"t1": {COINED: CALLED, "Every": "…"}})
    (item,) = (i for i in desk.sees().items if i.name == CALLED)
    first, _other = desk.sees().sources_of(item.id)
    assert first.theme == f"{CALLED} · Every student known"


def test_words_redacted_after_the_freeze_are_not_brought(desk, night):
    drafts = bring(night.outcome())
    entry = journal.Entry(1, NOON, desk.fay, "ref", "d", "redact_response", ())
    workshop = desk.house.workshop.id
    desk.house.writer.write(
        lambda session: journal.append(session, desk.house.district, workshop, [entry])
    ).result()
    early = [replace(d, source=replace(d.source, seq=0)) for d in drafts]
    with pytest.raises(Refused, match="redacted_meanwhile") as refused:
        desk.does(sources.bring_in, desk.plan, early)
    assert refused.value.temporary
    assert desk.does(sources.bring_in, desk.plan, drafts).new == 5


def test_another_districts_quotes_stay(desk, night):
    brings(desk, night)
    before = desk.sees()
    blanks(desk, "r1", "gone", district="d0")
    assert desk.sees() == before


def test_FA12_how_the_room_voted_and_who_was_there_are_kept_and_one_from_before_has_none(desk):
    drafts = bring(a_decided_evening().outcome())
    desk.does(sources.bring_in, desk.plan, drafts)
    kept = {s.key: s for found in desk.sees().sources.values() for s in found}
    assert {key: source.votes for key, source in kept.items()} == {
        draft.source.key: draft.source.votes for draft in drafts
    }
    assert {key: (s.symbol, s.of) for key, s in kept.items()} == {
        draft.source.key: (draft.source.symbol, draft.source.of) for draft in drafts
    }

    def forget(session):
        for row in session.exec(select(PlanSourceRow)):
            told = json.loads(row.groups)
            del told["votes"], told["symbol"], told["of"]
            row.groups = json.dumps(told)

    desk.house.writer.write(forget).result()
    old = [source for found in desk.sees().sources.values() for source in found]
    assert all((source.votes, source.symbol, source.of) == ((), None, ()) for source in old)


# --- several workshops behind one item --------------------------------------------------------


def of_two(night, *, name="Belonging for all", seq=None):
    """Return a theme of two workshops as one draft; at `seq` if another freeze is meant."""
    other = a_whole_evening("wother", "Focus group")
    first, second = (bring(one.outcome())[3].source for one in (night, other))
    ends = {"key": "wother:c1"} | ({"seq": seq} if seq is not None else {})
    return Draft(
        "priority",
        Priority(title=name, text=""),
        replace(first, key=f"{first.workshop}:c1"),
        (replace(second, **ends),),
    )


def test_FA25_a_theme_of_two_workshops_is_one_item_with_both_behind_it(desk, night):
    draft = of_two(night)
    assert desk.does(sources.bring_in, desk.plan, [draft]) == Brought(new=1, kept=0)
    (item,) = (i for i in desk.sees().items if i.name == "Belonging for all")
    assert desk.sees().sources_of(item.id) == draft.sources
    assert desk.does(sources.bring_in, desk.plan, [draft]) == Brought(new=0, kept=1)


def test_FA25_a_workshop_that_comes_later_stands_behind_the_same_item(desk, night):
    draft = of_two(night)
    desk.does(sources.bring_in, desk.plan, [replace(draft, more=())])
    assert desk.does(sources.bring_in, desk.plan, [draft]) == Brought(new=0, kept=1)
    (item,) = (i for i in desk.sees().items if i.name == "Belonging for all")
    assert len(desk.sees().sources_of(item.id)) == 2


def test_FA25_a_workshop_that_was_taken_out_stands_behind_it_no_more(desk, night):
    brings(desk, night)
    draft = of_two(night)
    desk.does(sources.bring_in, desk.plan, [draft])

    def act(session):
        keep = [draft.source.key]
        sources.drop_sources(session, desk.house.district, desk.plan, ":c1", keep=keep)

    desk.house.writer.write(act).result()
    (item,) = (i for i in desk.sees().items if i.name == "Belonging for all")
    assert [s.key for s in desk.sees().sources_of(item.id)] == [draft.source.key]
    assert behind(desk, "Strong academics"), "what else came from a workshop stays"


def test_FA25_words_redacted_in_one_of_the_workshops_leave_the_item(desk, night):
    desk.does(sources.bring_in, desk.plan, [of_two(night)])
    blanks(desk, "r1", "[name removed] belongs")
    texts = [q.text for s in desk.sees().sources.values() for one in s for q in one.quotes]
    assert texts.count("[name removed] belongs") == 1, "the other workshop has its own r1"
