"""What search says of itself to whoever watches the site."""

from __future__ import annotations

from search import languages, outbox
from search.models import Change, Document, IndexState
from website.core.views.service import tells_readyz


@tells_readyz("search")
def state() -> str:
    """``ok``, or everything that makes search less than it can be, in one line."""
    found = IndexState.load()
    said = []
    if missing := languages.missing():
        said.append(f"dictionaries are being made ({', '.join(missing)}); light stemmers answer until then")
    elif found.analysis != languages.best_analysis() or found.building:
        said.append(f"the index is being written anew ({found.done} of {found.total})")
    if not Document.objects.exists():
        said.append("nothing is indexed: manage.py index_search")
    if outbox.has_server():
        if not _server_answers():
            said.append("the search server does not answer; the embedded index does")
        elif waiting := Change.objects.count():
            said.append(f"{waiting} changes wait for the search server")
    return "; ".join(said) or "ok"


def _server_answers() -> bool:
    if outbox.is_away():
        return False
    try:
        return outbox.server_has_index()
    except Exception as error:  # noqa: BLE001  whatever the client raises, it is away
        outbox.did_not_answer(error)
        return False
