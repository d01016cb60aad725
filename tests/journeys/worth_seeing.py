"""An evening worth looking at: forty people, two prompts, themes, a priority, a value, a plan.

Beside it small rooms in which one thing is so: nothing open, a pause, long words, a closed door.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from tests.across import hold_four
from tests.web.stage import NOON, Stage
from workshop.data.lexicon import load_lexicon
from workshop.ids import digest_of, new_secret
from workshop.inquiry.combine import Ref
from workshop.plan.draft import bring
from workshop.room.agenda import (
    ClosePrompt,
    CloseWorkshop,
    NextPrompt,
    OpenPrompt,
    PausePrompt,
    SetTimer,
)
from workshop.room.arrange import EditPrompt
from workshop.room.ballot import ABOUT, CloseBallot, MakeBallot, PlaceOption, RepeatBallot
from workshop.room.contents import PARTICIPANT
from workshop.room.moderate import HideResponse, HoldResponse, RedactResponse, SetModeration
from workshop.room.nouns import ENGINE
from workshop.room.park import Park
from workshop.room.promote import PromoteTheme
from workshop.room.show import OpenView, ShowFace
from workshop.room.star import StarResponses
from workshop.room.suggest import DismissDraft, SuggestThemes
from workshop.room.theme import MakeTheme, MoveResponses, RenameTheme
from workshop.room.vote import CastVote, EnterVote
from workshop.store import (
    code_book,
    combined,
    people,
    plan_items,
    plans,
    results,
    screening,
    sources,
)
from workshop.web import auth, identity

SCENARIO = Path(__file__).parents[1] / "fixtures" / "scenarios" / "s1_focus_group_40.json"
K12 = load_lexicon("k12")
UNSORTED = ("Off-topic", "Unclear")
PEOPLE = 38
TABLES = ("table", "vote-stars")
VALUE = "We value trust by sharing our data, our decisions and our reasons."
LONG_ASK = (
    "Think of a young person you know well, five years from today, on the first day after "
    "graduation: what do you hope that they can do, know and care about because of our schools?"
)
LONG = (
    "When my daughter was ill for a whole term her teachers brought the work to our kitchen table, "
    "sat with her, and never once made her feel behind; that is what I want every family to know, "
    "and it should not depend on luck, on a street, or on the language that is spoken at home."
)
ARABIC = "أريد أن يشعر كل طفل بأنه مرحب به في المدرسة، مهما كانت لغته"
NAMES = (
    "Maestros que conocen a cada estudiante por su nombre y su historia",
    "Comunicación con las familias en el idioma que se habla en casa",
    "Música, teatro y deporte para todos, también en las escuelas pequeñas",
    "Edificios seguros, limpios y con aire fresco en verano",
    "Autobuses que llegan a tiempo, también a los caminos rurales",
    "Prepararse para el trabajo: talleres, oficios y prácticas",
    "Apoyo para la salud mental y consejeros en cada edificio",
    "Lectura en los primeros años, con tiempo y con tutores",
    "Una comunidad que se ayuda y que no deja a nadie atrás",
)


@dataclass(frozen=True, slots=True)
class Room:
    """A room to look into: its address, and what opens it for a phone and for a wall."""

    path: str
    phone: str
    wall: str


class Evening:
    """A stage on which a focus group has been going on for a while."""

    def __init__(self, folder: Path) -> None:
        """Let everything happen up to the second question."""
        self.stage = Stage(folder)
        self.sign_in = f"{auth.COOKIE}={self.stage.sign_in}"
        self.prompts = json.loads(SCENARIO.read_text())["prompts"]
        self.ids: dict[str, list[str]] = {}
        stage = self.stage
        for number in range(PEOPLE):
            stage.joins(("g1", "g2", "g3")[number % 7 % 3])
        stage.joins("g1", table=4, headcount=7)
        stage.leads(OpenPrompt("p1"))
        self._speak("p1", self.prompts[0]["responses"])
        self._gather("p1", self.prompts[0]["responses"])
        stage.leads(RenameTheme("t1", "It feels like family here"))
        stage.leads(MoveResponses((self.ids["p1"][3], self.ids["p1"][7]), "t2"))
        stage.leads(StarResponses(tuple(self.ids["p1"][1:9:3])))
        stage.leads(PromoteTheme("t2", "priority", "People who care", "We will keep them."))
        stage.leads(PromoteTheme("t1", "value", "Family", "We value knowing every child."))
        stage.leads(NextPrompt())
        self._speak("p2", self.prompts[1]["responses"][:60])
        stage.leads(HoldResponse(self.ids["p2"][4]))
        stage.leads(HoldResponse(self.ids["p2"][9]))
        stage.leads(HideResponse(self.ids["p2"][11], "off_topic"))
        stage.leads(HideResponse(self.ids["p2"][12], "personnel"))
        stage.leads(SetTimer("p2", 7))
        stage.published()
        self.outcome = stage.wait(stage.room.outcome("en"))
        self.plan, self.goal = stage.write(self._plan)
        self.empty_plan = stage.write(self._empty_plan)
        self.code = stage.write(self._code_book)
        stage.write(self._screening)
        self.across, self.fresh = self._across()
        self.main, self.workshop, self.seats = self._room(), stage.workshop, stage.seats
        self._lives = {"main": (stage.room, stage.workshop)}
        self.rooms = {name: self._opens(name, act) for name, act in STATES.items()}
        self.results = f"/r/{stage.write(self._results)}"
        stage.room, stage.workshop = self._lives["main"]

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Let the stage lead another of the rooms for a while."""
        self.stage.room, self.stage.workshop = self._lives[name]
        yield
        self.stage.room, self.stage.workshop = self._lives["main"]

    def offers(self, is_offered: bool) -> None:
        """Let a draft of other themes wait on the first board, or take it away."""
        if not is_offered:
            self.stage.leads(DismissDraft("p1"))
            return
        keys = self.ids["p1"]
        names = ("Small classes, and time for each child", "After school")
        plans = {
            f"n{n}": {
                "name": name,
                "words": [],
                "mixed": False,
                "responses": {key: True for key in keys[n * 4 : n * 4 + 4]},
            }
            for n, name in enumerate(names)
        }
        self.engine(SuggestThemes("p1", draft={"themes": plans, "moves": {keys[20]: "t2"}}))

    def engine(self, command: Any) -> None:
        """Let the engine send a command."""
        self.stage.wait(
            self.stage.room.command(command, by=ENGINE, role=ENGINE, ref=secrets.token_hex(8))
        )

    def saves_the_goal(self) -> None:
        """Let somebody else word the goal anew, while a form with the old words stands open."""
        stage = self.stage

        def save(session: Session) -> None:
            item = plan_items.get_item(session, stage.district, self.goal)
            plan_items.save_item(
                session,
                stage.district,
                self.goal,
                version=item.version,
                values={"text": f"Keep 9{item.version % 9} % of our certified staff."},
                by=stage.fay,
                at=stage.house.now(),
                reason="The school board asked for a number.",
            )

        stage.write(save)

    def invitation(self, kind: Any) -> str:
        """Return the token of a link for somebody new."""
        stage, token = self.stage, new_secret()

        def invite(session: Session) -> None:
            people.invite(
                session,
                stage.district,
                digest=digest_of(token),
                kind=kind,
                expires_at=stage.house.now() + 3_600_000,
                workshop=self.workshop.id,
            )

        stage.write(invite)
        return token

    def prompt_of(self, face: str) -> str | None:
        """Return the prompt whose face is worth a picture."""
        return "p1" if face in ("phrases", "quotes", "themes", "theme") else "p2"

    def theme_of(self, face: str) -> str | None:
        """Return the theme that is shown large."""
        return "t2" if face == "theme" else None

    def desk_pages(self) -> dict[str, str]:
        """Return the desk's pages by name."""
        workshop = f"/workshops/{self.workshop.id}"
        plan = f"/plans/{self.plan}"
        return {
            "home": "/home",
            "projects": "/projects",
            "project": f"/projects/{self.stage.project}",
            "new-workshop": "/workshops/new",
            "invitation": workshop,
            "sheet": f"{workshop}/sheet",
            "account": "/account",
            "themes": f"/projects/{self.across}/themes",
            "themes-compare": f"/projects/{self.across}/themes/compare",
            "themes-fresh": f"/projects/{self.fresh}/themes",
            "themes-none": f"/projects/{self.nothing}/themes",
            "code-book": "/code-book",
            "code-book-add": "/code-book/add",
            "code-book-code": "/code-book/codes/arts",
            "code-book-own": f"/code-book/codes/{self.code}",
            "screening": "/screening",
            "personnel": "/personnel",
            "plan-new": f"/plans/new?project={self.stage.project}",
            "plan-empty": f"/plans/{self.empty_plan}",
            "plan-empty-edit": f"/plans/{self.empty_plan}/edit",
            "plan-cover": f"{plan}/cover",
            "plan-add": f"{plan}/add?kind=metric&under={self.goal}",
            "plan-phrases": f"{plan}/items/{self.priority}/phrases",
            "error": "/plans/nowhere",
            "plan": plan,
            "plan-edit": f"{plan}/edit",
            "plan-item": f"{plan}/items/{self.goal}",
            "plan-history": f"{plan}/history",
            "plan-bring": f"{plan}/bring",
            "plan-bring-one": f"{plan}/bring?workshop={self.workshop.id}",
        }

    def _code_book(self, session: Session) -> str:
        """Add cues to one code, leave another unused, and return a code of the district's own."""
        by, at = self.stage.fay, NOON

        def save(code: str, **values: str) -> None:
            code_book.save_code(
                session,
                self.stage.district,
                K12,
                code,
                version=0,
                values=values,
                by=by,
                at=at,
            )

        save("arts", used="yes", cues_en="mariachi\nfolklórico", cues_es="mariachi\nfolklórico")
        save("enrollment", used="", cues_en="")
        rodeo = {
            "name": "Rodeo and fair",
            "name_es": "Rodeo y feria",
            "description": "The rodeo club, the county fair and what young people raise for it.",
            "family": "activities",
            "cues_en": "rodeo\nbarrel racing\ncounty fair\n4-H",
            "cues_es": "rodeo\ncharreada\nferia del condado",
        }
        made = code_book.add_code(session, self.stage.district, K12, values=rodeo, by=by, at=at)
        return made.addition.code

    def _across(self) -> tuple[str, str]:
        """Hold four workshops twice; in the first project, most of their themes are combined."""
        stage = self.stage
        before = stage.project, stage.room, stage.workshop, stage.seats, stage.wall_key
        held = hold_four(stage)
        combined_in = stage.project
        pairs = {"Caring teachers": (1, 1, 1), "Music and sports": (2, 2, 2, 1)}
        joins = [
            combined.Join(tuple(Ref(w.id, f"t{n}") for w, n in zip(held, at, strict=False)), name)
            for name, at in pairs.items()
        ]

        def combine(session: Session) -> None:
            combined.join(
                session,
                stage.district,
                combined_in,
                joins,
                kind="strengths",
                by=stage.fay,
                at=stage.house.now(),
            )

        stage.write(combine)
        hold_four(stage, "Listening again")
        fresh = stage.project
        self.nothing = stage.write(lambda session: stage.new_project(session, "Not begun"))
        stage.project, stage.room, stage.workshop, stage.seats, stage.wall_key = before
        return combined_in, fresh

    def _results(self, session: Session) -> str:
        """Open the page with what came of the room that decides; return its token."""
        stage, token = self.stage, new_secret()
        results.open_link(
            session,
            stage.district,
            self._lives["decides"][1].id,
            digest=digest_of(token),
            days=30,
            next_steps="The school board reads this in May.\nYou hear from us by June.",
            by=stage.fay,
            at=stage.house.now(),
        )
        return token

    def _screening(self, session: Session) -> None:
        """List words of the district's own, and say where grave matters go."""
        values = {
            "hold_en": "bond issue\nlevy*",
            "names_es": "Xóchitl",
            "allow_en": "Coach Field",
            "safety_contact": "Dr. Amara Lindqvist, counselor on call, 417 555 0100",
            "personnel_to": self.stage.fay,
        }
        screening.save_screening(
            session,
            self.stage.district,
            version=0,
            values=values,
            by=self.stage.fay,
            at=NOON,
            may_route=True,
        )

    def _plan(self, session: Session) -> tuple[str, str]:
        stage = self.stage
        values = {"title": "Our plan", "start_year": "2027", "end_year": "2032"}
        at = stage.house.now()
        plan = plans.create_plan(
            session, stage.district, project=stage.project, values=values, by=stage.fay, at=at
        )
        sources.bring_in(session, stage.district, plan.id, bring(self.outcome), by=stage.fay, at=at)
        whole = plans.load(session, stage.district, plan.id)
        self.priority = whole.of_kind("priority")[0].id

        def add(kind: str, parent: str | None = None, **values: str) -> str:
            return plan_items.add_item(
                session,
                stage.district,
                plan.id,
                kind=kind,
                values=values,
                by=stage.fay,
                at=at,
                parent=parent,
            ).id

        add("mission", text="Every child known, every family heard.")
        add("competency", title="Speaks up", text="Says what they think, and hears others out.")
        add("guardrail", text="We do not close a school before 2030.")
        goal = add(
            "goal",
            self.priority,
            text="Keep 90 % of our certified staff by June 2030.",
            owner="Assistant superintendent for people and culture",
            due="2030-06-30",
        )
        add("goal", self.priority, text="A goal that still lacks everything")
        add(
            "metric",
            goal,
            title="Teachers who stay from one year to the next",
            unit="%",
            baseline="81.5",
            baseline_on="2026-09-30",
            target="90",
            target_on="2030-06-30",
        )
        strategy = add(
            "strategy", goal, text="A mentor for everybody who is new", owner="Principals"
        )
        for text in ("Name a mentor in each building", "Two hours a week that are theirs"):
            add(
                "action_step",
                strategy,
                text=text,
                owner="Principals",
                start="2027-08-01",
                due="2028-06-30",
                funding="Title II, about $40,000 a year",
                evidence="A list of pairs, and what they say in May",
            )
        return plan.id, goal

    def _empty_plan(self, session: Session) -> str:
        stage = self.stage
        project = stage.new_project(session, "Middle school redesign")
        values = {"title": "A plan with nothing in it", "start_year": "2027", "end_year": "2032"}
        return plans.create_plan(
            session, stage.district, project=project, values=values, by=stage.fay, at=NOON
        ).id

    def close(self) -> None:
        """Stop the server."""
        self.stage.close()

    def _speak(self, prompt: str, responses: list[dict[str, str]]) -> None:
        self.ids[prompt] = [
            self.stage.says(self.stage.seats[number % PEOPLE], response["text"], prompt)
            for number, response in enumerate(responses)
        ]

    def _gather(self, prompt: str, responses: list[dict[str, str]]) -> None:
        """Let the engine offer the themes that a person would have made."""
        themes: dict[str, dict[str, object]] = {}
        for key, response in zip(self.ids[prompt], responses, strict=True):
            label = response["theme"]
            if label not in UNSORTED:
                theme = themes.setdefault(
                    label, {"name": label, "words": [], "mixed": False, "responses": {}}
                )
                theme["responses"][key] = True  # type: ignore[index]
        draft = {"themes": {f"n{n}": theme for n, theme in enumerate(themes.values())}}
        self.engine(SuggestThemes(prompt, draft=draft))
        rest = [
            key
            for key, response in zip(self.ids[prompt], responses, strict=True)
            if response["theme"] in UNSORTED
        ]
        near = {"theme": "t3", "sure": 0.4, "words": ["people"]}
        self.engine(SuggestThemes(prompt, placements={key: near for key in rest}))

    def _room(self) -> Room:
        stage = self.stage
        seat = stage.seats[0]
        return Room(
            f"/w/{stage.workshop.code}",
            f"{identity.seat_cookie(stage.workshop.id)}={stage.secrets[seat]}",
            f"{identity.wall_cookie(stage.workshop.id)}={stage.wall_key}",
        )

    def _opens(self, name: str, act: Any) -> Room:
        self.stage.opens_another(f"An evening that is {name}")
        self.stage.joins("g1", **({"table": 4, "headcount": 7} if name in TABLES else {}))
        act(self.stage, self.stage.seats[0])
        self._lives[name] = (self.stage.room, self.stage.workshop)
        self.stage.published()
        return self._room()


