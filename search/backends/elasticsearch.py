"""An Elasticsearch 9 server. It holds documents of search alone; Wagtail's own lists are searched in the database.

Stock asks for filters that a bare server lacks and folds only one side of a comparison (modelsearch 1.3.2,
backends/elasticsearchbase.py:83). Our terms need nothing but ``standard`` and ``lowercase``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch.helpers import bulk
from modelsearch.backends.elasticsearch9 import Elasticsearch9Index, Elasticsearch9SearchBackend

from search.wanted import CAP, NOTHING, Hits, Wanted

_PLAIN = {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]}


class Index(Elasticsearch9Index):
    """Stock asks by position whether an index is there, which the client of Elasticsearch 9 refuses."""

    def exists(self) -> bool:
        return bool(self.es.indices.exists(index=self.name))

    def tell(self, documents: Sequence[Any], gone: Iterable[int]) -> None:
        """Enter documents, take others away, and let both be found: in one request."""
        from search.models import Document

        mapping = self.mapping_class(Document)
        actions: list[dict[str, Any]] = [
            {"_id": mapping.get_document_id(each), **mapping.get_document(each)} for each in documents
        ]
        actions += [
            {"_op_type": "delete", "_id": mapping.get_document_id(Document(pk=pk))} for pk in sorted(gone)
        ]
        _done, errors = bulk(self.es, actions, index=self.name, refresh=True, raise_on_error=False)
        # What is to be taken away and is not there anyway is no error.
        if wrong := [each for each in errors if each.get("delete", {}).get("result") != "not_found"]:
            raise RuntimeError(str(wrong[0])[:500])


class ElasticsearchBackend(Elasticsearch9SearchBackend):
    """Asked for documents by their terms."""

    index_class = Index
    catch_indexing_errors = False  # search.outbox does, and tries again
    settings = {
        "settings": {"analysis": {"analyzer": {"ngram_analyzer": _PLAIN, "edgengram_analyzer": _PLAIN}}}
    }

    def candidates(self, alternatives: Sequence[Wanted], least: int = 1) -> Hits:
        """Documents for the first question that finds at least so many, or for the last one, in one request."""
        from search.models import Document

        index = self.get_index_for_model(Document).name
        searches: list[dict[str, Any]] = []
        for wanted in alternatives:
            searches += [
                {"index": index},
                {
                    "query": _query(wanted),
                    "size": CAP,
                    "_source": False,
                    "stored_fields": ["pk"],
                    "track_total_hits": CAP + 1,
                    "sort": ["_score", {"pk": "asc"}],
                },
            ]
        answers = self.es.msearch(searches=searches)["responses"]
        for number, answer in enumerate(answers):
            if "error" in answer:
                raise RuntimeError(answer["error"].get("type", "error"))
            rows = answer["hits"]["hits"]
            fewest = 1 if number == len(answers) - 1 else least
            if len(rows) >= fewest:
                scores = tuple((int(row["fields"]["pk"][0]), float(row["_score"] or 0)) for row in rows)
                return Hits(number, scores, answer["hits"]["total"]["value"] > CAP)
        return NOTHING


def _query(wanted: Wanted) -> dict[str, Any]:
    conjunctions = [
        {
            "bool": {
                "must": [
                    {
                        "multi_match": {
                            "query": " ".join(group),
                            "fields": ["title^4", "body"],
                            "operator": "or",
                        }
                    }
                    for group in groups
                ]
            }
        }
        for groups in wanted.conjunctions
    ]
    return conjunctions[0] if len(conjunctions) == 1 else {"dis_max": {"queries": conjunctions}}


SearchBackend = ElasticsearchBackend
