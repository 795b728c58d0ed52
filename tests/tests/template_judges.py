"""Judges of templates. `python template_judges.py JUDGE FILE` prints one JSON document."""

import json
import sys
from pathlib import Path


def read(path):
    """A template as CloudFormation reads it: YAML with short intrinsics, in long form."""
    from samtranslator.yaml_helper import yaml_parse

    return yaml_parse(Path(path).read_text(encoding="utf-8"))


def sam(path):
    """The resources that AWS's own transform makes of a SAM template."""
    import os

    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
    from samtranslator.translator.transform import transform

    class Policies:
        def load(self):
            return {}

    template = read(path)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # `sam package` uploads the file before the transform runs.
            resource["Properties"]["CodeUri"] = "s3://bucket/key"
    return transform(template, {}, Policies())


def terraform(path):
    """A Terraform file in JSON syntax: the templates in its texts are parsed as HCL, which is the part that JSON does not check."""
    import hcl2

    document = json.loads(Path(path).read_text(encoding="utf-8"))
    texts = []

    def walk(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if not key.startswith("//"):
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            texts.append(value)

    walk(document)
    for text in texts:
        # In HCL's own syntax a text ends with a quote, and the quotes within `${…}` stay.
        escaped = []
        depth = 0
        at = 0
        while at < len(text):
            if text.startswith("${", at) and (at == 0 or text[at - 1] != "$"):
                depth += 1
                escaped.append("${")
                at += 2
                continue
            if depth and text[at] == "}":
                depth -= 1
            character = text[at]
            if depth == 0 and character in '"\\':
                escaped.append("\\")
            escaped.append("\\n" if character == "\n" else character)
            at += 1
        source = 'x = "%s"\n' % "".join(escaped)
        try:
            hcl2.loads(source)
        except Exception as error:
            raise SystemExit(f"not an HCL template: {text!r}: {error}")
    return document


def without_api(template):
    """moto creates no HTTP APIs from a template, so they and what refers to them are left out."""
    resources = template["Resources"]
    gone = {name for name, resource in resources.items() if resource["Type"].startswith("AWS::ApiGatewayV2::")}
    for section in (resources, template["Outputs"]):
        for name in list(section):
            if name in gone or any(f'"{one}"' in json.dumps(section[name]) or f"{{{one}}}" in json.dumps(section[name]) for one in gone):
                del section[name]
    return template


def stack(path):
    """What moto, an emulator of CloudFormation, creates from a template. Parameters have likely values."""
    import boto3
    from moto import mock_aws

    with mock_aws():
        region = "eu-central-1"
        client = lambda service: boto3.client(service, region_name=region, aws_access_key_id="test", aws_secret_access_key="test")
        s3 = client("s3")
        s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": region})
        template = without_api(read(path))
        queue = client("sqs").create_queue(QueueName="transfers", Attributes={"VisibilityTimeout": "18"})
        queue_arn = client("sqs").get_queue_attributes(QueueUrl=queue["QueueUrl"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        parameters = []
        for name, parameter in template.get("Parameters", {}).items():
            value = parameter.get("Default")
            if name == "CodeBucket":
                value = "code"
            elif name.endswith("QueueArn"):
                value = queue_arn
            elif value is None:
                value = name.lower()
            if name.endswith("CodeKey"):
                import io
                import zipfile

                archive = io.BytesIO()
                with zipfile.ZipFile(archive, "w") as file:
                    file.writestr("bootstrap", "binary")
                s3.put_object(Bucket="code", Key=value, Body=archive.getvalue())
            parameters.append({"ParameterKey": name, "ParameterValue": str(value)})
        formation = client("cloudformation")
        formation.create_stack(
            StackName="made",
            TemplateBody=json.dumps(template),
            Parameters=parameters,
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        described = formation.describe_stacks(StackName="made")["Stacks"][0]
        resources = formation.describe_stack_resources(StackName="made")["StackResources"]
        functions = client("lambda").list_functions()["Functions"]
        mappings = client("lambda").list_event_source_mappings()["EventSourceMappings"]
        tables = {}
        dynamodb = client("dynamodb")
        for name in dynamodb.list_tables()["TableNames"]:
            tables[name] = {
                "keys": dynamodb.describe_table(TableName=name)["Table"]["KeySchema"],
                "ttl": dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
            }
        iam = client("iam")
        policies = {}
        for role in iam.list_roles()["Roles"]:
            for policy in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
                found = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=policy)
                policies[policy] = found["PolicyDocument"]
        return {
            "status": described["StackStatus"],
            "resources": {one["LogicalResourceId"]: one["ResourceType"] for one in resources},
            "functions": [{key: one.get(key) for key in ("FunctionName", "Timeout", "MemorySize", "Environment", "Runtime")} for one in functions],
            "mappings": [{key: one.get(key) for key in ("EventSourceArn", "FunctionArn", "FunctionResponseTypes")} for one in mappings],
            "tables": tables,
            "policies": policies,
        }


print(json.dumps({"read": read, "sam": sam, "terraform": terraform, "stack": stack}[sys.argv[1]](sys.argv[2]), default=str))