class FirstDay(Stage):
    """A house with nothing in it yet."""

    def begin_again(self) -> None:
        """Leave it empty."""

    def first_token(self) -> str:
        """Return the token of the link that makes the first account."""
        token = new_secret()
        ends = self.house.now() + 3_600_000
        self.write(
            lambda session: people.invite(
                session, self.district, digest=digest_of(token), kind="first_run", expires_at=ends
            )
        )
        return token


def _waits(stage: Stage, seat: str) -> None:
    pass


def _pauses(stage: Stage, seat: str) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.says(seat, "They know my name.")
    stage.leads(PausePrompt("p1"))


def _holds(stage: Stage, seat: str) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.leads(HideResponse(stage.says(seat, "What about lunch?"), "off_topic"))
    stage.leads(RedactResponse(stage.says(seat, "Mr Ortiz cares"), "[removed] cares"))
    stage.leads(SetModeration("all"))
    stage.says(seat, "My number is 812 555 0142, call me about the band.")


def _stands_between(stage: Stage, seat: str) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.says(seat, "They know my name.")
    stage.leads(ClosePrompt("p1"))


def _shows_themes(stage: Stage, seat: str) -> None:
    stage.leads(OpenPrompt("p1"))
    one = stage.says(seat, "They know my name.")
    stage.leads(MakeTheme("p1", "Teachers who know every child", (one,)))
    stage.leads(MakeTheme("p1", "A town that turns up", (stage.says(seat, "Friday nights"),)))
    stage.leads(OpenView("p1", "themes"))
    stage.leads(NextPrompt())


