"""Invokes a function with boto3's invoke_with_response_stream. Arguments: endpoint, function name. Standard input: the payload.

Prints one JSON object: the status, the chunks (text, and seconds since the call), and the InvokeComplete event.
"""

import json
import sys
import time

import boto3
from botocore.config import Config

endpoint, function = sys.argv[1:]
client = boto3.client(
    "lambda",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(connect_timeout=10, read_timeout=60, retries={"total_max_attempts": 1}, proxies={}),
)
began = time.monotonic()
response = client.invoke_with_response_stream(FunctionName=function, Payload=sys.stdin.buffer.read())
chunks, complete = [], None
for event in response["EventStream"]:
    if "PayloadChunk" in event:
        chunks.append({"text": event["PayloadChunk"]["Payload"].decode(), "after": time.monotonic() - began})
    if "InvokeComplete" in event:
        complete = event["InvokeComplete"]
json.dump({"status": response["StatusCode"], "chunks": chunks, "complete": complete}, sys.stdout)
