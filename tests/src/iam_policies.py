"""Judges policy documents: parliament's findings, and policy-sentry's knowledge of each action.

    python tests/src/iam_policies.py < {"NAME": DOCUMENT, …}

Prints one line for each finding. The actions are looked up with policy-sentry.
"""

import json
import sys

from parliament import analyze_policy_string, enhance_finding
from policy_sentry.querying.actions import get_action_data

for name, document in json.load(sys.stdin).items():
    for finding in analyze_policy_string(json.dumps(document)).findings:
        finding = enhance_finding(finding)
        if finding.severity not in ("MUTE", "INFO"):
            print(f"{name}: {finding.severity} {finding.issue} {finding.detail} {finding.location}")
    for statement in document["Statement"]:
        for action in statement["Action"]:
            prefix, operation = action.split(":")
            if not get_action_data(prefix, operation):
                print(f"{name}: policy-sentry does not know {action}")
