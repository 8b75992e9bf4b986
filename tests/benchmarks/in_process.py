"""CPU time of a page that nobody keeps a copy of, inside the Python process, without a server.

    python -m tests.benchmarks.in_process ADDRESS...

Prints milliseconds for each address: the median over rounds, all addresses in turns.
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median

import django

from tests.live_site import HOST

ROUNDS, REQUESTS = 15, 10


def main(addresses: list[str]) -> None:
    django.setup()
    from django.test import Client

    # Not with Django's test environment, which makes templates slower.
    client = Client(headers={"Accept-Encoding": "gzip"}, SERVER_NAME=HOST)
    found: dict[str, list[float]] = {address: [] for address in addresses}
    for _round in range(ROUNDS):
        for address in addresses:
            client.get(address)
            started = time.process_time()
            for _request in range(REQUESTS):
                response = client.get(address)
            found[address].append((time.process_time() - started) * 1000 / REQUESTS)
            assert response.status_code == 200, address
    print(json.dumps({address: median(times) for address, times in found.items()}))


if __name__ == "__main__":
    main(sys.argv[1:])
