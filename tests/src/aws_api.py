"""Serves the APIs of AWS services, emulated by moto, on a free port of 127.0.0.1.

Requests are handled one at a time: a conditional write is atomic in DynamoDB, but in moto only without concurrent requests.
"""

import sys

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class Silent(WSGIRequestHandler):
    def log_request(self, *_):
        pass


server = make_server(
    "127.0.0.1",
    0,
    DomainDispatcherApplication(create_backend_app),
    threaded=False,
    request_handler=Silent,
)
print(f"listening on http://127.0.0.1:{server.port}", flush=True)
server.serve_forever()
