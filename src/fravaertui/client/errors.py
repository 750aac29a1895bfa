"""What can go wrong in talking to a backend.

    ClientError
    ├── NotStarted              the backend inside the program could not start
    ├── Unreachable             no contact; nothing was carried out
    │   ├── Unusable            and none until an address or a variable is corrected
    │   └── ProviderUnreachable   the sign-in service could not be reached
    ├── NotStored               the backend can't store it; nothing was changed
    ├── Busy                    the backend was busy for too long; nothing was carried out
    ├── TooManyStreams          no room for one more event stream; everything else works
    ├── AnswerLost              a write was sent and its answer never came: it may be done
    ├── Refused                 the change may not be made, and why
    ├── VersionConflict         somebody else changed the clinic first
    ├── NotFound                no such clinic or practitioner
    ├── MarkRefused             the finding has changed, or someone else has taken it
    ├── ImportRefused           register files or their plan can't be used as they are
    ├── SignInNeeded            not signed in, or no longer; nothing was carried out
    ├── NotAllowed              the agent's role does not suffice; nothing was carried out
    ├── SignInFailed            the sign-in did not succeed
    ├── Fault                   any other problem that the backend reports
    └── InvalidResponse         something answered, but not as the API does
        ├── NewerBackend        a backend that uses values this program does not know
        ├── EndlessResponse     a backend that always says there is more to come
        └── InvalidProviderResponse   the same of the sign-in service

Text in an error comes from outside: it is neutralised and cut before it is stored (rule W5).
`sentence` puts each into one sentence for the screen (rule W7).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from fravaertui.domain.fields import Day
from fravaertui.domain.model import Absence, Substitute
from fravaertui.domain.safe_text import neutralise
from fravaertui.protocol.urls import redacted
from fravaertui.texts.catalogue import Words

LONGEST_TEXT = 300
"""Characters left of any one text in an error; a sentence for the screen is shorter."""


def tamed(text: str) -> str:
    """Return outside text made fit to show: no control codes, one line, limited length."""
    cut = text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
    return neutralise(cut)


Tamed = Annotated[str, BeforeValidator(lambda value: tamed(value) if type(value) is str else value)]


class ReceivedViolation(BaseModel):
    """A violation as the backend reports it, with its sentence in `detail`.

    The same facts as the domain's `Violation`, but codes and fields are any text: a newer
    backend may have rules that this program does not know, and their sentences are still shown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: Tamed
    field: Tamed = ""
    days: tuple[Day, ...] = ()
    absence: Absence | None = None
    substitute: Substitute | None = None
    services: tuple[Tamed, ...] = ()
    confirmation: Tamed | None = None
    detail: Tamed = ""


class ClientError(Exception):
    """Base of everything that can go wrong in talking to a backend."""

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        raise NotImplementedError


class NotStarted(ClientError):
    """The backend inside the program could not start; there is nothing to talk to."""

    def __init__(self, cause: str, say: Callable[[Words], str] | None = None) -> None:
        """`say` words the cause for the screen; without it, `cause` is shown as it is."""
        super().__init__(cause)
        self._say = say or (lambda _: cause)

    def sentence(self, words: Words) -> str:
        """Return what went wrong and why, in the words of the screen."""
        return words("fravaertui's own backend can't start: {cause}", cause=tamed(self._say(words)))


class Unreachable(ClientError):
    """The backend could not be reached or did not answer in time; nothing was carried out."""

    def __init__(self, where: str, cause: str) -> None:
        """`where` is what was called, for the screen; `cause` is technical, for the log."""
        super().__init__(f"{where}: {cause}")
        self.where = where
        self.cause = cause

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words("No contact with the backend ({where}). Try again.", where=self.where)


class Unusable(Unreachable):
    """No attempt can succeed until something is corrected."""


class UnusableAddress(Unusable):
    """A configured or received address can't be used."""

    def __init__(self, address: str) -> None:
        """The address is shown without its secrets."""
        super().__init__(tamed(redacted(address)), "the address can't be used")

    def sentence(self, words: Words) -> str:
        """Return which address, in the words of the screen."""
        return words(
            "The address {address} can't be used. Check it; to other machines it must be https.",
            address=self.where,
        )


