"""fetch.py SPO - fetches pages from a small server here, which keeps what it was asked and when."""
import gzip
import http.server
import subprocess
import sys
import threading
import time

SPO = sys.argv[1]
ARTICLE = "北方大学院长王小明表示：“我们今年投入2.5亿元。”他说，产量增长30%。"
PAGE = f"<html><body><p>{ARTICLE}</p></body></html>"
FEED = (f"<rss><channel><title>F</title><item><title>T</title><link>https://a.example/1</link><description>{ARTICLE}"
        "</description></item></channel></rss>")
asked = []  # (time, path, User-Agent)
robots = "User-agent: *\nDisallow: /secret\n"
busy = {"left": 0, "after": "1", "status": 503}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", kind="text/html", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        asked.append((time.monotonic(), self.path, self.headers["User-Agent"]))
        path = self.path.split("?")[0]
        if path == "/robots.txt":
            if robots is None:
                self.answer(404)
            elif isinstance(robots, int):
                self.answer(robots)
            else:
                self.answer(200, robots.encode(), "text/plain")
        elif path in ("/page", "/secret"):
            self.answer(200, PAGE.encode())
        elif path == "/gbk":
            self.answer(200, PAGE.encode("gbk"), "text/html; charset=gbk")
        elif path == "/latin":
            self.answer(200, "The café of Larkwater opened.".encode("latin-1"), "text/plain; charset=iso-8859-1")
        elif path == "/packed":
            self.answer(200, gzip.compress(PAGE.encode()), Content_Encoding="gzip")
        elif path == "/feed":
            self.answer(200, FEED.encode(), "application/rss+xml")
        elif path == "/moved":
            self.answer(302, Location="/page?moved=1")
        elif path == "/to-secret":
            self.answer(301, Location="/secret")
        elif path == "/loop":
            self.answer(302, Location="/loop")
        elif path == "/to-file":
            self.answer(302, Location="file:///etc/passwd")
        elif path == "/busy" and busy["left"]:
            busy["left"] -= 1
            self.answer(busy["status"], Retry_After=busy["after"])
        elif path == "/busy":
            self.answer(200, PAGE.encode())
        elif path == "/picture":
            self.answer(200, b"\x89PNG", "image/png")
        elif path == "/endless":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 1000000)
            except OSError:
                pass
            self.close_connection = True
        elif path == "/slow":
            time.sleep(4)
            self.close_connection = True
        else:
            self.answer(404)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
BASE = f"http://127.0.0.1:{server.server_address[1]}"


def spo(*arguments, given=b""):
    asked.clear()
    process = subprocess.run([SPO, "extract", "-t", "nquads", *map(str, arguments)], input=given, capture_output=True,
                             timeout=120, check=False)
    return process.returncode, process.stdout.decode(), process.stderr.decode()


def expect(result, status, out=(), errors=()):
    for text, wanted in ((result[1], out), (result[2], errors)):
        for part in [wanted] if isinstance(wanted, str) else wanted:
            assert part in text, f"no {part!r} in {result}"
    assert result[0] == status, f"not status {status}: {result}"
    return result


def fast(*paths):
    return spo("--fetch", "--fetch-delay", "0", *(BASE + path for path in paths))


def test_only_with_the_option():
    expect(spo(BASE + "/page"), 1, errors="is an address; it is fetched with --fetch only")
    assert not asked


def test_a_page_and_who_asks():
    expect(fast("/page"), 0, out=[f"<{BASE}/page>", "王小明"])
    assert [path for _, path, _ in asked] == ["/robots.txt", "/page"], asked
    assert all(agent.startswith("spo/") for _, _, agent in asked), asked


