"""A server of large bodies that keeps checksums: server.py PORT

    POST /upload            answers the SHA-256 of what came
    GET  /download/N        sends N bytes of the pattern with Content-Length
    GET  /download/N/chunked  the same in chunks
    GET  /last              the checksum and the number of bytes of the last download, as far as it got
"""

import hashlib
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
from pattern import pieces

LAST = {"sha256": "", "bytes": 0}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 0

    def log_message(self, *_):
        pass

    def do_POST(self):
        digest = hashlib.sha256()
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                self.take(size, digest)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
        else:
            self.take(int(self.headers["Content-Length"]), digest)
        self.answer({"sha256": digest.hexdigest()})

    def take(self, left, digest):
        while left > 0:
            data = self.rfile.read(min(left, 1 << 18))
            if not data:
                raise ConnectionError("the upload broke off")
            digest.update(data)
            left -= len(data)

    def do_GET(self):
        words = self.path.strip("/").split("/")
        if words[0] == "last":
            self.answer(LAST)
            return
        count, chunked = int(words[1]), len(words) > 2
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(count))
        self.end_headers()
        digest = hashlib.sha256()
        LAST.update(sha256="", bytes=0)
        try:
            for piece in pieces(count):
                if chunked:
                    self.wfile.write(b"%x\r\n" % len(piece))
                self.wfile.write(piece)
                if chunked:
                    self.wfile.write(b"\r\n")
                digest.update(piece)
                LAST["bytes"] += len(piece)
            if chunked:
                self.wfile.write(b"0\r\n\r\n")
        except ConnectionError:
            # The reader has had enough: a copy, or the client that reads slowly and leaves.
            self.close_connection = True
            return
        LAST["sha256"] = digest.hexdigest()

    def answer(self, document):
        body = json.dumps(document).encode("ascii")
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
