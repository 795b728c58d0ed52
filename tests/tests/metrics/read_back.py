"""Reads documents of the embedded metric format from standard input, as CloudWatch does.

Each is validated with `jsonschema`. Its metrics go to the CloudWatch of moto with boto3, whose client checks the parameters. Prints the
sum of each metric as CloudWatch returns it, by name.
"""

import json
import os
import sys
from datetime import datetime, timedelta, timezone

import boto3
import jsonschema
from moto import mock_aws

schema = json.load(open(sys.argv[1]))
os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
sums = {}

with mock_aws():
    cloudwatch = boto3.client("cloudwatch")
    seen = {}
    for line in sys.stdin:
        assert len(line.encode()) <= 1024 * 1024, "a document has at most 1 MB"
        pairs = json.loads(line, object_pairs_hook=list)
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), f"a member is repeated: {names}"
        document = json.loads(line)
        jsonschema.validate(document, schema)
        metadata = document["_aws"]
        for directive in metadata["CloudWatchMetrics"]:
            for dimensions in directive["Dimensions"]:
                for name in dimensions:
                    value = document[name]
                    assert isinstance(value, str) and 0 < len(value) <= 1024, (name, value)
                for metric in directive["Metrics"]:
                    values = document[metric["Name"]]
                    values = values if isinstance(values, list) else [values]
                    assert 0 < len(values) <= 100
                    assert all(type(value) in (int, float) for value in values), values
                    cloudwatch.put_metric_data(
                        Namespace=directive["Namespace"],
                        MetricData=[{
                            "MetricName": metric["Name"],
                            "Unit": metric.get("Unit", "None"),
                            "StorageResolution": metric.get("StorageResolution", 60),
                            "Timestamp": datetime.fromtimestamp(metadata["Timestamp"] / 1000, timezone.utc),
                            "Dimensions": [{"Name": name, "Value": document[name]} for name in dimensions],
                            "Values": [float(value) for value in values],
                            "Counts": [1.0 for _ in values],
                        }],
                    )
                    key = (directive["Namespace"], metric["Name"], tuple((name, document[name]) for name in dimensions))
                    seen[key] = metric.get("Unit", "None")
    now = datetime.now(timezone.utc)
    for (namespace, name, dimensions), unit in seen.items():
        found = cloudwatch.get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions],
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(hours=1),
            Period=7200,
            Statistics=["Sum"],
            Unit=unit,
        )
        sums[name] = sums.get(name, 0) + sum(point["Sum"] for point in found["Datapoints"])

print(json.dumps(sums))
