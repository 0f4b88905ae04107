"""Checks answers against the models of botocore: whether they are parsed, have every member that the
model requires, no element that it doesn't know, and values within its limits.

Usage: VERDICT_ANSWERS=DIR swift test --filter IdentityAPITests; check-answers.py DIR
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

import botocore.loaders
import botocore.model
import botocore.parsers

LOADER = botocore.loaders.Loader()
MODELS = [
    botocore.model.ServiceModel(LOADER.load_service_model(name, "service-2"))
    for name in ("iam", "sts")
]


def problems(shape, element, path):
    """Yields what is wrong with an element of a shape."""
    children = list(element)
    if shape.type_name == "structure":
        names = {child.tag.rpartition("}")[2] for child in children}
        for name in names - set(shape.members):
            yield f"{path}: unknown element {name}"
        for name in set(shape.required_members) - names:
            yield f"{path}: missing element {name}"
        for child in children:
            name = child.tag.rpartition("}")[2]
            if name in shape.members:
                yield from problems(shape.members[name], child, f"{path}.{name}")
    elif shape.type_name == "list":
        for child in children:
            if child.tag.rpartition("}")[2] != "member":
                yield f"{path}: {child.tag} instead of member"
            yield from problems(shape.member, child, f"{path}.member")
    elif children:
        yield f"{path}: elements in a value"
    elif shape.type_name == "string":
        text, limits = element.text or "", shape.metadata
        if not limits.get("min", 0) <= len(text) <= limits.get("max", len(text)):
            yield f"{path}: {len(text)} characters"
        if limits.get("enum") and text not in limits["enum"]:
            yield f"{path}: {text} is none of {limits['enum']}"
        if path.endswith("Path") and not re.fullmatch(r"/|/[!-~]+/", text):
            yield f"{path}: {text}"


def check(file):
    action = file.name.split(".")[0]
    model = next(model for model in MODELS if action in model.operation_names)
    shape = model.operation_model(action).output_shape
    body = file.read_bytes()
    parser = botocore.parsers.create_parser("query")
    parsed = parser.parse({"status_code": 200, "headers": {}, "body": body}, shape)
    assert parsed["ResponseMetadata"]["RequestId"] == "id", parsed
    results = [e for e in ElementTree.fromstring(body) if e.tag.endswith("Result")]
    if shape is None or not shape.members:
        return [] if all(not list(r) for r in results) else ["a result that isn't in the model"]
    return list(problems(shape, results[0], action))


files = sorted(pathlib.Path(sys.argv[1]).glob("*.xml"))
found = {file.name: check(file) for file in files}
for name, lines in found.items():
    for line in lines:
        print(f"{name}: {line}")
print(f"{len(files)} answers, {len({f.name.split('.')[0] for f in files})} operations")
sys.exit(any(found.values()) or not files)
