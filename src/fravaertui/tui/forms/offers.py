"""«Tjenester på Helsenorge»: what a practitioner offers, where no agreement has said it."""

from typing import ClassVar

from fravaertui.session.drafts.offers import OffersDraft
from fravaertui.texts.catalogue import msgid
from fravaertui.tui.forms.fields import CASE_REFERENCE, SERVICES, FieldSpec
from fravaertui.tui.forms.record import RecordForm


class OffersForm(RecordForm):
    """All the services that a practitioner offers, as the clinic or the vendor says."""

    FIELDS: ClassVar[tuple[FieldSpec, ...]] = (SERVICES, CASE_REFERENCE)
    DRAFT = OffersDraft
    SERVICES_QUESTION = msgid("Which services does {name} offer on Helsenorge?")
    RESUMES_AT = "services"

    draft: OffersDraft

    def start(self) -> None:
        """Open the form with what is listed of the chosen practitioner."""
        file, practitioner = self._state.file, self._state.practitioner
        if file and practitioner is not None:
            self.fill(OffersDraft.opened(file, practitioner))
            self.go_to("services")