def _ends(stage: Stage, seat: str) -> None:
    _shows_themes(stage, seat)
    stage.leads(CloseWorkshop())


def _asks_twice(stage: Stage, seat: str) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.leads(OpenPrompt("p2"))
    stage.says(seat, "Six of us agree: small classes.")


def _says_much(stage: Stage, seat: str) -> None:
    stage.leads(EditPrompt("p2", LONG_ASK))
    stage.leads(OpenPrompt("p2"))
    for text in (LONG, ARABIC, "Donaudampfschifffahrtsgesellschaft" * 3):
        stage.says(seat, text, "p2")


def _votes(kind: str, **rules: Any) -> Any:
    """Return what opens a vote of this kind: among themes and a long line, or about a wording."""

    def act(stage: Stage, seat: str) -> None:
        stage.leads(OpenPrompt("p1"))
        for name in NAMES[:6]:
            stage.leads(MakeTheme("p1", name, (stage.says(seat, name),)))
        themes = () if kind in ABOUT else tuple(f"t{n}" for n in range(1, 7))
        text = VALUE if kind in ABOUT else LONG
        stage.leads(MakeBallot(kind, sources=themes, text=text, open=True, **rules))

    return act


def _has_voted(kind: str, *choices: str, reason: str = "") -> Any:
    """Return what opens a vote of this kind and casts one."""

    def act(stage: Stage, seat: str) -> None:
        _votes(kind)(stage, seat)
        command = CastVote("b1", choices, reason)
        stage.wait(stage.room.command(command, by=seat, role=PARTICIPANT, ref="cast-one"))

    return act


