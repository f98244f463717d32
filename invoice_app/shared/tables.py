"""What every table is made of: `SQLModel`, once its constraints are given names.

A constraint without a name cannot be changed by a later migration on SQLite. Models import from
here, so that the names are in force before the first table is.
"""

from sqlmodel import Field, SQLModel

__all__ = ["Field", "SQLModel"]

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
