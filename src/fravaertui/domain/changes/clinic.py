"""Changes to what is known of the clinic itself and of its practitioners' EPJ."""

from datetime import date
from typing import Any, Literal, Self

from fravaertui.domain.changes.base import BaseChange, fields_of
from fravaertui.domain.clinic_file import ClinicFile
from fravaertui.domain.fields import Day, HerId, PatientInformation, Services, VendorCode
from fravaertui.domain.model import EpjState
from fravaertui.domain.records import Identity
from fravaertui.domain.violations import Violation


class ReportEpjState(BaseChange):
    """Record what was seen in the EPJ: whether services are switched off there.

    With `puts_back` it takes a report back, as a part of a revert only: what was seen before
    stands again, older though it is, and None is that nothing had been.
    """

    kind: Literal["report_epj_state"] = "report_epj_state"
    practitioner: HerId
    services: Services
    switched_off: bool | None
    seen_on: Day
    puts_back: bool = False

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """What was seen of each of the services."""
        return tuple(("epj_states", (self.practitioner, service)) for service in self.services)

    def practitioner_among(self, _practitioners: object) -> int:
        """The practitioner whose EPJ it is."""
        return self.practitioner

    def check(self, file: ClinicFile, today: date) -> tuple[Violation, ...]:
        """Hold it against what has been seen since; nobody has seen what is to come."""
        if not file.has_practitioner(self.practitioner):
            return (Violation("no_such_practitioner", "practitioner"),)
        if self.seen_on > today:
            return (Violation("seen_in_future", "starts", (self.seen_on, today)),)
        nothing_seen = self.switched_off is None
        since = [
            state
            for state in file.of(self.practitioner).epj_states
            if state.service in self.services and (nothing_seen or state.seen_on > self.seen_on)
        ]
        if since and not self.puts_back:
            newest = max(state.seen_on for state in since)
            services = tuple(state.service for state in since)
            return (Violation("seen_since", "services", (newest,), services=services),)
        return ()

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Put what was seen in the place of what had been."""
        others = tuple(
            state
            for state in file.epj_states
            if state.practitioner != self.practitioner or state.service not in self.services
        )
        seen = self.to_states()
        return file.model_copy(update={"epj_states": (*others, *seen)})

    def to_states(self) -> tuple[EpjState, ...]:
        """Return what is now known of each of the services; nothing when nothing was seen."""
        if self.switched_off is None:
            return ()
        seen = fields_of(self, EpjState)
        return tuple(EpjState(service=service, **seen) for service in self.services)

    def inverse(self, before: ClinicFile, _today: date) -> "tuple[ReportEpjState, ...]":
        """Each service as it was last seen before; what nobody had seen is not known again.

        A service that had been seen just so already was not changed by the report.
        """
        states = {state.service: state for state in before.of(self.practitioner).epj_states}
        reported = {state.service: state for state in self.to_states()}
        return tuple(
            self._as_before(service, states.get(service))
            for service in self.services
            if service not in states or states[service] != reported.get(service)
        )

    def _as_before(self, service: str, state: EpjState | None) -> "ReportEpjState":
        seen: dict[str, Any] = (
            fields_of(state, ReportEpjState)
            if state
            else {"practitioner": self.practitioner, "switched_off": None, "seen_on": self.seen_on}
        )
        return ReportEpjState(services=(service,), puts_back=True, **seen)

    def as_asked_for(self) -> Self:
        """Return the change without `puts_back`, which only a revert may use."""
        return self.model_copy(update={"puts_back": False})


class SetPatientInformation(BaseChange):
    """Write the clinic's own text to its citizens."""

    kind: Literal["set_patient_information"] = "set_patient_information"
    text: PatientInformation

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """The text."""
        return (("clinic", "patient_information"),)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Write the text."""
        clinic = file.clinic.model_copy(update={"patient_information": self.text})
        return file.model_copy(update={"clinic": clinic})

    def inverse(self, before: ClinicFile, _today: date) -> "tuple[SetPatientInformation]":
        """Write the text that was."""
        return (SetPatientInformation(text=before.clinic.patient_information),)


class SetEpjVendor(BaseChange):
    """Record which EPJ the clinic uses; empty is not known."""

    kind: Literal["set_epj_vendor"] = "set_epj_vendor"
    vendor: VendorCode

    @property
    def subjects(self) -> tuple[Identity, ...]:
        """The vendor."""
        return (("clinic", "epj_vendor"),)

    def apply(self, file: ClinicFile) -> ClinicFile:
        """Note the vendor, of which nothing is known before it is looked up."""
        clinic = file.clinic.model_copy(update={"epj_vendor": self.vendor})
        # What one vendor offers says nothing of the next (rule S4).
        vendor = file.vendor if file.vendor and file.vendor.code == self.vendor else None
        return file.model_copy(update={"clinic": clinic, "vendor": vendor})

    def inverse(self, before: ClinicFile, _today: date) -> "tuple[SetEpjVendor]":
        """Note the vendor that was."""
        return (SetEpjVendor(vendor=before.clinic.epj_vendor),)


ClinicChange = ReportEpjState | SetPatientInformation | SetEpjVendor
