"""The portal's language: programs written for the National Public Service Portal work here by another host name."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.api.http.cold_slots import ColdDep
from app.api.http.deps import ServiceDep
from app.api.http.problems import documented_failures
from app.api.http.rendering import to_json
from app.api.http.request_body import read_body
from app.api.openapi.examples import example
from app.api.openapi.portal_examples import ASKED
from app.api.schemas.portal import (
    DigitizedQuestion,
    FormalitiesQuestion,
    SatisfactionQuestion,
    ServiceResultsQuestion,
    TransparencyQuestion,
    TreeQuestion,
)
from app.domain.evaluation.scores import Basis
from app.readers.portal.questions import ROOT, Endpoint
from app.services.evaluation.evaluate import Evaluator
from app.services.portal import facade, facade_lists, facade_trees
from app.services.portal.facade_answers import Answer, Envelope, Formalities, TransparencyUnits

router = APIRouter(prefix=ROOT, tags=["portal"])

Question = TypeVar("Question", bound=BaseModel)


def asked(model: type[Question]) -> Callable[[bytes], Awaitable[Question]]:
    """A dependency: the question, read as JSON whatever type the request names."""

    async def read(body: Annotated[bytes, Depends(read_body)]) -> Question:
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from None

    return read


async def evaluator_of(service: ServiceDep) -> Evaluator:
    return Evaluator.asked(service, Basis.BEST)


EvaluatorDep = Annotated[Evaluator, Depends(evaluator_of)]


def described(path: str, question: type[BaseModel], answer: Any, *statuses: int) -> dict[str, Any]:
    """The documentation of a route: what is asked, an example, the shape of the answer, the failures."""
    schema = {"$ref": f"#/components/schemas/{question.__name__}"}
    name = path.rpartition("/")[2]
    content = {"application/json": {"schema": schema, "example": ASKED[f"{ROOT}{path}"]}}
    return {
        "path": path,
        "status_code": 201,
        "response_model": answer,
        "responses": {**example(name, 201), **documented_failures(*statuses, 408, 413, 422, 503)},
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }


def ok(data: Answer) -> Response:
    """The portal answers 201 to every question that it answers."""
    envelope = Envelope[Any](code="OK", data=data, message="OK")
    return Response(to_json(envelope, exclude_unset=True), 201, media_type="application/json")


@router.post(
    **described(
        Endpoint.SERVICE_RESULTS, ServiceResultsQuestion, Envelope[facade.Provinces] | Envelope[facade.Children], 404
    ),
    summary="Score cards",
)
async def service_results(
    question: Annotated[ServiceResultsQuestion, Depends(asked(ServiceResultsQuestion))],
    evaluator: EvaluatorDep,
    cold: ColdDep,
) -> Response:
    """Of the country and its provinces by their totals, or of an agency, its departments and its communes by theirs.

    `overview` and `radar` are the averages, or the agency's own scores. `scoreDelta` is the change of the total
    against the period before.
    """
    return await cold(lambda: ok(facade.service_results(evaluator, question.scope)))


@router.post(
    **described(Endpoint.TRANSPARENCY, TransparencyQuestion, Envelope[TransparencyUnits], 404),
    summary="Transparency",
)
async def transparency(
    question: Annotated[TransparencyQuestion, Depends(asked(TransparencyQuestion))],
    evaluator: EvaluatorDep,
    cold: ColdDep,
) -> Response:
    """The group CKMB of all provinces, or of an agency and of those below it, with the counts of each indicator."""
    return await cold(lambda: ok(facade_lists.transparency(evaluator, question.scope, question.page)))


@router.post(
    **described(Endpoint.PROGRESS, TreeQuestion, Envelope[facade_trees.ProgressTree], 404),
    summary="Timeliness",
)
async def progress(
    question: Annotated[TreeQuestion, Depends(asked(TreeQuestion))], evaluator: EvaluatorDep, cold: ColdDep
) -> Response:
    """The group TDGQ of all provinces, or of an agency and of those below it."""
    return await cold(lambda: ok(facade_trees.progress(evaluator, question.scope)))


@router.post(
    **described(Endpoint.ONLINE, TreeQuestion, Envelope[facade_trees.OnlineTree], 404),
    summary="Online services",
)
async def online(
    question: Annotated[TreeQuestion, Depends(asked(TreeQuestion))], evaluator: EvaluatorDep, cold: ColdDep
) -> Response:
    """The group CLGQ: the scores of all provinces, or an agency with its counts and the scores of those below it."""
    return await cold(lambda: ok(facade_trees.online(evaluator, question.scope)))


@router.post(
    **described(Endpoint.PAYMENT, TreeQuestion, Envelope[facade_trees.PaymentTree], 404),
    summary="Online payment",
)
async def payment(
    question: Annotated[TreeQuestion, Depends(asked(TreeQuestion))], evaluator: EvaluatorDep, cold: ColdDep
) -> Response:
    """The group TTTT of all provinces, or of an agency and of those below it."""
    return await cold(lambda: ok(facade_trees.payment(evaluator, question.scope)))


@router.post(
    **described(Endpoint.DIGITIZED, DigitizedQuestion, Envelope[facade_lists.DigitizedUnits], 404),
    summary="Digitisation",
)
async def digitized(
    question: Annotated[DigitizedQuestion, Depends(asked(DigitizedQuestion))], evaluator: EvaluatorDep, cold: ColdDep
) -> Response:
    """The group MDSH of all provinces, or of an agency and of those below it, with the counts of each indicator."""
    return await cold(lambda: ok(facade_lists.digitized(evaluator, question.scope, question.page)))


@router.post(
    **described(Endpoint.SATISFACTION, SatisfactionQuestion, Envelope[facade_lists.SatisfiedUnits], 404),
    summary="Satisfaction",
)
async def satisfaction(
    question: Annotated[SatisfactionQuestion, Depends(asked(SatisfactionQuestion))],
    evaluator: EvaluatorDep,
    cold: ColdDep,
) -> Response:
    """The group MDHL of all provinces, or of an agency and of those below it, with the counts of each indicator.

    Petitions by kind come with it, without a score.
    """
    return await cold(lambda: ok(facade_lists.satisfaction(evaluator, question.scope, question.page)))


@router.post(**described(Endpoint.FORMALITIES, FormalitiesQuestion, Envelope[Formalities]), summary="Procedures")
def formalities(
    question: Annotated[FormalitiesQuestion, Depends(asked(FormalitiesQuestion))], service: ServiceDep
) -> Response:
    """The register of procedures by code, a page at a time, searched by code and name."""
    return ok(facade.formalities(service.database, question.q or "", question.page))
