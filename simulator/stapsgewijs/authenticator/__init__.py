"""The authenticator app on a handset: accounts with running codes, and requests to approve."""

from stapsgewijs.authenticator.authenticators import (
    AccountNotAddedError,
    AddRefusal,
    AuthenticatorApp,
    Authenticators,
    NoNetworkError,
    RunningCode,
    SentRequest,
    UnknownAccountError,
    UnknownRequestError,
)
from stapsgewijs.authenticator.model import (
    DEFAULT_PIN,
    Account,
    AppKind,
    AppState,
    CameraPermission,
    Fault,
    Request,
    RequestFault,
    RequestState,
)
from stapsgewijs.authenticator.ports import (
    Activated,
    ActivationRefusedError,
    AnswerVerdict,
    AppService,
    CodeOnDisplay,
    HandsetSwitches,
    IdSource,
)
from stapsgewijs.authenticator.repository import (
    MAX_REQUESTS,
    AuthenticatorRepository,
    InMemoryAuthenticatorRepository,
)

__all__ = [
    "DEFAULT_PIN",
    "MAX_REQUESTS",
    "Account",
    "AccountNotAddedError",
    "Activated",
    "ActivationRefusedError",
    "AddRefusal",
    "AnswerVerdict",
    "AppKind",
    "AppService",
    "AppState",
    "AuthenticatorApp",
    "AuthenticatorRepository",
    "Authenticators",
    "CameraPermission",
    "CodeOnDisplay",
    "Fault",
    "HandsetSwitches",
    "IdSource",
    "InMemoryAuthenticatorRepository",
    "NoNetworkError",
    "Request",
    "RequestFault",
    "RequestState",
    "RunningCode",
    "SentRequest",
    "UnknownAccountError",
    "UnknownRequestError",
]
