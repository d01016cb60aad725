"""Draft: a workshop before it is made, out of a template.  Page and command line share it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from workshop.data.templates import LAST, PlannedStep, TagList, Template, Text, load_templates
from workshop.errors import NotFound, Refused
from workshop.room import agenda
from workshop.room.agenda import PROMPT_KINDS, STEP_KINDS, MakeWorkshop, PromptPlan
from workshop.room.nouns import DOOR, MODES, Room
from workshop.room.text import squeeze
from workshop.web.tag_lines import TagLines, lines_of, tags_of

LANGUAGES = ("en", "es")  # of questions and groups; the first is the one that others fall back to
KINDS = (*PROMPT_KINDS, *STEP_KINDS)  # of lines of an agenda
MAX_GROUPS = 24
MAX_GROUP = 60  # characters


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the agenda as the form has it; empty words in both languages mean none."""

    kind: str
    minutes: str
    question: Text
    stays: bool = False
    together: bool = False
    late_names: bool = False
    waves: str = ""  # 2, 3


@dataclass(frozen=True, slots=True)
class Group:
    """A stakeholder group as the form has it."""

    id: str
    label: Text
    expected: str = ""  # how many people of it
    population: str = ""  # how many there are in the district


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that the form holds, before it is checked."""

    template: str
    title: str
    moderation: str
    students: bool
    steps: tuple[Step, ...]
    groups: tuple[Group, ...]
    tags: tuple[TagLines, ...] = ()  # what is asked beside the group
    population_as_of: str = ""  # YYYY-MM-DD


# Plus and delta: what worked, what to change. The two stand together at the end of a meeting.
PLUS_DELTA = (
    Step("exit", "4", {"en": "What worked well today?", "es": "¿Qué funcionó bien hoy?"}),
    Step(
        "exit",
        "",
        {
            "en": "What should we change next time?",
            "es": "¿Qué deberíamos cambiar la próxima vez?",
        },
        together=True,
    ),
)


def templates() -> dict[str, Template]:
    """Return the templates that come with the house. Raises BadMessage for a broken file."""
    return load_templates(kinds=KINDS)


def get_template(name: str) -> Template:
    """Return one template, the first for no name. Raises NotFound `no_such_template`."""
    known = templates()
    found = known.get(name) if name else next(iter(known.values()), None)
    if found is None:
        raise NotFound("no_such_template", name=name)
    return found


def draft_of(template: Template, language: str) -> Draft:
    """Return what the form begins with; the title is in the language of who fills it in."""
    steps = [
        Step(
            step.kind,
            str(step.minutes or ""),
            step.text,
            step.stays,
            step.together,
            step.late_names,
            ", ".join(map(str, step.waves)),
        )
        for step in template.agenda
    ]
    return Draft(
        template=template.name,
        title=template.title.get(language, template.title["en"]),
        moderation=template.moderation,
        students=False,
        steps=tuple(steps),
        groups=tuple(Group(id, label) for id, label in template.groups.items()),
        tags=lines_of(template.tags),
    )


def draft_of_view(view: Mapping[str, Any], name: str) -> Draft:
    """Return a draft with the agenda and the groups of a workshop, as its console shows them."""
    lines = sorted([*view["prompts"].values(), *view["steps"].values()], key=itemgetter("place"))
    workshop = view["workshop"]
    return Draft(
        template=name,
        title=workshop["title"],
        moderation=workshop["moderation"],
        students=False,
        steps=tuple(
            Step(
                line["kind"],
                str(line.get("minutes", "")),
                {LANGUAGES[0]: line["question"], **line.get("questions", {})},
                "stays" in line,
                "together" in line,
                "late_names" in line,
                line.get("waves", ""),
            )
            for line in lines
        ),
        groups=tuple(
            Group(
                key,
                _names(group),
                *(str(group.get(name, "")) for name in ("expected", "population")),
            )
            for key, group in workshop["groups"].items()
        ),
        population_as_of=workshop.get("population_as_of", ""),
        tags=lines_of({key: _asked(asked) for key, asked in workshop.get("tags", {}).items()}),
    )


def _asked(asked: Mapping[str, Any]) -> TagList:
    """Return a list of tags as a template has it, of what a console shows."""
    options = {key: _names(option) for key, option in asked["options"].items()}
    students = {"students": True} if asked.get("students") else {}
    return {"name": _names(asked), "options": options, **students}


def _names(thing: Mapping[str, Any]) -> Text:
    return {LANGUAGES[0]: thing["name"], **thing.get("names", {})}


def template_of(draft: Draft, title: str) -> Template:
    """Return a draft as a template of this title. Raises Refused as `make_workshop` does."""
    made = make_workshop(replace(draft, title=title))
    steps = tuple(
        PlannedStep(
            plan.kind,
            {LANGUAGES[0]: plan.question, **plan.questions},
            plan.minutes,
            plan.stays,
            plan.together,
            plan.late_names,
            plan.waves,
        )
        for plan in made.prompts
    )
    return Template(
        name="",
        place=LAST,
        title={LANGUAGES[0]: squeeze(title)},
        about={LANGUAGES[0]: squeeze(draft.title) or squeeze(title)},
        minutes=min(agenda.MAX_MINUTES, sum(plan.minutes or 0 for plan in made.prompts) or 1),
        moderation=made.moderation,
        groups=made.groups,
        agenda=steps,
        tags=tags_of(draft.tags),
    )


def make_workshop(draft: Draft, *, public_id: str = "", code: str = "") -> MakeWorkshop:
    """Return the command that begins a workshop, checked by the rules of the agenda.

    Raises Refused `empty`, `too_long`, `too_many_prompts`, `unknown_kind`, `bad_minutes`,
    `bad_waves`, `unknown_mode`, `too_many_groups`, `bad_expected`, `bad_population`,
    `bad_day`, `bad_tags`, `uneven_tags`.
    """
    mode = "all" if draft.students else draft.moderation
    if mode not in MODES:
        raise Refused("unknown_mode")
    prompts = tuple(_planned(step) for step in draft.steps if _is_filled(step.question))
    if len(prompts) > agenda.MAX_PROMPTS:
        raise Refused("too_many_prompts", limit=agenda.MAX_PROMPTS)
    groups = _checked_groups(draft.groups)
    tags_of(draft.tags)
    command = MakeWorkshop(
        public_id=public_id,
        code=code,
        title=draft.title,
        moderation=mode,
        groups={key: group.label for key, group in groups.items()},
        expected={key: _people(one.expected) for key, one in groups.items() if one.expected},
        population={
            key: _people(one.population, agenda.MAX_POPULATION)
            for key, one in groups.items()
            if one.population
        }
        or None,
        population_as_of=draft.population_as_of or None,
        languages=LANGUAGES,
        prompts=prompts,
    )
    agenda.make(Room(), command, DOOR, 0)  # a rule says no before anything is written
    return command


def _planned(step: Step) -> PromptPlan:
    main, *others = [language for language in LANGUAGES if step.question.get(language)]
    return PromptPlan(
        kind=step.kind,
        question=step.question[main],
        questions={language: step.question[language] for language in others},
        minutes=_minutes(step.minutes),
        stays=step.stays,
        together=step.together,
        late_names=step.late_names,
        waves=waves_of(step.waves),
    )


def waves_of(typed: str) -> tuple[int, ...]:
    """Return rounds as they are typed: `2, 3`. Raises Refused `bad_waves`."""
    said = typed.replace(",", " ").split()
    if any(not (one.isascii() and one.isdigit() and len(one) < 4) for one in said):
        raise Refused("bad_waves", waves=agenda.MAX_WAVES, limit=agenda.MAX_WAVE)
    return tuple(map(int, said))


def _minutes(typed: str) -> int | None:
    if not typed:
        return None
    limit = agenda.MAX_MINUTES
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(limit))
    if not (is_number and 1 <= int(typed) <= limit):
        raise Refused("bad_minutes", limit=limit)
    return int(typed)


def _people(typed: str, limit: int = agenda.MAX_EXPECTED) -> int:
    """Return a typed number of people; 0 for what is none, which the rule refuses."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(limit))
    return int(typed) if is_number else 0


def _checked_groups(groups: tuple[Group, ...]) -> dict[str, Group]:
    typed = [
        replace(group, label={language: squeeze(words) for language, words in group.label.items()})
        for group in groups
    ]
    filled = [group for group in typed if _is_filled(group.label)]
    if len(filled) > MAX_GROUPS:
        raise Refused("too_many_groups", limit=MAX_GROUPS)
    known: dict[str, Group] = {}
    for place, group in enumerate(filled, start=1):
        label = {language: words for language, words in group.label.items() if words}
        if any(len(words) > MAX_GROUP for words in label.values()):
            raise Refused("too_long", limit=MAX_GROUP)
        is_name = group.id.isidentifier() and group.id.isascii()
        is_new = not is_name or group.id in known
        known[f"new_{place}" if is_new else group.id] = replace(group, label=label)
    return known


def _is_filled(text: Text) -> bool:
    return any(text.values())
