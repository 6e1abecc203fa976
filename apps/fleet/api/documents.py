"""Documents: a driver's, and an applicant's. Files come in by a form and go out only to whom they belong to."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.algorithms.papers import MOST_BYTES, Paper
from apps.fleet.api.doors import DriverView, valid
from apps.fleet.api.serializers import DocumentIn, DocumentOut, DocumentSlotOut, DocumentsOut, VehicleDocumentIn
from apps.fleet.models import DriverDocument
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent
from apps.kernel.parsers import FormParser

REFUSED = (
    "A JPEG, PNG or WebP picture, or a PDF, of at most 10 MB. 422 file-refused, document-not-asked, expiry-needed or "
    "document-out-of-date; a document of the same kind that still waits is replaced."
)
FILE = {
    (200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY),
    (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY),
}


class AnyRenderer(BaseRenderer):
    """Lets a client ask for a picture or a PDF; a problem is still told as JSON."""

    media_type = "*/*"
    format = "file"

    def render(self, data: object, accepted_media_type: str | None = None, renderer_context: object = None) -> bytes:
        return JSONRenderer().render(data)


class Documents(DriverView):
    def get_parsers(self) -> list:
        return [FormParser()]

    @extend_schema(operation_id="driver_documents", summary="The documents I owe", responses=DocumentsOut)
    def get(self, request: Request) -> Response:
        slots = selectors.document_slots(caller(request).person_id)
        return Response({"documents": DocumentSlotOut(slots, many=True).data})

    @extend_schema(
        operation_id="driver_document_submit",
        summary="Hand in a document",
        description=REFUSED,
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": VehicleDocumentIn},
        responses={201: DocumentOut},
    )
    def post(self, request: Request) -> Response:
        asked = valid(VehicleDocumentIn, request)
        return self._hand_in(request, asked, read(asked.pop("file")))

    @idempotent
    def _hand_in(self, request: Request, asked: dict, paper: Paper) -> Response:
        return handed_in(services.submit_document(driver_id=caller(request).person_id, paper=paper, **asked))


class DocumentFile(DriverView):
    renderer_classes = [JSONRenderer, AnyRenderer]

    @extend_schema(operation_id="driver_document_file", summary="The file of my document", responses=FILE)
    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        return file_answer(selectors.document_with_file(caller(request).person_id, document_id))


class ApplicationDocuments(APIView):
    def get_parsers(self) -> list:
        return [FormParser()]

    @extend_schema(
        operation_id="account_driver_application_document",
        summary="Hand in a document for my application to drive",
        description=REFUSED,
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": DocumentIn},
        responses={201: DocumentOut},
    )
    def post(self, request: Request) -> Response:
        asked = valid(DocumentIn, request)
        return self._hand_in(request, asked, read(asked.pop("file")))

    @idempotent
    def _hand_in(self, request: Request, asked: dict, paper: Paper) -> Response:
        application = selectors.open_application_of(caller(request).person_id)
        car = application.vehicle_id
        return handed_in(
            services.submit_document(driver_id=application.driver_id, vehicle_id=car, paper=paper, **asked)
        )


class ApplicationDocumentFile(APIView):
    renderer_classes = [JSONRenderer, AnyRenderer]

    @extend_schema(
        operation_id="account_driver_application_document_file",
        summary="The file of a document of my application",
        responses=FILE,
    )
    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        return file_answer(selectors.document_with_file(caller(request).person_id, document_id))


def read(file: UploadedFile) -> Paper:
    """Before the transaction of the idempotency key: decoding a picture takes a while."""
    if (file.size or 0) > MOST_BYTES:
        raise services.file_refused("too_large")
    return services.read_paper(file.read())


def handed_in(document: DriverDocument) -> Response:
    return Response(DocumentOut(document).data, status=201)


def file_answer(document: DriverDocument) -> HttpResponse:
    """The file as it is kept. It is nobody else's: no cache on the way may keep it."""
    headers = {"Content-Disposition": f'inline; filename="{document.file_name}"', "Cache-Control": "private, no-store"}
    with document.file.open() as file:
        return HttpResponse(file.read(), content_type=document.media_type, headers=headers)