def test_types_encodings_and_packed_pages():
    expect(fast("/gbk", "/packed", "/feed"), 0, out=[f"<{BASE}/gbk>", f"<{BASE}/packed>", "<https://a.example/1>"])
    text = subprocess.run([SPO, "text", "--fetch", BASE + "/latin"], capture_output=True, check=True).stdout.decode()
    assert "café" in text, text
    expect(fast("/picture", "/page"), 1, out=f"<{BASE}/page>", errors="it is image/png, not text")


def test_lists_of_addresses():
    result = spo("--fetch", "--fetch-delay", "0", "--files-from", "-", given=f"{BASE}/page\n{BASE}/none\n".encode())
    expect(result, 1, out=f"<{BASE}/page>", errors=f"{BASE}/none: error: cannot be fetched: the server answers with status 404")


def test_robots_are_honoured():
    global robots
    expect(fast("/secret", "/page"), 1, out=f"<{BASE}/page>", errors="/secret: error: cannot be fetched: the site's robots.txt")
    assert "/secret" not in [path for _, path, _ in asked] and len(asked) == 2, asked
    expect(fast("/to-secret"), 1, errors="the site's robots.txt does not allow it")
    assert "/secret" not in [path for _, path, _ in asked]
    old, robots = robots, None
    expect(fast("/secret"), 0, out="王小明")
    robots = 500
    expect(fast("/page", "/page"), 1, errors="the site's robots.txt cannot be had (status 500)")
    assert len(asked) == 1, asked
    robots = "User-agent: spo\nCrawl-delay: 1\n"
    fast("/page", "/page")
    assert asked[2][0] - asked[1][0] >= 0.9, asked
    robots = old


def test_redirections():
    expect(fast("/moved"), 0, out=f"<{BASE}/page?moved=1>")
    expect(fast("/loop", "/page"), 1, out="王小明", errors="it leads to other addresses over and over")
    assert len([path for _, path, _ in asked if path == "/loop"]) == 6
    expect(fast("/to-file"), 1, errors="it leads to an address that is not http or https")


def test_pauses_between_requests():
    expect(spo("--fetch", BASE + "/page", BASE + "/page?2"), 0)
    times = [moment for moment, _, _ in asked]
    assert len(times) == 3 and all(b - a >= 0.9 for a, b in zip(times, times[1:])), asked


def test_busy_servers():
    busy.update(left=1, after="1", status=429)
    expect(fast("/busy"), 0, out="王小明")
    assert asked[2][0] - asked[1][0] >= 0.9, asked
    busy.update(left=9, after="0", status=503)
    expect(fast("/busy"), 1, errors="the server is busy (status 503, 3 times)")
    assert len(asked) == 4, asked
    busy.update(left=9, after="86400")
    expect(fast("/busy", "/page"), 1, out="王小明", errors="asks to come back in 86400 seconds")
    assert len(asked) == 3, asked


def test_limits():
    expect(fast("/endless", "/page"), 1, out="王小明", errors="it is larger than 67108864 bytes")
    result = spo("--fetch", "--fetch-delay", "0", "--fetch-timeout", "1", BASE + "/slow", BASE + "/page")
    expect(result, 1, out="王小明", errors="/slow: error: cannot be fetched: Timeout was reached")
    expect(spo("--fetch", "--fetch-delay", "x", BASE + "/page"), 2, errors="`x` is no number of seconds")
    expect(spo("--fetch", "http://127.0.0.1:9/page"), 1, errors="cannot be fetched: ")


def test_threads_give_the_same():
    paths = ["/page", "/page?2", "/feed", "/gbk", "/none", "/page?3"]
    one = spo("--fetch", "--fetch-delay", "0", *(BASE + path for path in paths))
    two = spo("--fetch", "--fetch-delay", "0", "-j", "2", *(BASE + path for path in paths))
    assert one == two, (one, two)


failed = 0
for name, test in list(globals().items()):
    if name.startswith("test_"):
        try:
            test()
            print("ok     ", name)
        except AssertionError as error:
            failed += 1
            print("FAILED ", name, error)
sys.exit(failed != 0)
