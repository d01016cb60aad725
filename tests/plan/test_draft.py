"""Draft: a workshop's outcome becomes items with their sources."""

from hypothesis import given
from hypothesis import strategies as st

from tests.documents.decided import a_decided_evening
from tests.plan.evening import PHRASES, Evening, a_whole_evening
from workshop.plan.draft import bring, goal_ideas
from workshop.plan.nouns import KINDS, Competency, Goal, Priority, Statement
from workshop.room.ballot import CloseBallot, MakeBallot
from workshop.room.promote import KINDS as PROMOTED
from workshop.room.promote import EditStatement
from workshop.room.theme import MergeThemes, RenameTheme
from workshop.room.vote import CastVote

NIGHT = a_whole_evening().outcome()


def test_what_the_room_promoted_comes_in_the_order_of_a_plan():
    assert [draft.kind for draft in bring(NIGHT)] == [
        "vision",
        "value",
        "competency",
        "priority",
        "priority",
    ]


def test_the_words_of_each_kind_are_copied():
    vision, value, competency, belonging, academics = (draft.fields for draft in bring(NIGHT))
    assert vision == Statement(text="nobody eats lunch alone")
    assert value == Statement(text="We value every student by knowing each one by name.")
    assert competency == Competency(title="Curious", text="A graduate asks good questions.")
    assert belonging == Priority(title="Belonging", text="We will know every student.")
    assert academics == Priority(title="Strong academics", text="")


def test_a_competency_brings_what_it_looks_like_in_each_grade_band():
    evening = a_whole_evening()
    bands = ("Grades 3–5: asks why", "Grades 9–12: asks who says so")
    evening.do(EditStatement("v2", "A graduate asks.", look_fors=bands))
    competency = next(d.fields for d in bring(evening.outcome()) if d.kind == "competency")
    assert competency == Competency(
        title="Curious", text="A graduate asks.", evidence="\n".join(bands)
    )


def test_a_title_is_not_said_twice():
    evening = Evening()
    phrase = evening.says(evening.joins(), "More music")
    evening.promotes_phrase(phrase, "priority")
    (draft,) = bring(evening.outcome())
    assert draft.fields == Priority(title="More music", text="")


def test_each_item_remembers_the_workshop_the_theme_the_people_and_their_words():
    source = bring(NIGHT)[3].source
    assert (source.key, source.workshop, source.code) == ("wnight:i1", "wnight", "KELP42")
    assert (source.title, source.held_on, source.seq) == ("Vision night", NIGHT.held_on, NIGHT.seq)
    assert (source.kind, source.theme) == ("theme", "Every student known")
    assert (source.crowd.people, source.crowd.tables, source.crowd.at_tables) == (3, 1, 7)
    assert source.crowd.groups == (("Parent or family", 2), ("Teacher", 1))
    assert [quote.text for quote in source.quotes] == [
        PHRASES[0],
        PHRASES[1],
        PHRASES[4],
        PHRASES[5],
    ]
    assert [quote.group for quote in source.quotes][:3] == ["Parent or family", "Teacher", None]
    assert [source.group(label, "es") for label, _ in source.crowd.groups] == ["Familia", "Docente"]


def test_a_promoted_phrase_is_its_own_source():
    source = bring(NIGHT)[0].source
    assert (source.kind, source.theme) == ("response", None)
    assert [quote.text for quote in source.quotes] == ["nobody eats lunch alone"]


def test_a_group_of_fewer_than_five_is_never_named():
    evening = Evening()
    seats = [evening.joins("student") for _ in range(4)] + [evening.joins() for _ in range(9)]
    theme = evening.groups("Lunch", *(evening.says(seat, "longer lunch") for seat in seats))
    evening.promotes(theme, "priority")
    (draft,) = bring(evening.outcome())
    assert draft.source.crowd.people == 13
    assert draft.source.crowd.groups == ()
    assert draft.source.crowd.small == 0
    assert {quote.group for quote in draft.source.quotes} == {None}


def test_a_phrase_that_is_hidden_later_is_not_quoted():
    evening = a_whole_evening()
    evening.hides("r1")
    texts = [quote.text for draft in bring(evening.outcome()) for quote in draft.source.quotes]
    assert PHRASES[0] not in texts
    assert PHRASES[1] in texts


def test_a_renamed_theme_keeps_the_name_it_had_when_it_was_promoted():
    evening = a_whole_evening()
    evening.do(RenameTheme("t1", "Lunch"))
    assert bring(evening.outcome())[3].source.theme == "Every student known"


promotions = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in PROMOTED if kind != "goal"]),
        st.sampled_from(["theme", "phrase"]),
        st.text("abcü =ñ", max_size=12),
    ),
    max_size=8,
)


