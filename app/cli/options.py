"""Arguments and options that several commands have."""

from typing import Annotated

import typer

from app.domain.evaluation.scores import Basis

PeriodArgument = Annotated[str, typer.Argument(help="Kỳ / Period: 2025-02, 2025-Q1, 2025.")]
CohortOption = Annotated[
    str,
    typer.Option(
        help="Nhóm so sánh / Cohort: provinces, ministries, H44.departments, H44.communes, H44.districts.",
    ),
]
BasisOption = Annotated[Basis, typer.Option(help="Căn cứ của điểm / Which figures.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        help="Chỉ dùng số liệu có ngày đến ngày hoặc thời điểm này / From figures dated up to this day or time."
    ),
]
KnownAtOption = Annotated[
    str | None,
    typer.Option(
        help="Theo những gì đã nhận được đến ngày hoặc thời điểm này / From what had been received by this day or time."
    ),
]