def _fills_the_wall(stage: Stage, seat: str) -> None:
    """Nine themes with long names, and phrases longer than a wall likes; two dozen people."""
    stage.leads(EditPrompt("p2", LONG_ASK))
    stage.leads(OpenPrompt("p2"))
    for number in range(24):
        stage.joins(("g1", "g2", "g3")[number % 3])
    for n, name in enumerate(NAMES):
        said = [
            stage.says(stage.seats[(n + k) % 24], text, "p2")
            for k, text in enumerate((LONG, ARABIC, f"{name}, cada día y en cada aula"))
        ]
        stage.leads(MakeTheme("p2", name, tuple(said)))
    stage.leads(PromoteTheme("t1", "value", NAMES[0], LONG))
    stage.leads(ShowFace("themes", prompt="p2"))


# Of votes, what a phone shows; a table's seat votes once for all of it.
VOTES = {
    "vote-dots": _has_voted("dots", "o1:2"),
    "vote-rank": _has_voted("rank", "o2:1", "o5:2"),
    "vote-points": _votes("points"),
    "vote-ratings": _has_voted("impact_effort", "o1:4:2"),
    "vote-stars": _has_voted("stars", "o3:4"),
    "vote-pairs": _votes("pairs"),
    "vote-fist": _has_voted("fist", "o1:2", reason="Say who sees the data."),
    "vote-thumbs": _votes("thumbs"),
    "vote-consent": _votes("consent", agree="share", share=80),
}