@given(promotions)
def test_bringing_again_gives_the_same_and_every_promotion_its_own_key(promoted):
    evening = Evening()
    phrase = evening.says(evening.joins("teacher"), "more music")
    theme = evening.groups("Music", phrase)
    for kind, origin, title in promoted:
        if origin == "theme":
            evening.promotes(theme, kind, title)
        else:
            evening.promotes_phrase(phrase, kind, title)
    drafts = bring(evening.outcome())
    assert drafts == bring(evening.outcome())
    assert len({draft.source.key for draft in drafts}) == len(drafts) == len(promoted)
    assert all(isinstance(draft.fields, KINDS[draft.kind]) for draft in drafts)
    before = {draft.source.key: draft.fields for draft in drafts}
    evening.promotes(theme, "value", "one more")
    after = {draft.source.key: draft.fields for draft in bring(evening.outcome())}
    assert before.items() <= after.items()


def test_FA12_an_item_remembers_how_the_room_voted_on_its_theme_and_on_its_words():
    drafts = {draft.source.key: draft for draft in bring(a_decided_evening().outcome())}
    (dots,) = drafts["wnight:i1"].source.votes
    assert (dots.kind, dots.question, dots.place, dots.options) == ("dots", "Which first?", 1, 3)
    assert (dots.score, dots.people, dots.tables, dots.verdict) == (18, 11, 1, None)
    among, first, second = drafts["wnight:v1"].source.votes
    assert among.kind == "dots"
    assert [(one.round, one.verdict) for one in (first, second)] == [
        (1, "concerns"),
        (2, "consensus"),
    ]
    assert drafts["wnight:v3"].source.votes == ()


def test_a_source_says_of_how_many_in_the_room_and_knows_its_themes_symbol():
    outcome = a_decided_evening().outcome()
    for draft in bring(outcome):
        source = draft.source
        assert set(source.of) <= set(outcome.crowd.groups)
        assert [label for label, _ in source.of] == [label for label, _ in source.crowd.groups]
        assert all(people <= (source.here(label) or 0) for label, people in source.crowd.groups)
        assert (source.symbol is None) == (source.kind != "theme")
    assert source.here("nobody's") is None


def test_FA12_a_theme_that_was_merged_since_keeps_its_symbol_and_its_votes():
    evening = a_decided_evening()
    before = {draft.source.key: draft.source for draft in bring(evening.outcome())}
    third = evening.groups("Known by name")
    evening.do(MergeThemes(("t1",), third))
    after = {draft.source.key: draft.source for draft in bring(evening.outcome())}
    made_of_it = [key for key, source in before.items() if source.theme == "Every student known"]
    assert len(made_of_it) == 2
    for key in made_of_it:
        assert after[key].symbol == evening.room.themes[third].symbol
        assert after[key].votes == before[key].votes
        assert after[key].theme == "Every student known"


def test_what_was_made_of_a_closing_question_is_not_brought():
    evening = a_decided_evening()
    before = bring(evening.outcome())
    said = next(key for key, r in evening.room.responses.items() if r.prompt == "p3")
    evening.promotes_phrase(said, "value")
    assert [draft.fields for draft in bring(evening.outcome())] == [d.fields for d in before]


def test_an_idea_for_a_goal_stays_with_the_workshop():
    evening = Evening()
    theme = evening.groups("Music", evening.says(evening.joins("teacher"), "more music"))
    evening.promotes(theme, "goal", "A band in every school")
    evening.promotes(theme, "value", "Joy")
    assert [draft.kind for draft in bring(evening.outcome())] == ["value"]


def test_FA12_an_idea_for_a_goal_is_read_with_its_words_and_its_votes_beside_a_goal():
    evening = a_decided_evening()
    idea = evening.promotes("t1", "goal", "", "Every student has an adult who knows them.")
    evening.do(MakeBallot("fist", sources=(idea,), open=True))
    seat = next(iter(evening.room.seats))
    evening.do(CastVote("b4", ("o1:5",)), seat, "participant")
    evening.do(CloseBallot("b4"))
    [draft] = goal_ideas(evening.outcome())
    assert draft.fields == Goal(text="Every student has an adult who knows them.")
    assert (draft.source.theme, draft.source.symbol) == ("Every student known", 1)
    dots, fist = draft.source.votes
    assert (dots.kind, fist.kind, fist.verdict) == ("dots", "fist", "consensus")
    assert draft.reads_as(fist)
    evening.do(EditStatement(idea, "Every student is known."))
    [draft] = goal_ideas(evening.outcome())
    assert [draft.reads_as(vote) for vote in draft.source.votes] == [True, False]