class ProviderUnreachable(Unreachable):
    """The sign-in service could not be reached or did not answer in time."""

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words("No contact with the sign-in service ({where}). Try again.", where=self.where)


class NotStored(ClientError):
    """The backend can't store anything; nothing was changed."""

    def __init__(self, code: str) -> None:
        """`code` is the problem document's."""
        super().__init__(code)
        self.code = code

    def sentence(self, words: Words) -> str:
        """Return why not, in the words of the screen."""
        if self.code == "disk-full":
            return words("The disk is full. Nothing was saved.")
        if self.code == "database-damaged":
            return words(
                "The database is damaged or lacks tables. Nothing was saved. Tell whoever runs it: "
                "a backup has to be put back."
            )
        return words(
            "The database's file is gone or has been replaced while the program ran. Nothing was "
            "saved. Start the program again."
        )


class Busy(ClientError):
    """The backend was busy with others for too long; nothing was carried out."""

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words("The backend is busy just now, so nothing was done. Try again in a moment.")


class TooManyStreams(ClientError):
    """The backend has no room for another event stream; everything else works."""

    def sentence(self, words: Words) -> str:
        """Return what it means, in the words of the screen."""
        return words(
            "Very many follow the backend just now: what others do is shown within half a minute, "
            "not at once."
        )


class AnswerLost(ClientError):
    """A write may have been carried out: it was sent, and no answer to it was understood.

    Sending the same changes again with the same key is safe: they are not made twice.
    """

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words(
            "The answer was lost, so it is not known whether this was saved. "
            "Try again: it will not be saved twice."
        )


class Refused(ClientError):
    """The changes may not be made; nothing was changed."""

    def __init__(self, violations: Sequence[ReceivedViolation]) -> None:
        """`violations` say why, in the backend's order."""
        super().__init__("; ".join(violation.code for violation in violations))
        self.violations = tuple(violations)

    def sentence(self, words: Words) -> str:
        """Return why not, in the backend's own sentences."""
        told = " ".join(violation.detail for violation in self.violations if violation.detail)
        return told or words("The change may not be made, and the backend does not say why.")


class VersionConflict(ClientError):
    """Somebody changed the clinic after the version the change was made from."""

    def __init__(
        self, current_version: int, changed_by: str | None, changed_at: datetime | None
    ) -> None:
        """Who and when are None when the backend does not know."""
        super().__init__(f"version {current_version} is current")
        self.current_version = current_version
        self.changed_by = changed_by
        self.changed_at = changed_at

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        if self.changed_by:
            return words(
                "{name} has changed this clinic since you opened it. Nothing was saved.",
                name=self.changed_by,
            )
        return words("This clinic has been changed since you opened it. Nothing was saved.")


class NotFound(ClientError):
    """The backend has no such clinic or practitioner."""

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words("The backend has no such clinic or practitioner. Search again.")


class MarkRefused(ClientError):
    """The finding was not marked: it is gone, it has changed, or someone else has taken it."""

    def __init__(self, detail: str, taken_by: str | None = None) -> None:
        """`detail` is the backend's own; `taken_by` is who has taken the finding, if anyone."""
        super().__init__(detail)
        self.detail = detail
        self.taken_by = taken_by

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        if self.taken_by:
            return words("{name} has taken this finding. Release it first.", name=self.taken_by)
        return words("The finding is gone, or its facts have changed. Look at the list again.")


