"""Money: integer minor units with a currency (rule 3)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

# ISO 4217 minor-unit digits of the currencies of our markets.
DIGITS = {"DZD": 2, "MAD": 2, "EUR": 2, "TND": 3}
CURRENCIES = [(code, code) for code in DIGITS]


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of `currency`: Money(12_50, "EUR") is 12.50 €, Money(12_500, "TND") is 12.500 DT."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in DIGITS:
            raise ValueError(f"unknown currency {self.currency!r}")
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("money is counted in whole minor units")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def times(self, factor: Decimal | int | str) -> "Money":
        """The product, to the nearest minor unit, halves away from zero."""
        return Money(int((self.minor * Decimal(factor)).quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def rounded_to(self, step: int) -> "Money":
        """The nearest multiple of `step` minor units, halves away from zero: cash has no smaller coin."""
        return Money(int((Decimal(self.minor) / step).quantize(Decimal(1), ROUND_HALF_UP)) * step, self.currency)

    @property
    def amount(self) -> Decimal:
        """In major units, exact: Decimal("12.50")."""
        return Decimal(self.minor).scaleb(-DIGITS[self.currency])

    def __str__(self) -> str:
        """For people, in the active language: `1 250,00 DZD`."""
        return f"{number_format(self.amount, DIGITS[self.currency], force_grouping=True)} {self.currency}"

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other
