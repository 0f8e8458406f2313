"""SignInFailure: what the throttle of the sign-in page counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInFailure(models.Model):
    """A wrong password. Counted in the database, where all workers see the same count."""

    account = models.CharField(max_length=150, db_index=True)
    address = models.CharField(max_length=45, db_index=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")

    def __str__(self):
        return f"{self.account} {self.address}"
