"""How often somebody did something, without saying who."""

from django.db import models


class Throttle(models.Model):
    """A counter for one action of one somebody in one stretch of time. ``key`` tells neither without the secret."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
