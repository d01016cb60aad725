"""An evening worth looking at: forty people, two prompts, themes, a priority, a value, a plan."""

import json
import secrets
from pathlib import Path

from sqlmodel import Session

from tests.web.stage import Stage
from workshop.plan.draft import bring
from workshop.room.agenda import NextPrompt, OpenPrompt, SetTimer
from workshop.room.moderate import HideResponse, HoldResponse
from workshop.room.nouns import ENGINE
from workshop.room.promote import PromoteTheme
from workshop.room.theme import MoveResponses, RenameTheme, SuggestThemes
from workshop.store import plan_items, plans, sources

SCENARIO = Path(__file__).parents[1] / "fixtures" / "scenarios" / "s1_focus_group_40.json"
UNSORTED = ("Off-topic", "Unclear")
PEOPLE = 38


class Evening:
    """A stage on which a focus group has been going on for a while."""

    def __init__(self, folder: Path) -> None:
        """Let everything happen up to the second question."""
        self.stage = Stage(folder)
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
        stage.leads(PromoteTheme("t2", "priority", "People who care", "We will keep them."))
        stage.leads(PromoteTheme("t1", "value", "Family", "We value knowing every child."))
        stage.leads(NextPrompt())
        self._speak("p2", self.prompts[1]["responses"][:60])
        stage.leads(HoldResponse(self.ids["p2"][4]))
        stage.leads(HoldResponse(self.ids["p2"][9]))
        stage.leads(HideResponse(self.ids["p2"][11], "off_topic"))
        stage.leads(SetTimer("p2", 7))
        stage.published()
        self.outcome = stage.wait(stage.room.outcome("en"))
        self.plan, self.goal = stage.write(self._plan)

    def prompt_of(self, face: str) -> str | None:
        """Return the prompt whose face is worth a picture."""
        return "p1" if face in ("phrases", "themes", "theme") else "p2"

    def theme_of(self, face: str) -> str | None:
        """Return the theme that is shown large."""
        return "t2" if face == "theme" else None

    def desk_pages(self) -> dict[str, str]:
        """Return the desk's pages by name."""
        workshop = f"/workshops/{self.stage.workshop.id}"
        plan = f"/plans/{self.plan}"
        return {
            "home": "/home",
            "projects": "/projects",
            "project": f"/projects/{self.stage.project}",
            "new-workshop": "/workshops/new",
            "invitation": workshop,
            "sheet": f"{workshop}/sheet",
            "account": "/account",
            "plan": plan,
            "plan-edit": f"{plan}/edit",
            "plan-item": f"{plan}/items/{self.goal}",
            "plan-history": f"{plan}/history",
            "plan-bring": f"{plan}/bring",
            "plan-bring-one": f"{plan}/bring?workshop={self.stage.workshop.id}",
        }

    def _plan(self, session: Session) -> tuple[str, str]:
        stage = self.stage
        values = {"title": "Our plan", "start_year": "2027", "end_year": "2032"}
        at = stage.house.now()
        plan = plans.create_plan(
            session, stage.district, project=stage.project, values=values, by=stage.fay, at=at
        )
        sources.bring_in(session, stage.district, plan.id, bring(self.outcome), by=stage.fay, at=at)
        whole = plans.load(session, stage.district, plan.id)
        priority = whole.of_kind("priority")[0]
        goal = plan_items.add_item(
            session,
            stage.district,
            plan.id,
            kind="goal",
            values={"text": "Keep 90 % of our certified staff by June 2030."},
            by=stage.fay,
            at=at,
            parent=priority.id,
        )
        return plan.id, goal.id

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
        self.stage.wait(
            self.stage.room.command(
                SuggestThemes(prompt, draft=draft),
                by=ENGINE,
                role=ENGINE,
                ref=secrets.token_hex(8),
            )
        )
