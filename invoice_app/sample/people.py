"""Who the co-operative bills: companies, members and contacts, and who of them may sign in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session

from invoice_app.members.actions import add
from invoice_app.members.groups import put_in, save_group
from invoice_app.shared.folding import fold

MEMBER_EMAIL = "membre@quittance.example"
"""The member who has a password, and several invoices."""
_MAIL = ("courriel.example", "boite.example", "poste.example", "mailbox.example")
_STREETS = (
    "rue du Phare", "chemin de la Grève", "rue des Goélands", "rang des Éboulis", "avenue du Large",
    "rue de l’Estran", "côte des Embruns", "rue Saint-Elme", "chemin du Cap", "rue des Voiliers",
)  # fmt: skip
_STREETS_EN = ("Lighthouse Road", "Harbour Street", "Breakwater Lane", "Schooner Drive", "Kittiwake Court")
# A town's postal code and province; the codes have the right form and belong to nobody.
_TOWNS = {
    "L’Anse-aux-Voiles": ("G0L 0X0", "QC"),
    "Pointe-aux-Brisants": ("G0J 0X0", "QC"),
    "Rimouski": ("G5L 0X0", "QC"),
    "Matane": ("G4W 0X0", "QC"),
    "Gaspé": ("G4X 0X0", "QC"),
    "Québec": ("G1R 0X0", "QC"),
    "Sept-Îles": ("G4R 0X0", "QC"),
    "Montréal": ("H2X 0X0", "QC"),
    "Laval": ("H7N 0X0", "QC"),
    "Sherbrooke": ("J1H 0X0", "QC"),
    "Saguenay": ("G7H 0X0", "QC"),
    "Métis-sur-Mer": ("G0J 1X0", "QC"),
    "New Carlisle": ("G0C 0X0", "QC"),
    "Hudson": ("J0P 0X0", "QC"),
    "Pointe-Claire": ("H9R 0X0", "QC"),
    "Ottawa": ("K1P 0X0", "ON"),
    "Moncton": ("E1C 0X0", "NB"),
}
LONG_COMPANY = (
    "Association des plaisanciers, navigatrices, riverains et gardiens de phare de l’estuaire, de la "
    "Côte-Nord et de la Gaspésie (section de L’Anse-aux-Voiles)"
)
TOWN_HALL = "Municipalité de L’Anse-aux-Voiles"
PORT = "Brisants Point Harbour Corporation"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the sample can bill. `company` is a company's name, or empty."""

    ref: str
    kind: str
    name: str
    language: str
    company: str
    has_email: bool = True


@dataclass(frozen=True, slots=True)
class _Company:
    name: str
    language: str
    town: str
    domain: str


_COMPANIES = (
    _Company(TOWN_HALL, "fr", "L’Anse-aux-Voiles", "anse-aux-voiles.example"),
    _Company(PORT, "en", "Pointe-aux-Brisants", "brisants-harbour.example"),
    _Company("Chantier naval Lagrève et fille inc.", "fr", "Matane", "chantier-lagreve.example"),
    _Company("Fjord & Tide Outfitters Ltd.", "en", "Pointe-Claire", "fjordandtide.example"),
    _Company("Traiteur Le Homard content, s.e.n.c.", "fr", "Rimouski", "homardcontent.example"),
    _Company("9999-0000 Québec inc.", "both", "Laval", "neufmille.example"),
    _Company(LONG_COMPANY, "both", "L’Anse-aux-Voiles", "estuaire.example"),
)

