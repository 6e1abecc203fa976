"""Who lives in the virtual city: names as people there have them, and phone numbers that pass validation.

Phones are made of a market's prefix and four digits, so that the seed and the simulator agree without talking. The
prefixes are valid but improbable runs of zeros (numbering plans that reserve numbers for fiction fail validation).
"""

import random
from dataclasses import dataclass

DEMO_RIDER, DEMO_DRIVER = 1, 2  # the demo accounts, below the city's own
FIRST_DRIVER, FIRST_RIDER = 100, 5_000
MOST_DRIVERS, MOST_RIDERS = FIRST_RIDER - FIRST_DRIVER, 10_000 - FIRST_RIDER

_PREFIXES = {"DZ": "+21355000", "MA": "+21260000", "TN": "+2162000", "FR": "+3360000"}

_FIRST = {
    "DZ": "Amine Yacine Karim Mehdi Sofiane Walid Nassim Rachid Bilal Hichem Lounes Djamel Amina Sofia Yasmine Nadia "
    "Lydia Imane Meriem Khadidja Selma Farida Ines Samira",
    "MA": "Youssef Hamza Omar Ayoub Anas Mehdi Reda Zakaria Khalid Hassan Driss Othmane Salma Khadija Fatima Zineb "
    "Hajar Ghita Loubna Asmae Houda Siham Nawal Kenza",
    "TN": "Ahmed Aziz Firas Wassim Sami Hatem Bechir Skander Moez Nizar Ghassen Fares Emna Amira Rim Mariem Sarra "
    "Olfa Nour Syrine Hela Wafa Dorra Asma",
    "FR": "Lucas Hugo Louis Nathan Paul Antoine Julien Adam Rayan Mathis Thomas Karim Emma Louise Alice Chloé Camille "
    "Sarah Manon Inès Lina Léa Juliette Margaux",
}
_LAST = {
    "DZ": "Benali Bouzid Hamidi Mansouri Cherif Belkacem Saadi Boudiaf Khelifi Ziani Meziane Haddad Brahimi Ouali "
    "Rahmani Amrani Bensalem Lounis Toumi Ferhat",
    "MA": "Alaoui Bennani Tazi Idrissi Berrada Chraibi Benjelloun Fassi Lahlou Amrani Ouazzani Sebti Naciri Kettani "
    "Mernissi Bouazza Rami Filali Zerouali Skalli",
    "TN": "Trabelsi Ben-Salah Gharbi Jaziri Mejri Bouazizi Chebbi Hammami Ayari Khemiri Jebali Mansour Sassi Karoui "
    "Dridi Zouari Belhadj Mzoughi Riahi Ferchichi",
    "FR": "Martin Bernard Dubois Petit Durand Leroy Moreau Simon Laurent Lefebvre Garcia Roux Fournier Girard Bonnet "
    "Dupont Lambert Fontaine Rousseau Diallo",
}
_CARS = {
    "standard": (("Renault", "Symbol"), ("Dacia", "Logan"), ("Hyundai", "i10"), ("Kia", "Picanto"), ("Peugeot", "208")),
    "comfort": (("Skoda", "Octavia"), ("Toyota", "Corolla"), ("Volkswagen", "Passat")),
    "van": (("Renault", "Trafic"), ("Hyundai", "H1"), ("Citroën", "Jumpy")),
}
_COLOURS = ("white", "black", "grey", "silver", "blue", "red")
_CATEGORY_WEIGHTS = {"standard": 80, "comfort": 14, "van": 6}

# Where drivers wait in line: by city, its place and its names in French, Arabic and English.
AIRPORTS = {
    "algiers": ((36.6940, 3.2130), "Aéroport d’Alger", "مطار الجزائر", "Algiers airport"),
    "casablanca": ((33.5570, -7.6620), "Aéroport d’Anfa", "مطار أنفا", "Anfa airport"),
    "tunis": ((36.8440, 10.2180), "Aéroport de Tunis", "مطار تونس", "Tunis airport"),
    "paris": ((48.8443, 2.3744), "Gare de Lyon", "محطة ليون", "Gare de Lyon"),
}


@dataclass(frozen=True)
class Resident:
    phone: str
    full_name: str


@dataclass(frozen=True)
class Car:
    plate: str
    make: str
    model: str
    colour: str
    category: str


def phone(market: str, number: int) -> str:
    """E.164 number `number` (0 to 9999) of a market; markets nobody thought of speak Algerian."""
    known = market if market in _PREFIXES else "DZ"
    return f"{_PREFIXES[known]}{number:04d}"


def driver(market: str, index: int) -> Resident:
    return _resident(market, FIRST_DRIVER + index)


def rider(market: str, index: int) -> Resident:
    return _resident(market, FIRST_RIDER + index)


def car(market: str, index: int) -> Car:
    """The car of the driver `index`: always the same one, so that seeding twice changes nothing."""
    rng = random.Random(f"car {market} {index}")
    category = rng.choices(list(_CATEGORY_WEIGHTS), list(_CATEGORY_WEIGHTS.values()))[0]
    make, model = rng.choice(_CARS[category])
    return Car(f"{market}-{10_000 + index}-16", make, model, rng.choice(_COLOURS), category)


def guest(market: str, rng: random.Random) -> Resident:
    """Somebody who has no account."""
    return _resident(market, rng.randrange(DEMO_DRIVER + 1, FIRST_DRIVER))


def promo_code(market: str) -> str:
    """A promotion that everybody in the city has heard of."""
    return f"{market}-CITY-1"


def _resident(market: str, number: int) -> Resident:
    rng = random.Random(f"name {market} {number}")
    known = market if market in _FIRST else "DZ"
    return Resident(phone(market, number), f"{rng.choice(_FIRST[known].split())} {rng.choice(_LAST[known].split())}")
