"""A candidate that misbehaves in one way, and counts what reaches it.

    candidate.py PORT WAY COUNTS-FILE

The ways are hang, reset, gigabyte, chunks, bytes and slow. The counts go to a file, every 0.2 s and at the end.
"""

import json
import os
import selectors
import signal
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

# pylint: disable=wrong-import-position
import nginx

BODY = ('{"clock":0,"server":{"connection":0,"request":0},' + nginx.order(1) + "}").encode("ascii")
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
GIGABYTE = 1 << 30
FLOOD_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % GIGABYTE
CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
FLOOD = b"7" * (1 << 18)
CHUNK = b"3fff8\r\n" + b"7" * 0x3FFF8 + b"\r\n"
SLOWNESS = 0.2  # seconds
BETWEEN_BYTES = 0.001  # seconds


class Connection:
    def __init__(self, peer):
        self.peer, self.input = peer, b""
        self.pending = 0  # requests that are not answered whole
        self.sent = 0  # bytes of the answer under way


class Candidate:
    def __init__(self, port, way, counts_file):
        self.way, self.counts_file = way, counts_file
        self.selector = selectors.EpollSelector()
        self.connections = set()
        self.answering = []  # connections that get their answer byte by byte
        self.due = []  # (time, connection) of slow answers, in order
        self.counts = {"connections": 0, "mostConnections": 0, "requests": 0, "mostInFlight": 0, "answered": 0}
        self.in_flight = 0
        self.ends = False
        self.listener = socket.create_server(("127.0.0.1", port), backlog=4096)
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ)

    def run(self):
        written = next_byte = 0.0
        while not self.ends:
            events = self.selector.select(self.patience())
            # Ends before beginnings, so that nothing counts as open that the sidecar had closed before.
            for key, mask in sorted(events, key=lambda event: event[0].fileobj is self.listener):
                if key.fileobj is self.listener:
                    self.accept()
                elif mask & selectors.EVENT_READ:
                    self.read(key.data)
                elif mask & selectors.EVENT_WRITE:
                    self.flood(key.data)
            now = time.monotonic()
            while self.due and self.due[0][0] <= now:
                self.answer(self.due.pop(0)[1])
            if self.answering and now >= next_byte:
                self.send_bytes()
                next_byte = now + BETWEEN_BYTES
            if now - written > 0.2:
                self.write_counts()
                written = now
        self.write_counts()

    def patience(self):
        if self.answering:
            return BETWEEN_BYTES
        if self.due:
            return max(0.0, self.due[0][0] - time.monotonic())
        return 0.2

    def accept(self):
        for _ in range(1024):
            try:
                peer, _ = self.listener.accept()
            except BlockingIOError:
                return
            peer.setblocking(False)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(peer)
            self.connections.add(connection)
            self.selector.register(peer, selectors.EVENT_READ, connection)
            self.counts["connections"] += 1
            self.counts["mostConnections"] = max(self.counts["mostConnections"], len(self.connections))

    def read(self, connection):
        if connection not in self.connections:
            return
        try:
            data = connection.peer.recv(65536)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.close(connection)
            return
        connection.input += data
        # Copies of requests without a body.
        while b"\r\n\r\n" in connection.input:
            connection.input = connection.input.split(b"\r\n\r\n", 1)[1]
            self.begin(connection)

    def begin(self, connection):
        self.counts["requests"] += 1
        self.in_flight += 1
        connection.pending += 1
        if self.in_flight > self.counts["mostInFlight"]:
            # Some of them may have been given up already, which nobody has read yet.
            self.forget_the_gone()
            self.counts["mostInFlight"] = max(self.counts["mostInFlight"], self.in_flight)
        if self.way == "reset":
            connection.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close(connection)
        elif self.way == "slow":
            self.due.append((time.monotonic() + SLOWNESS, connection))
        elif self.way == "bytes":
            connection.sent = 0
            self.answering.append(connection)
        elif self.way in ("gigabyte", "chunks"):
            connection.sent = 0
            self.selector.modify(connection.peer, selectors.EVENT_READ | selectors.EVENT_WRITE, connection)

    def forget_the_gone(self):
        for connection in [each for each in self.connections if each.pending]:
            try:
                if connection.peer.recv(1, socket.MSG_PEEK) == b"":
                    self.close(connection)
            except BlockingIOError:
                pass
            except ConnectionError:
                self.close(connection)

    def finish(self, connection):
        connection.pending -= 1
        self.in_flight -= 1
        self.counts["answered"] += 1

    def answer(self, connection):
        if connection not in self.connections:
            return
        # Counted first: the next copy may come as soon as the kernel has the last byte.
        self.finish(connection)
        self.send(connection, ANSWER)

    def send_bytes(self):
        for connection in self.answering:
            if connection not in self.connections:
                continue
            connection.sent += 1
            if connection.sent == len(ANSWER):
                self.finish(connection)
            self.send(connection, ANSWER[connection.sent - 1:connection.sent])
        self.answering = [each for each in self.answering if each in self.connections and each.sent < len(ANSWER)]

    def flood(self, connection):
        """A gigabyte, with its length announced or in chunks; nobody takes it to its end."""
        if connection not in self.connections:
            return
        head, body = (FLOOD_HEAD, FLOOD) if self.way == "gigabyte" else (CHUNKED_HEAD, CHUNK)
        if connection.sent < len(head):
            connection.sent += self.send(connection, head[connection.sent:])
            return
        done = connection.sent - len(head)
        piece = body[done % len(body):]
        connection.sent += self.send(connection, piece[:GIGABYTE - done])
        if connection.sent - len(head) == GIGABYTE:
            self.finish(connection)
            # In chunks it may have stopped inside one: the connection is of no use any more.
            self.close(connection)

    def send(self, connection, data):
        try:
            return connection.peer.send(data)
        except BlockingIOError:
            return 0
        except ConnectionError:
            self.close(connection)
            return 0

    def close(self, connection):
        if connection not in self.connections:
            return
        self.connections.discard(connection)
        self.in_flight -= connection.pending
        self.selector.unregister(connection.peer)
        connection.peer.close()

    def write_counts(self):
        with open(self.counts_file + ".new", "w", encoding="ascii") as file:
            json.dump(self.counts, file)
        os.replace(self.counts_file + ".new", self.counts_file)


def main():
    candidate = Candidate(int(sys.argv[1]), sys.argv[2], sys.argv[3])

    def leave(_number, _frame):
        candidate.ends = True

    signal.signal(signal.SIGTERM, leave)
    candidate.run()


if __name__ == "__main__":
    main()
