"""Prints the limits in botocore's service models as JSON: {"shapes": {"lambda.Timeout": {"min", "max", "punctuation", "enum"}}, "docs": {...},
"cognito": [...]}.

`punctuation` is the characters besides ASCII letters and digits that the pattern of the shape allows.
"""

import json
import re
import string

import botocore
import botocore.loaders

loader = botocore.loaders.create_loader()
models = {}


def shapes_of(service):
    if service not in models:
        models[service] = loader.load_service_model(service, "service-2")["shapes"]
    return models[service]


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def shape(name):
    service, name = name.split(".")
    found = shapes_of(service)[name]
    result = {"min": found.get("min"), "max": found.get("max"), "punctuation": None, "enum": found.get("enum")}
    if "pattern" in found:
        pattern = re.compile(found["pattern"])
        allowed = [c for c in string.punctuation + " " if pattern.fullmatch("aa" + c + "aa")]
        result["punctuation"] = "".join(sorted(allowed))
    return result


def documentation(name):
    service, name, member = name.split(".")
    found = shapes_of(service)[name]["members"][member]
    # Some members leave the documentation to their shape.
    return text(found.get("documentation") or shapes_of(service)[found["shape"]].get("documentation", ""))


asked = json.load(__import__("sys").stdin)
json.dump(
    {
        "version": botocore.__version__,
        "shapes": {name: shape(name) for name in asked["shapes"]},
        "docs": {name: documentation(name) for name in asked["docs"]},
        "cognito": sorted(shapes_of("cognito-idp")["LambdaConfigType"]["members"]),
    },
    __import__("sys").stdout,
)
