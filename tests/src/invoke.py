"""Invokes a function with boto3. Arguments: endpoint, function name. Standard input: the payload.

Prints one JSON object: the status and, after an invocation, payload (text) and function_error; after a ClientError, code and message.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, function = sys.argv[1:]
client = boto3.client(
    "lambda",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(connect_timeout=10, read_timeout=60, retries={"total_max_attempts": 1}, proxies={}),
)
try:
    response = client.invoke(FunctionName=function, Payload=sys.stdin.buffer.read())
    result = {
        "status": response["StatusCode"],
        "function_error": response.get("FunctionError"),
        "payload": response["Payload"].read().decode(),
    }
except ClientError as error:
    result = {
        "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        "code": error.response["Error"]["Code"],
        "message": error.response["Error"]["Message"],
    }
json.dump(result, sys.stdout)
