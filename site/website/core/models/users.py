"""People who log in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor, translator or office worker. Readers have no accounts."""
