"""Rules that every table keeps."""

import pytest
from sqlalchemy import BigInteger
from sqlmodel import SQLModel

import workshop.store.tables  # noqa: F401  (declares them)

TABLES = sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name)


def name(table):
    return table.name


@pytest.mark.parametrize("table", [each for each in TABLES if each.name != "districts"], ids=name)
def test_every_row_belongs_to_a_district(table):
    (key,) = table.c.district_id.foreign_keys
    assert key.target_fullname == "districts.id"
    assert not table.c.district_id.nullable


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_milliseconds_fit_into_every_time(table):
    times = [column for column in table.c if column.name == "at" or column.name.endswith("_at")]
    assert all(isinstance(column.type, BigInteger) for column in times)


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_every_constraint_has_a_name_to_be_dropped_by(table):
    assert all(constraint.name for constraint in table.constraints)
    assert all(index.name for index in table.indexes)


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_what_is_deleted_with_its_parent_is_found_by_an_index(table):
    ways = [next(iter(index.columns)) for index in table.indexes]
    ways.append(next(iter(table.primary_key)))
    leaving = [key.parent for key in table.foreign_keys if key.ondelete]
    assert all(any(column is way for way in ways) for column in leaving)
