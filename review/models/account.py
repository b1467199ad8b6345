"""Who works here: one account a person, one role an account. What a role may do stands in `review.access`, not here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    SUPERVISOR = "supervisor"
    STEWARD = "steward"
    ANALYST = "analyst"
    CASE_WORKER = "case_worker"
    AUDITOR = "auditor"


class Workplace(StrEnum):
    """Where a case worker works: it decides which departments' records they read."""

    NONE = ""
    SCHOOL = "school"
    NURSERY = "nursery"
    HEALTH = "health"
    CONSULTATION = "consultation"


ROLES = {
    Role.SUPERVISOR: _("総括管理主体"),
    Role.STEWARD: _("保有・管理主体"),
    Role.ANALYST: _("分析主体"),
    Role.CASE_WORKER: _("活用・支援主体"),
    Role.AUDITOR: _("監査"),
}
WORKPLACES = {
    Workplace.NONE: "—",
    Workplace.SCHOOL: _("学校"),
    Workplace.NURSERY: _("保育所等"),
    Workplace.HEALTH: _("保健"),
    Workplace.CONSULTATION: _("こども相談"),
}


def choices(labels: Mapping[Any, object]) -> list[tuple[str, object]]:
    """What a field may hold, with its labels, as Django takes it."""
    return [(member.value, label) for member, label in labels.items()]


class Accounts(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str, **fields: str) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A person. `department` is a steward's: the owner of the extracts that they look after."""

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    role = models.CharField(max_length=16, choices=choices(ROLES))
    workplace = models.CharField(max_length=16, choices=choices(WORKPLACES), default="", blank=True)
    department = models.CharField(max_length=64, default="", blank=True)
    is_active = models.BooleanField(default=True)

    objects = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("name", "role")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_case_worker_has_a_workplace_and_nobody_else",
                condition=models.Q(role="case_worker") ^ models.Q(workplace=""),
            ),
            models.CheckConstraint(
                name="a_steward_has_a_department_and_nobody_else",
                condition=models.Q(role="steward") ^ models.Q(department=""),
            ),
        )

    def __str__(self) -> str:
        return self.name
