"""How figures, days and periods are written in each language of the page."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Figure, Source
from app.domain.messages import Text
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.not_derived import NOT_DERIVED, NotDerived
from app.domain.scorecard.rounding import Rounding
from app.domain.scorecard.scorecard import Scorecard, Title
from app.domain.time import VIETNAM
from app.services.vietnamese import COHORTS, ROMAN, short_period
from app.web.i18n.languages import Language
from app.web.i18n.texts import WORDS

NOTHING = "–"


class Localizer:
    """One language: called with the key of a text it gives the text."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **params: object) -> str:
        return self.of(WORDS[key]).format_map(params)

    def of(self, text: Text | Title) -> str:
        return text.en if self.language is Language.ENGLISH else text.vi

    def score(self, value: Decimal | None) -> str:
        """Points with two decimals: ``17,35``."""
        return NOTHING if value is None else format_decimal(value, "#,##0.00", locale=self.language)

    def part(self, value: Decimal) -> str:
        """A part of a loss, with three decimals: ``0,961``."""
        return format_decimal(value, "#,##0.000;−#,##0.000", locale=self.language)

    def plain(self, value: Decimal | int) -> str:
        """A number with the decimals that it needs: ``18``, ``0,5``, ``494.464``."""
        return format_decimal(value, "#,##0.################", locale=self.language)

    def change(self, value: Decimal | int | None) -> str:
        """With its sign: ``+0,20``, ``−1``; nothing where it is not known."""
        if value is None:
            return NOTHING
        form = "+#,##0.00;−#,##0.00" if isinstance(value, Decimal) else "+#,##0;−#,##0"
        return format_decimal(value, form, locale=self.language) if value else "0"

    def percent(self, value: Decimal) -> str:
        """Per cent with at most two decimals: ``57,71%``."""
        return f"{format_decimal(value, '#,##0.##', locale=self.language)}%"

    def rounding(self, rounding: Rounding) -> str:
        """``đến 2 chữ số thập phân``, ``half up to 2 decimals``."""
        return self(f"rounding_{rounding.mode}", decimals=rounding.decimals)

    def day(self, day: datetime | date | None) -> str:
        """A day, of a moment the one in Vietnam: ``10/10/2026``."""
        day = day.astimezone(VIETNAM) if isinstance(day, datetime) else day
        return NOTHING if day is None else format_date(day, "dd/MM/yyyy")

    def date(self, value: date) -> str:
        return format_date(value, "dd/MM/yyyy")

    def moment(self, moment: datetime) -> str:
        return format_datetime(moment, "HH:mm dd/MM/yyyy", tzinfo=VIETNAM)

    def period(self, period: Period) -> str:
        """``tháng 02/2025``, ``quý III/2026``, ``năm 2026``."""
        return self.of(Text(short_period(period), _in_english(period)))

    def cohort(self, cohort: Cohort, root: str | None = None) -> str:
        """``tỉnh, thành phố``, ``sở, ban, ngành của Phú Thọ``."""
        level = self.of(COHORTS[cohort.level])
        return self("cohort_of", level=level, root=root) if root else level

    def column(self, scorecard: Scorecard, code: str) -> str:
        """The title of the total, a group or an indicator."""
        return self.of(scorecard.titles[code])

    def missing(self, scorecard: Scorecard, code: str) -> str:
        """What is missing: the label of a measure, or the title of a group or an indicator."""
        measure = scorecard.measures.get(code)
        if measure:
            return self.of(Title(measure.label_vi, measure.label_en))
        return self.column(scorecard, code)

    def not_derived(self, reasons: Iterable[NotDerived]) -> list[str]:
        """Why counts that there are do not give a missing one."""
        return [self.of(NOT_DERIVED[each]) for each in reasons]

    def basis(self, source: Source | None) -> str:
        return NOTHING if source is None else self(f"basis_{source}")

    def basis_of(self, figure: Figure) -> str:
        """``công bố``, ``tính từ số liệu``; of derived counts it says so too."""
        return self("basis_derived") if figure.derived else self.basis(figure.source)


def _in_english(period: Period) -> str:
    match period.kind:
        case PeriodKind.MONTH:
            return format_date(period.first_day, "MMMM yyyy", locale="en")
        case PeriodKind.QUARTER:
            return f"quarter {ROMAN[period.number - 1]} of {period.year}"
        case PeriodKind.YEAR:
            return str(period.year)
