"""Who works here: one account a person, one role an account. What a role may do stands in `review.access`, not here."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SUPERVISOR = "supervisor", _("総括管理主体")
    STEWARD = "steward", _("保有・管理主体")
    ANALYST = "analyst", _("分析主体")
    CASE_WORKER = "case_worker", _("活用・支援主体")
    AUDITOR = "auditor", _("監査")


class Workplace(models.TextChoices):
    """Where a case worker works: it decides which departments' records they read."""

    NONE = "", "—"
    SCHOOL = "school", _("学校")
    NURSERY = "nursery", _("保育所等")
    HEALTH = "health", _("保健")
    CONSULTATION = "consultation", _("こども相談")


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
    role = models.CharField(max_length=16, choices=Role)
    workplace = models.CharField(max_length=16, choices=Workplace, default=Workplace.NONE, blank=True)
    department = models.CharField(max_length=64, default="", blank=True)
    is_active = models.BooleanField(default=True)

    objects = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("name", "role")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_case_worker_has_a_workplace_and_nobody_else",
                condition=models.Q(role=Role.CASE_WORKER) ^ models.Q(workplace=Workplace.NONE),
            ),
            models.CheckConstraint(
                name="a_steward_has_a_department_and_nobody_else",
                condition=models.Q(role=Role.STEWARD) ^ models.Q(department=""),
            ),
        )

    def __str__(self) -> str:
        return self.name
