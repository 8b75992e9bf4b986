"""Which office is nearer to whom. No Django in here, and nothing of it is kept."""

from __future__ import annotations

SZCZECIN, KOSZALIN = "szczecin", "koszalin"

# The towns where the counties of West Pomerania have their seats, and the office on whose side they lie. Their names
# are Polish in all languages: so they stand on road signs and letters.
TOWNS = {
    "Białogard": KOSZALIN,
    "Choszczno": SZCZECIN,
    "Drawsko Pomorskie": KOSZALIN,
    "Goleniów": SZCZECIN,
    "Gryfice": SZCZECIN,
    "Gryfino": SZCZECIN,
    "Kamień Pomorski": SZCZECIN,
    "Kołobrzeg": KOSZALIN,
    "Koszalin": KOSZALIN,
    "Łobez": SZCZECIN,
    "Myślibórz": SZCZECIN,
    "Police": SZCZECIN,
    "Pyrzyce": SZCZECIN,
    "Sławno": KOSZALIN,
    "Stargard": SZCZECIN,
    "Szczecin": SZCZECIN,
    "Szczecinek": KOSZALIN,
    "Świdwin": KOSZALIN,
    "Świnoujście": SZCZECIN,
    "Wałcz": KOSZALIN,
}


def office_for(chosen: str, topic_office: str, town: str) -> str:
    """The office a message goes to: the chosen one, else that of the topic, else the nearer one, else Szczecin."""
    return chosen or topic_office or TOWNS.get(town, SZCZECIN)
