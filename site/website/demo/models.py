"""What was loaded, so that loading again changes nothing and never overwrites an editor."""

from django.db import models


class LoadedFile(models.Model):
    """A content file as it was when it was last loaded, and the revision it made."""

    key = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    revision_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="demo_loaded_once")]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"
