"""The APIs of AWS services, as moto imitates them, on a free port of 127.0.0.1.

One request is answered at a time: a conditional write is one step in DynamoDB, and in moto only when nothing runs beside it.
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
