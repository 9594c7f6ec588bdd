"""Microsoft Entra access tokens, by azure-identity (the extra ``azure``)."""

from __future__ import annotations

from typing import Any

from .errors import AuthenticationError, ConfigurationError, ConnectionFailedError
from .library_tokens import LibraryTokens, Token

ADVICE = "sign in (az login), set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or pass api_key="
LONGEST = 300
"""Characters of a failure that are told: azure-identity lists all that it tried, over many lines."""


class AzureTokens(LibraryTokens):
    """Tokens for one scope, from a credential of azure-identity: DefaultAzureCredential, if no other is given."""

    def __init__(self, scope: str, credential: Any = None) -> None:
        super().__init__()
        self._scope = scope
        self._credential = credential

    def _fetch(self) -> Token:
        try:
            from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseError
            from azure.identity import CredentialUnavailableError, DefaultAzureCredential
        except ImportError as missing:
            raise ConfigurationError(
                "Entra credentials need azure-identity: pip install 'modelwire[azure]', or pass token_provider="
            ) from missing
        try:
            if self._credential is None:
                self._credential = DefaultAzureCredential()
            given = self._credential.get_token(self._scope)
        except (CredentialUnavailableError, ValueError) as failure:
            raise ConfigurationError(f"no usable Entra credentials: {_line(failure)}; {ADVICE}") from failure
        except AzureError as failure:
            # azure-identity raises for want of an answer what it raises for a refusal, and tells it by the cause.
            if any(isinstance(why, ServiceRequestError | ServiceResponseError) for why in (failure, failure.__cause__)):
                raise ConnectionFailedError(f"no answer from Entra's token server: {_line(failure)}") from failure
            raise AuthenticationError(f"Entra gave no access token: {_line(failure)}; {ADVICE}") from failure
        return Token(str(given.token), float(given.expires_on))


def _line(failure: Exception) -> str:
    """What a failure says, on one line."""
    text = " ".join(str(failure).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
