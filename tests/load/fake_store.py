"""fake_store.py - a store of graphs that does wrong what it is told to do wrong.

It keeps graphs as sets of lines, and all requests. `store.next` is a list of misbehaviours, one for each request that
writes: a status ("429", "503;2" with Retry-After, "503;date" with one as a date), "drop" (closes without a word), "half"
(takes the graph, and breaks off in the middle of its answer), "slow" (answers after `store.delay` seconds).
`store.refuse` maps graphs to statuses; `store.auth` is None, "basic", "digest" or "bearer".
"""
import base64
import email.utils
import gzip
import hashlib
import http.server
import json
import re
import threading
import time
import urllib.parse

USER, PASSWORD, TOKEN = "loader", "s3cret-word", "t0ken-of-mine"
UPDATE = re.compile(r"(?:DROP SILENT (?:GRAPH <([^>]*)>|DEFAULT);\n)?INSERT DATA \{(?: GRAPH <([^>]*)> \{)?\n(.*\n)\}(?: \})?\Z", re.S)


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def known(self):
        """Whether the request says who sends it. It may answer."""
        store, given = self.server.store, self.headers.get("Authorization", "")
        if store.auth == "basic":
            return given == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if store.auth == "bearer":
            return given == "Bearer " + TOKEN
        if store.auth != "digest":
            return True
        parts = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
        secret, asked = md5(f"{USER}:R:{PASSWORD}"), md5(f"{self.command}:{parts.get('uri')}")
        wanted = md5(":".join([secret, parts.get("nonce", ""), parts.get("nc", ""), parts.get("cnonce", ""), "auth", asked]))
        return parts.get("response") == wanted

    def challenge(self):
        store = self.server.store
        kinds = {"basic": 'Basic realm="R"', "bearer": "Bearer", "digest": 'Digest realm="R", nonce="abc", qop="auth"'}
        self.answer(401, b"who are you? not " + self.headers.get("Authorization", "anybody").encode(),
                    WWW_Authenticate=kinds[store.auth])

    def body(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return body.decode()

    def break_off(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def misbehave(self, what, body):
        """Does something wrong; True: that was all."""
        store = self.server.store
        if what == "drop":
            self.break_off()
        elif what == "half":
            self.write(body)
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it")
            self.break_off()
        elif what == "slow":
            age = store.age
            time.sleep(store.delay)
            return store.age != age  # whoever asked is gone
        else:
            status, _, after = what.partition(";")
            headers = {}
            if after:
                later = email.utils.formatdate(time.time() + 2, usegmt=True)
                headers["Retry_After"] = later if after == "date" else after
            self.answer(int(status), b"<html><title>too much</title>\n<p>come   back\x1b[31m later</p></html>", **headers)
        return True

    def write(self, body):
        """Puts the body where it belongs; the status."""
        store = self.server.store
        path = urllib.parse.urlsplit(self.path)
        asked = urllib.parse.parse_qs(path.query, keep_blank_values=True)
        if path.path == "/update":
            match = UPDATE.match(body)
            assert match, body[:300]
            dropped, graph, lines = match.groups()
            if body.startswith("DROP"):
                assert dropped == graph
                store.graphs[graph or ""] = set()
            graph = graph or ""
        else:
            graph = (asked.get("graph") or asked.get("graph-uri") or [""])[0]
            assert graph or "default" in asked, self.path
            lines = body
            if self.command == "PUT":
                store.graphs[graph] = set()
        if graph in store.refuse:
            return store.refuse[graph]
        store.graphs.setdefault(graph, set()).update(lines.splitlines())
        return 200

    def handle_write(self):
        store = self.server.store
        body = self.body()
        if store.gone:
            return self.break_off()
        if not self.known():
            return self.challenge()
        if self.headers.get("Content-Encoding") == "gzip" and not store.unpacks:
            return self.answer(415)
        with store.lock:
            store.requests.append((self.command, self.path, dict(self.headers), body, time.monotonic()))
            what = store.next.pop(0) if store.next else None
        if what and self.misbehave(what, body):
            return None
        with store.lock:
            status = self.write(body)
            store.written += 1
            if store.dies_after and store.written >= store.dies_after:
                store.gone = True
        if status in (301, 302):
            return self.answer(status, Location=f"http://127.0.0.1:{self.server.server_address[1]}/elsewhere?graph=x")
        return self.answer(status, b"" if status < 300 else f"no: {self.headers.get('Authorization')} {PASSWORD}".encode())

    def handle_query(self):
        store = self.server.store
        body = self.body()
        if store.auth and not (store.auth == "digest" and self.path == "/query") and not self.known():
            return self.challenge()
        if store.counts == "never":
            return self.answer(400, b"no queries here")
        query = urllib.parse.parse_qs(body)["query"][0]
        rows = []
        for graph in re.findall(r"<([^>]*)>", query):
            number = len(store.graphs.get(graph, ())) - store.hides.get(graph, 0)
            if number:
                rows.append({"g": {"type": "uri", "value": graph}, "n": {"type": "literal", "value": str(number)}})
        body = json.dumps({"head": {"vars": ["g", "n"]}, "results": {"bindings": rows}}).encode()
        return self.answer(200, body, Content_Type="application/sparql-results+json")

    def do_POST(self):
        form = self.headers.get("Content-Type") == "application/x-www-form-urlencoded"
        return self.handle_query() if form else self.handle_write()

    do_PUT = handle_write


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.age = 0
        self.reset()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.store = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def reset(self):
        self.age += 1
        self.graphs, self.requests, self.next, self.refuse, self.hides = {}, [], [], {}, {}
        self.auth, self.counts, self.gone, self.unpacks = None, None, False, True
        self.delay, self.dies_after, self.written = 0, 0, 0