def _decides(stage: Stage, seat: str) -> None:
    """Votes by three methods, counted; one that is open, and one that waits; two things parked."""
    stage.leads(OpenPrompt("p1"))
    seats = [seat, *(stage.joins(("g1", "g2")[n % 2]) for n in range(11))]
    stage.joins(table=7, headcount=6)
    said = [stage.says(one, f"They know my name, {n}") for n, one in enumerate(seats)]
    for n, name in enumerate((*NAMES[:3], "Caring adults", "Adults who care")):
        stage.leads(MakeTheme("p1", name, (said[n],)))
    themes = tuple(f"t{n}" for n in range(1, 6))
    stage.leads(MakeBallot("dots", "What matters most?", themes, open=True))
    for n, one in enumerate(seats):
        stage.votes(one, "b1", *(("o1:2", "o2:1") if n % 2 else ("o2:1", "o3:2")))
    stage.leads(MakeBallot("fist", text=LONG))
    stage.leads(CloseBallot("b1"))
    stage.leads(MakeBallot("impact_effort", sources=themes, open=True))
    for n, one in enumerate(seats):
        stage.votes(one, "b3", *(f"o{k}:{1 + (k + n) % 5}:{k}" for k in range(1, 6)))
    stage.leads(CloseBallot("b3"))
    stage.leads(PlaceOption("b3", "o2", 5, 1, "It is half done"))
    stage.leads(MakeBallot("fist", text="We know every child.", open=True))
    for n, one in enumerate(seats):
        stage.votes(one, "b4", f"o1:{2 + n % 4}", reason="Who pays for it?" if n % 4 == 0 else "")
    stage.leads(CloseBallot("b4"))
    stage.leads(RepeatBallot("b4", open=True))
    stage.leads(EnterVote("b5", ("o1:4",), group="g1"))
    stage.leads(Park(said[9], owner="Principal Ortiz", reply_by="2026-12-01"))
    stage.leads(Park(text=LONG))


