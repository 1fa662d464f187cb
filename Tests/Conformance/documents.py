"""The vendor's OpenAPI documents, and what they say about one answer."""

import re
from pathlib import Path

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.paths.exceptions import PathError
from openapi_core.templating.responses.exceptions import ResponseFinderError

ORIGIN = "http://store.invalid"


class Documents:
    def __init__(self, folder):
        self.apis = []
        # The documents have mistakes of their own, which are not the simulator's.
        config = Config(spec_validator_cls=None)
        for path in sorted(Path(folder).glob("*.yaml")):
            document = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
            document["servers"] = [{"url": ORIGIN}]
            self.apis.append((path.name, document, OpenAPI.from_dict(document, config=config)))
        if not self.apis:
            raise SystemExit(f"{folder} holds no yaml files")

    def operation(self, method, path):
        """The document and template of an operation, such as ("accounts.yaml", "/v2/accounts/{accountID}")."""
        found = []
        for name, document, api in self.apis:
            for template, operations in document["paths"].items():
                pattern = re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template))
                if re.fullmatch(pattern, path) and method.lower() in operations:
                    found.append((template.count("{"), name, template, api))
        # A literal path is meant before one with parameters.
        return min(found, key=lambda each: each[0])[1:] if found else None

    def faults(self, api, template, answer):
        """What is wrong with an answer, as (place, sentence)."""
        try:
            api.validate_response(Request(answer), Response(answer))
        except ResponseFinderError:
            yield "$", f"status {answer.status} is not documented"
        except PathError as error:
            yield "$", f"{error!r}"
        except Exception as error:
            cause = error.__cause__
            schema_errors = getattr(cause, "schema_errors", None)
            if schema_errors is None:
                yield "$", f"{error!r} {cause!r}"
                return
            for fault in schema_errors:
                yield from leaves(fault)


def leaves(fault):
    """The faults that are behind a failed oneOf or anyOf, and the fault itself elsewhere."""
    context = list(fault.context or [])
    if not context:
        yield generalised(fault.json_path), fault.message[:300]
        return
    for inner in context:
        yield from leaves(inner)


def generalised(path):
    """`$.data[3].id` as `$.data[].id`: where, whichever row."""
    return re.sub(r"\[\d+\]", "[]", path)


class Request:
    def __init__(self, answer):
        self.host_url = ORIGIN
        self.path = answer.path
        self.method = answer.method.lower()
        self.full_url_pattern = ORIGIN + answer.path
        self.path_pattern = None
        self.parameters = RequestParameters()
        self.content_type = "application/json"
        self.body = None


class Response:
    def __init__(self, answer):
        self.status_code = answer.status
        self.headers = answer.headers
        self.content_type = answer.headers.get("content-type", "").split(";")[0]
        self.data = answer.body
