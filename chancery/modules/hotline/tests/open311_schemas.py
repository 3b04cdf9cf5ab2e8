"""What the published text of GeoReport v2 demands of answers, as JSON schemas (http://wiki.open311.org/GeoReport_v2/).

Written from the text of the standard, and stricter than it in one thing: no field that the standard does not name.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string", "minLength": 1}
LOOSE = {"type": ["string", "null"]}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
FLAG = {"type": "boolean"}


def thing(required: dict[str, Any], loose: dict[str, Any]) -> dict[str, Any]:
    """An object with these fields and no others."""
    properties = {**required, **loose}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def many(items: dict[str, Any], least: int = 0, most: int = 1000) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


SERVICES = many(
    thing(
        {
            "service_code": TEXT,
            "service_name": TEXT,
            "metadata": FLAG,
            "type": {"enum": ["realtime", "batch", "blackbox"]},
        },
        {"description": LOOSE, "keywords": LOOSE, "group": LOOSE},
    ),
    1,
)
VALUE = thing({"key": TEXT, "name": TEXT}, {})
ATTRIBUTE = thing(
    {
        "variable": FLAG, "code": TEXT, "required": FLAG, "order": {"type": "integer", "minimum": 1}, "description": TEXT,
        "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
    },
    {"datatype_description": LOOSE, "values": many(VALUE)},
)  # fmt: skip
DEFINITION = thing({"service_code": TEXT, "attributes": many(ATTRIBUTE, 1)}, {})
REQUESTS = many(
    thing(
        {
            "service_request_id": TEXT, "status": {"enum": ["open", "closed"]}, "service_name": TEXT, "service_code": TEXT,
            "description": {"type": ["string", "null"], "maxLength": 4000}, "requested_datetime": MOMENT,
            "updated_datetime": MOMENT, "address": LOOSE, "address_id": LOOSE, "zipcode": LOOSE,
            "lat": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
            "long": {"type": ["number", "null"], "minimum": -180, "maximum": 180}, "media_url": LOOSE,
        },
        {
            "status_notes": LOOSE, "agency_responsible": LOOSE, "service_notice": LOOSE,
            "expected_datetime": {"anyOf": [MOMENT, {"type": "null"}]},
        },
    )
)  # fmt: skip
CREATED = many(thing({"service_request_id": TEXT}, {"service_notice": LOOSE, "account_id": LOOSE}), 1, 1)
TOKENS = many(thing({"service_request_id": TEXT, "token": TEXT}, {}), 1, 1)
ERRORS = many(thing({"code": {"type": "integer"}, "description": TEXT}, {}), 1)