# Given name | family name | language | town | company | role; a `*` before a role receives its invoices.
_MEMBERS = """
Zoé|Tremblay-Okafor|fr|Rimouski||
Maxime|Desrosiers|fr|Rimouski||
Ève-Marie|Thibodeau|fr|Matane|Chantier naval Lagrève et fille inc.|* Comptabilité
Anh Thư|Nguyễn|fr|Québec||
Jean-Christophe|Beaulieu-Sirois|fr|L’Anse-aux-Voiles||
Fatoumata|Diallo|fr|Montréal||
Loïc|Gagnon-Paré|fr|Gaspé||
Noémie|L’Heureux|fr|Rimouski|Traiteur Le Homard content, s.e.n.c.|* Associée
Karim|Benhaddou|fr|Laval|9999-0000 Québec inc.|Président
Solène|Arsenault|fr|Gaspé||
Étienne|Cœur-de-Roy|fr|L’Anse-aux-Voiles||
Guylaine|Poirier|fr|Rimouski||
Maïka|Vollant-Grégoire|fr|Sept-Îles||
Thérèse|Ouellet|fr|L’Anse-aux-Voiles||
Olivier|D’Amours|fr|Matane||
Inês|Ferreira da Silva|fr|Montréal||
Mathis|Bouchard|fr|Saguenay||
Rosalie|Castonguay|fr|Rimouski||
Anaïs|Rioux|fr|Rimouski||
Samuel|Jean-Baptiste|fr|Montréal||
Pénélope|Lévesque|fr|Rimouski||
Hugo|Fiset-Marchand|fr|Matane||
Claudette|Bérubé|fr|L’Anse-aux-Voiles||
Nour|Haddad|fr|Sherbrooke||
Philippe|Santerre|fr|Rimouski||
Marie-Ève-Clémentine|de la Bruère-Montarville Tremblay-Archambault|fr|Québec||
Émile|Roy|fr|Gaspé||
Xin|Wu|fr|Montréal||
Gisèle|Pelletier|fr|L’Anse-aux-Voiles||
Wapan|Kanapé-Launière|fr|Sept-Îles||
Yasmine|El Idrissi|fr|Laval||
Rodrigue|St-Laurent|fr|Pointe-aux-Brisants||
Margaret|O’Halloran|en|Métis-sur-Mer||
Duncan|MacAskill|en|New Carlisle||
Priya|Raman|en|Montréal||
Owen|Blackwood|en|Gaspé||
Siobhán|Keating|en|Pointe-Claire|Fjord & Tide Outfitters Ltd.|* Office manager
Amelia|Thornbury|en|Hudson||
Kwame|Asante|en|Ottawa||
Grace|Whitefield|en|Hudson||
Tomasz|Łukasiewicz|en|Pointe-Claire||
Jacob|Weiss-Delorme|both|Montréal||
Catherine|Leblanc-Murphy|both|Moncton||
Aputik|Kasudluak-Boivin|both|Sept-Îles||
"""
_CONTACTS = """
Bernadette|Côté-Lizotte|fr|L’Anse-aux-Voiles|Municipalité de L’Anse-aux-Voiles|* Trésorière municipale
Réjean|Fournier|fr|L’Anse-aux-Voiles|Municipalité de L’Anse-aux-Voiles|Directeur des travaux
Helen|Fairweather|en|Pointe-aux-Brisants|Brisants Point Harbour Corporation|* Accounts payable
Ludovic|Marquis|fr|Québec|Association des plaisanciers|* Secrétaire
Isabeau|Vaillancourt|fr|Rimouski||
Bao|Trần-Lemieux|fr|Montréal||
Gertrude|Savoie|fr|L’Anse-aux-Voiles||
Colin|Ashworth|en|Hudson||
Rhiannon|Pugh|en|Métis-sur-Mer||
Denis|Lapierre-Ung|both|Québec||
"""
_WITHOUT_EMAIL = "Gertrude Savoie"
INVITED = ("Maxime Desrosiers", "Margaret O’Halloran", "Fatoumata Diallo", "Anh Thư Nguyễn", "Owen Blackwood")
ARCHIVED = "Rodrigue St-Laurent"
_GROUPS = {
    "Comité des régates": (
        "Zoé Tremblay-Okafor",
        "Loïc Gagnon-Paré",
        "Margaret O’Halloran",
        "Owen Blackwood",
    ),
    "Conseil d’administration": ("Thérèse Ouellet", "Samuel Jean-Baptiste", "Priya Raman"),
}


def enter_people(db: Session, *, rng: Random, now: datetime) -> list[Person]:
    """Add everyone, companies first."""
    companies = [_add_company(db, company, rng, now) for company in _COMPANIES]
    known = {company.name: company.ref for company in companies}
    people = [
        _add_person(db, kind, row.split("|"), number, known, rng, now)
        for kind, rows in (("member", _MEMBERS), ("contact", _CONTACTS))
        for number, row in enumerate(rows.strip().splitlines(), start=1)
    ]
    return companies + people


def gather(db: Session, people: Sequence[Person], *, now: datetime) -> None:
    """Two groups of people who are often written to together."""
    refs = {person.name: person.ref for person in people}
    for name, members in _GROUPS.items():
        group = save_group(db, ref="", name=name, now=now)
        for member in members:
            put_in(db, ref=group.ref, customer_ref=refs[member])


def _add_company(db: Session, company: _Company, rng: Random, now: datetime) -> Person:
    typed = _address(company.town, company.language, rng) | {
        "kind": "company",
        "company_name": company.name,
        "language": company.language,
        "email": f"facturation@{company.domain}",
    }
    return Person(add(db, typed=typed, now=now).ref, "company", company.name, company.language, "")


def _add_person(
    db: Session, kind: str, row: list[str], number: int, companies: Mapping[str, str], rng: Random,
    now: datetime,
) -> Person:  # fmt: skip
    given, family, language, town, employer, role = row
    company = next((name for name in companies if employer and name.startswith(employer)), "")
    typed = _address(town, language, rng) | {
        "kind": kind,
        "given_name": given,
        "family_name": family,
        "language": language,
        "member_number": f"N-{number:04d}" if kind == "member" else "",
        "company": companies.get(company, ""),
        "role_title": role.removeprefix("* "),
        "bills": "on" if role.startswith("*") else "",
        "email": _email(given, family, company, rng),
    }
    added = add(db, typed=typed, now=now)
    return Person(added.ref, kind, added.name, language, company, bool(added.email))


def _email(given: str, family: str, company: str, rng: Random) -> str:
    if f"{given} {family}" == _WITHOUT_EMAIL:
        return ""
    if given == "Zoé":
        return MEMBER_EMAIL
    domain = next((c.domain for c in _COMPANIES if c.name == company), rng.choice(_MAIL))
    return f"{_plain(given)}.{_plain(family)}@{domain}"


def _plain(name: str) -> str:
    return "-".join(fold(name).split())[:30].strip("-")


def _address(town: str, language: str, rng: Random) -> dict[str, str]:
    postal_code, province = _TOWNS[town]
    door = rng.randrange(2, 990)
    street = f"{door} {rng.choice(_STREETS_EN)}" if language == "en" else f"{door}, {rng.choice(_STREETS)}"
    return {
        "street": street, "city": town, "province": province, "postal_code": postal_code, "country": "CA",
        "phone": f"{rng.choice(('418', '514', '819'))} 555-01{rng.randrange(100):02d}",
    }  # fmt: skip