# Each method, how everybody votes by it, and what about; the last one nobody takes part in.
AMONG = "\n".join((NAMES[1], "Music for all 🎸", LONG, ARABIC, "Later buses"))
COUNTED: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("rank", {"text": AMONG}, lambda n: (f"o{n % 3 + 1}:1", "o4:2", "o5:3")),
    ("points", {"text": AMONG}, lambda n: (f"o{n % 4 + 1}:60", "o5:40")),
    ("stars", {"text": AMONG}, lambda n: tuple(f"o{k}:{(n + k) % 5 + 1}" for k in range(1, 6))),
    ("pairs", {"text": AMONG}, lambda n: ("o1:o2", f"o{n % 2 + 3}:o5")),
    ("thumbs", {"text": VALUE, "agree": "share", "share": 60}, lambda n: (f"o1:{n % 3 + 1}",)),
    ("consent", {"text": VALUE}, lambda n: (f"o1:{0 if n == 4 else 1}",)),
    ("fist", {"sources": ("v1",)}, lambda n: (f"o1:{3 + n % 3}",)),
    ("dots", {"text": AMONG}, lambda n: ()),
)


def _counts(stage: Stage, seat: str) -> None:
    """Votes by all other methods, counted, among them one that nobody took part in."""
    stage.leads(OpenPrompt("p1"))
    seats = [seat, *(stage.joins(("g1", "g2")[n % 2]) for n in range(9))]
    stage.leads(MakeTheme("p1", NAMES[0], (stage.says(seat, NAMES[0]),)))
    stage.leads(PromoteTheme("t1", "value", "Trust", VALUE))
    for number, (kind, about, choices) in enumerate(COUNTED, 1):
        stage.leads(MakeBallot(kind, open=True, **about))
        for n, one in enumerate(seats):
            if cast := choices(n):
                stage.votes(one, f"b{number}", *cast, reason="Too long" if kind in ABOUT else "")
        stage.leads(CloseBallot(f"b{number}"))


STATES = {
    "decides": _decides,
    "counted": _counts,
    "waiting": _waits,
    "paused": _pauses,
    "held": _holds,
    "between": _stands_between,
    "themes": _shows_themes,
    "ended": _ends,
    "table": _asks_twice,
    "long": _says_much,
    "full": _fills_the_wall,
    **VOTES,
}
