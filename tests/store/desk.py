"""A desk: a plan of the house with a priority and a goal, and two people at it."""

from dataclasses import dataclass

from tests.store.conftest import NOON, House
from workshop.plan.outline import numbered
from workshop.store import people, plans
from workshop.store.plan_items import add_item, get_item

COVER = {"title": "Maple 2031", "start_year": "2026", "end_year": "2031"}
GOAL = "Fewer absences"


@dataclass
class Desk:
    """A plan with a priority and a goal, and two people at it."""

    house: House
    fay: str
    cai: str
    plan: str
    priority: str
    goal: str

    def does(self, act, *what, by=None, at=NOON, **how):
        """Do something to the plan as a transaction of its own."""

        def job(session):
            return act(session, self.house.district, *what, by=by or self.fay, at=at, **how)

        return self.house.writer.write(job).result()

    def adds(self, kind, parent=None, **values):
        return self.does(add_item, self.plan, kind=kind, parent=parent, values=values)

    def sees(self):
        with self.house.database.reader() as session:
            return plans.load(session, self.house.district, self.plan)

    def reads(self, item):
        with self.house.database.reader() as session:
            return get_item(session, self.house.district, item)

    def history(self, **which):
        with self.house.database.reader() as session:
            return plans.changes(session, self.house.district, self.plan, **which)

    def numbers(self):
        whole = self.sees()
        names = {item.id: item.name for item in whole.items}
        return {number: names[key] for key, number in numbered(whole.items).items()}


def a_desk(house: House) -> Desk:
    """Begin a plan in the house, for Fay and Cai."""

    def furnish(session):
        cai = people.create_user(
            session,
            house.district,
            email="cai@maple.example",
            name="Cai",
            role="facilitator",
            at=NOON,
        )
        plan = plans.create_plan(
            session, house.district, project=house.project, values=COVER, by=house.fay.id, at=NOON
        )
        return Desk(house, house.fay.id, cai.id, plan.id, "", "")

    desk = house.writer.write(furnish).result()
    desk.priority = desk.adds("priority", title="Belonging").id
    desk.goal = desk.adds("goal", desk.priority, text=GOAL).id
    return desk
