"""nginx, as the upstream that answers and as a proxy to measure."""

import os
import urllib.request

HEAD = """
daemon off;
worker_processes 1;
%(user)s
pid %(folder)s/%(name)s.pid;
error_log %(folder)s/%(name)s.error.log;
worker_rlimit_nofile 65536;
events { worker_connections 32768; }
http {
  access_log off;
  server_tokens off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  client_body_buffer_size 64k;
  client_max_body_size 0;
  client_body_temp_path %(folder)s/%(name)s-body;
  proxy_temp_path %(folder)s/%(name)s-proxy;
  fastcgi_temp_path %(folder)s/%(name)s-fastcgi;
  uwsgi_temp_path %(folder)s/%(name)s-uwsgi;
  scgi_temp_path %(folder)s/%(name)s-scgi;
%(rest)s
}
"""


def start(machine, name, rest, core, port):
    """Starts an nginx of one worker and waits until it listens."""
    user = "user root;" if os.getuid() == 0 else ""
    text = HEAD % {"folder": machine.folder, "name": name, "rest": rest, "user": user}
    configuration = machine.write(f"{name}.conf", text)
    process = machine.start(name, ["nginx", "-p", machine.folder, "-c", configuration], core)
    machine.await_port(process, port)
    return process


# What is different in every answer: the time in milliseconds, and the numbers of the connection and of the request on it.
CHANGING = '"clock":$msec,"server":{"connection":$connection,"request":$connection_requests}'


def order(number):
    """An order of about 600 bytes, without the brace that opens it."""
    items = ",".join(
        '{"sku":"B-%04d","name":"%s","quantity":%d,"price":%d.%02d,"inStock":%s}'
        % (number + index, name, 2 + index, 20 + 7 * index, 49 + index, "true" if index else "false")
        for index, name in enumerate(["Oak shelf, 80 cm", "Wall bracket, steel", "Wood screws 4x40"]))
    return (
        '"id":"ord-%06d","status":"confirmed","total":233.97,"currency":"EUR","customer":{"id":%d,'
        '"company":"Miller & Sons","city":"Leeds","vip":false,"tags":["trade","net-30"]},"items":[%s],'
        '"delivery":{"method":"courier","window":["2026-03-02","2026-03-04"],"note":null}' % (number, 4000 + number, items))


def upstreams(legacy, candidate, empty, status):
    """Servers that answer as a function would: /orders with about 600 B of JSON, /catalogue with about 64 KiB.

    The third port answers 204 to everything, as the least that a mirror's upstream can send; the fourth tells how many
    requests came in all.
    """
    # A parameter in nginx's configuration has less than 4 KiB, so the large answer is put together from six orders each.
    parts, maps = [], []
    for part in range(21):
        text = ",".join("{" + order(part * 100 + index) + "}" for index in range(6))
        maps.append(f"  map '' $part{part} {{ default '{text}'; }}")
        parts.append(f"$part{part}")
    return "\n".join(maps) + f"""
  default_type application/json;
  server {{
    listen 127.0.0.1:{legacy} backlog=4096;
    listen 127.0.0.1:{candidate} backlog=4096;
    location /orders {{ return 200 '{{{CHANGING},{order(1)}}}'; }}
    location /catalogue {{ return 200 '{{{CHANGING},"orders":[{",".join(parts)}]}}'; }}
  }}
  server {{ listen 127.0.0.1:{empty} backlog=4096; location / {{ return 204; }} }}
  server {{ listen 127.0.0.1:{status}; location / {{ stub_status; }} }}
"""


def requests_seen(status):
    """Requests that the upstreams took since their start, those to the status port apart."""
    with urllib.request.urlopen(f"http://127.0.0.1:{status}/", timeout=10) as answer:
        lines = answer.read().decode("ascii").splitlines()
    _STATUS_ASKED[status] = _STATUS_ASKED.get(status, 0) + 1
    return int(lines[2].split()[2]) - _STATUS_ASKED[status]


_STATUS_ASKED = {}

# For answers of 64 KiB: nginx's defaults (36 KiB in memory, the rest in a file) would cost it more.
BUFFERS = "proxy_buffer_size 16k; proxy_buffers 8 16k; proxy_max_temp_file_size 0;"
FORWARD = f'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; {BUFFERS}'


def proxy(port, legacy, mirror=None):
    """A proxy with upstream keep-alive on both sides; `mirror` is the port that copies go to, or None."""
    keepalive = "keepalive 1024; keepalive_requests 1000000000; keepalive_timeout 3600s;"
    text = f"  upstream legacy {{ server 127.0.0.1:{legacy}; {keepalive} }}\n"
    mirroring, location = "", ""
    if mirror:
        text += f"  upstream mirrored {{ server 127.0.0.1:{mirror}; {keepalive} }}\n"
        mirroring = "mirror /mirrored;"
        location = f"location = /mirrored {{ internal; proxy_pass http://mirrored$request_uri; {FORWARD} }}"
    return text + f"""
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ {mirroring} proxy_pass http://legacy; {FORWARD} }}
    {location}
  }}
"""