class ImportRefused(ClientError):
    """Register files, or their plan, can't be used as they are; nothing was changed."""

    MOVED, CONSENT, CANCELLED = "ground-moved", "consent-needed", "import-cancelled"
    GONE, FILE, TOO_LARGE = "no-such-plan", "file-refused", "too-large"
    NO_BATCH = "no-such-batch"

    def __init__(self, code: str, detail: str) -> None:
        """`code` is one of the above; `detail` is the backend's own."""
        super().__init__(detail)
        self.code = code
        self.detail = detail

    def sentence(self, words: Words) -> str:
        """Return why not and what to do, in the words of the screen."""
        match self.code:
            case self.MOVED:
                return words(
                    "Somebody has changed the directory meanwhile. Nothing was changed. "
                    "Read the files again."
                )
            case self.CONSENT:
                return words(
                    "So many clinics would no longer be active that someone has to agree to it. "
                    "Nothing was changed."
                )
            case self.CANCELLED:
                return words("The import was cancelled. Nothing was changed.")
            case self.GONE:
                return words("The plan is too old, or thrown away. Read the files again.")
            case self.NO_BATCH:
                return words("There is no batch with this number. Look at the list of them.")
            case self.TOO_LARGE:
                return words("The files are too large to send. Pack them with gzip.")
            case _:
                return f"{self.detail} {words('Nothing was changed.')}"


class SignInNeeded(ClientError):
    """The backend requires a sign-in, and the agent has none or it is no longer valid."""

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words("You are not signed in. Nothing was done.")


class NotAllowed(ClientError):
    """The agent's role may not do this."""

    def __init__(self, detail: str) -> None:
        """`detail` is the backend's own."""
        super().__init__(detail)
        self.detail = detail

    def sentence(self, words: Words) -> str:
        """Return what went wrong, in the words of the screen."""
        return words("Your role may not do this. Nothing was done.")


class SignInFailed(ClientError):
    """The sign-in did not succeed."""

    DENIED = "denied"
    EXPIRED = "expired"

    def __init__(self, cause: str) -> None:
        """`cause` is DENIED, EXPIRED, or the provider's own words."""
        super().__init__(cause)
        self.cause = tamed(cause)

    def sentence(self, words: Words) -> str:
        """Return why not and what to do, in the words of the screen."""
        if self.cause == self.DENIED:
            return words("The sign-in was refused where the code was given.")
        if self.cause == self.EXPIRED:
            return words("The code has run out. Ask for a new one.")
        return words("The sign-in came to nothing: {cause}", cause=self.cause)


class Fault(ClientError):
    """A problem without an error class of its own."""

    def __init__(self, code: str, title: str, detail: str, status: int) -> None:
        """The arguments are the problem document's own."""
        super().__init__(f"{status} {code}: {detail or title}")
        self.code = code
        self.title = title
        self.detail = detail
        self.status = status

    def sentence(self, words: Words) -> str:
        """Return what went wrong, in the backend's own words."""
        return words(
            "The backend could not do this ({status}): {told}",
            status=self.status,
            told=self.detail or self.title or self.code,
        )


class InvalidResponse(ClientError):
    """Something answered, but not as the API does: another program, a proxy, a broken one."""

    def __init__(self, where: str, cause: str) -> None:
        """`where` is what was called, for the screen; `cause` is technical, for the log."""
        super().__init__(f"{where}: {cause}")
        self.where = where
        self.cause = cause

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words(
            "The answer from {where} can't be understood. Check that it is a fravaertui backend.",
            where=self.where,
        )


class InvalidProviderResponse(InvalidResponse):
    """The sign-in service's answer can't be understood."""

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words(
            "The answer from the sign-in service ({where}) can't be understood. Try again, or tell "
            "whoever runs it.",
            where=self.where,
        )


class EndlessResponse(InvalidResponse):
    """The backend always says that there is more to come."""

    def __init__(self, where: str) -> None:
        """`where` is what was called."""
        super().__init__(where, "no end")

    def sentence(self, words: Words) -> str:
        """Return what went wrong, in the words of the screen."""
        return words(
            "The backend ({where}) never came to an end. Try again, or tell whoever runs it.",
            where=self.where,
        )


class NewerBackend(InvalidResponse):
    """The backend is of a later release and uses values that are unknown here.

    Their meaning is not guessed at: an absence from an unknown source may mean something else.
    """

    def sentence(self, words: Words) -> str:
        """Return what went wrong and what to do, in the words of the screen."""
        return words(
            "The backend is newer than this program, and says something that can't be shown "
            "here. Quit and start fravaertui again."
        )
