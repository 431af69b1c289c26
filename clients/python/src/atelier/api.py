"""GraphQL over HTTP with nothing but the standard library, and what its failures mean for the sender."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Dict, List, Optional

TIMEOUT_SECONDS = 30
USER_AGENT = "atelier-python/0.1.0"

# Codes that say that the data is wrong: sent again, it would be refused again.
DATA_CODES = frozenset({"BAD_USER_INPUT", "PAYLOAD_TOO_LARGE"})


class Unreachable(Exception):
    """Nothing got through, or nobody is let in: the same may work later."""

    path: List[str] = []

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Refused(Exception):
    """The server does not take this data; `code` and `path` are those of its error."""

    def __init__(self, message: str, code: str, path: List[str]) -> None:
        super().__init__(message)
        self.code = code
        self.path = path


class Server:
    def __init__(self, url: str, api_key: Optional[str], workspace: Optional[str] = None) -> None:
        self.url = url
        self._api_key = api_key
        self._workspace = workspace
        self._headers = {
            "content-type": "application/json",
            "accept": "application/json",
            "user-agent": USER_AGENT,
        }
        if api_key:
            self._headers["authorization"] = f"Bearer {api_key}"
        if workspace:
            self._headers["x-atelier-workspace"] = urllib.parse.quote(workspace, safe="")

    def within(self, workspace: str) -> "Server":
        """The same server, asked in another workspace."""
        return Server(self.url, self._api_key, workspace)

    def mutate(self, field: str, query: str, variables: Dict[str, Any]) -> Dict[str, Any]:
        """The payload of a mutation. Raises Unreachable, or Refused with the first of its userErrors."""
        payload = self.ask(query, variables).get(field)
        if not isinstance(payload, dict):
            raise Unreachable(f"{self.url} answered {field} with nothing")
        for error in payload.get("userErrors") or []:
            raise Refused(error["message"], error["code"], error["path"])
        return payload

    def ask(self, query: str, variables: Dict[str, Any]) -> Dict[str, Any]:
        """The data of an answer without errors. Raises Unreachable or Refused."""
        answer = self._post(json.dumps({"query": query, "variables": variables}).encode("ascii"))
        errors = answer.get("errors")
        if errors:
            code = (errors[0].get("extensions") or {}).get("code", "")
            message = errors[0].get("message", "unknown error")
            if code in DATA_CODES:
                raise Refused(message, code, [])
            raise Unreachable(f"{self.url} refuses: {message}{self._hint(code)}", code)
        data = answer.get("data")
        if not isinstance(data, dict):
            raise Unreachable(f"{self.url} gave no answer of Atelier's: is it the right address?")
        return data

    def _hint(self, code: str) -> str:
        if code == "UNAUTHENTICATED":
            return " Set ATELIER_API_KEY to a key that holds."
        if code == "NOT_FOUND" and self._workspace:
            return f" The workspace that was named is {self._workspace!r}."
        return ""

    def _post(self, body: bytes) -> Dict[str, Any]:
        if not self.url.startswith(("http://", "https://")):
            raise Unreachable(f"{self.url} is no address of a server: it begins with http:// or https://")
        try:
            request = urllib.request.Request(f"{self.url}/graphql", data=body, headers=self._headers, method="POST")
            with _opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            # A GraphQL refusal has a body of its own, whatever its status.
            text = _body_of(error)
            if 300 <= error.code < 400:
                place = error.headers.get("location")
                raise Unreachable(f"{self.url} leads on to {place}: set ATELIER_URL to where the server is") from None
            if error.code >= 500 or error.code in (408, 429):
                raise Unreachable(f"{self.url} answered {error.code}") from None
        except Exception as error:  # the network fails in more ways than one would list
            raise Unreachable(f"{self.url} does not answer: {getattr(error, 'reason', error)}") from None
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable(f"{self.url} gave no answer of Atelier's: is it the right address?")
        return answer


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected request would carry the API key to wherever it leads."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def _body_of(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read()
    except Exception:
        return b""
