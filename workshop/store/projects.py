"""Projects: a district's planning efforts."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from workshop.errors import NotFound
from workshop.ids import new_id
from workshop.store.tables import ProjectRow


@dataclass(frozen=True, slots=True)
class Project:
    """A district's planning effort."""

    id: str
    district: str
    title: str
    stage: str
    created_at: int


def create(
    session: Session, district_id: str, *, title: str, at: int, stage: str = "listening"
) -> Project:
    """Begin a project."""
    row = ProjectRow(
        id=new_id("j"), district_id=district_id, title=title, stage=stage, created_at=at
    )
    session.add(row)
    session.flush()
    return _project(row)


def get(session: Session, district_id: str, project_id: str) -> Project:
    """Return a project of the district. Raises NotFound `project`."""
    return _project(_get_row(session, district_id, project_id))


def list_for_district(session: Session, district_id: str) -> list[Project]:
    """Return the district's projects, newest first."""
    rows = session.exec(
        select(ProjectRow)
        .where(col(ProjectRow.district_id) == district_id)
        .order_by(col(ProjectRow.created_at).desc(), col(ProjectRow.id))
    )
    return [_project(row) for row in rows]


def rename(session: Session, district_id: str, project_id: str, title: str) -> None:
    """Give a project another title. Raises NotFound `project`."""
    _get_row(session, district_id, project_id).title = title
    session.flush()


def set_stage(session: Session, district_id: str, project_id: str, stage: str) -> None:
    """Move a project to another stage. Raises NotFound `project`."""
    _get_row(session, district_id, project_id).stage = stage
    session.flush()


def _get_row(session: Session, district_id: str, project_id: str) -> ProjectRow:
    row = session.get(ProjectRow, project_id)
    if row is None or row.district_id != district_id:
        raise NotFound("project")
    return row


def _project(row: ProjectRow) -> Project:
    return Project(
        id=row.id,
        district=row.district_id,
        title=row.title,
        stage=row.stage,
        created_at=row.created_at,
    )
