"""real_stores.py - Virtuoso and Oxigraph, started on free ports of this machine with a database of their own.

    with Virtuoso(folder) as store: ...      # .url, .name (for --store), .environment (credentials for spo)

`kill` ends a store at once, as a power cut does, and `start` starts it again with what it had. `missing()` says why a
store cannot be had here, or None. Used by tests/stores, tests/bench/load and other tests that ask real stores.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RealStore:
    name = kind = None  # `kind`: for --store
    user, password = "dba", "dba"

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {"SPO_USER": self.user, "SPO_PASSWORD": self.password}
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.kill()

    def start(self, seconds=120):
        self.process = self.run()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                self.ask("SELECT * WHERE { ?s ?p ?o } LIMIT 1")
                return
            except (OSError, ValueError):
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} does not start: see {self.folder}")

    def run(self):
        raise NotImplementedError

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def spawn(self, *command, **more):
        with open(self.folder / "output", "ab") as output:
            return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=subprocess.STDOUT, **more)

    def ask(self, query):
        """Rows of a SELECT, each a dictionary of texts."""
        body = urllib.parse.urlencode({"query": query}).encode()
        request = urllib.request.Request(self.query_url, body, {"Accept": "application/sparql-results+json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            rows = json.load(answer)["results"]["bindings"]
        return [{name: value["value"] for name, value in row.items()} for row in rows]

    def count(self, base="https://w3id.org/spo/id/"):
        """Quads in the graphs whose names begin with `base`."""
        return int(self.ask("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
                            f'FILTER(STRSTARTS(STR(?g), "{base}")) }}')[0]["n"])


class Virtuoso(RealStore):
    """Debian's virtuoso-opensource 7.2.5."""
    name = kind = "virtuoso"

    @staticmethod
    def missing():
        return None if shutil.which("virtuoso-t") else "virtuoso-t is not installed (virtuoso-opensource)"

    def __init__(self, folder, buffers=20000, readable=()):
        super().__init__(folder)
        self.sql_port = free_port()
        self.query_url = self.url + "/sparql"
        f = self.folder
        (f / "virtuoso.ini").write_text(f"""[Database]
DatabaseFile = {f}/virtuoso.db
ErrorLogFile = {f}/virtuoso.log
LockFile = {f}/virtuoso.lck
TransactionFile = {f}/virtuoso.trx
xa_persistent_file = {f}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {f}/temp.db
TransactionFile = {f}/temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{self.sql_port}
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {buffers * 3 // 4}
DirsAllowed = {', '.join(map(str, [f, *readable]))}
[HTTPServer]
ServerPort = 127.0.0.1:{self.port}
ServerThreads = 16
KeepAliveTimeout = 10
MaxKeepAlives = 16
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
""")

    def run(self):
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)  # of one that was killed
        return self.spawn("virtuoso-t", "+foreground", "+configfile", str(self.folder / "virtuoso.ini"))

    def sql(self, *statements):
        """What isql prints."""
        script = ";\n".join(statements) + ";\n"
        return subprocess.run(["isql-vt", f"127.0.0.1:{self.sql_port}", self.user, self.password, "ERRORS=STDOUT"],
                              input=script, capture_output=True, text=True, check=True).stdout


class Oxigraph(RealStore):
    """npm's oxigraph behind oxigraph-server.mjs; its packages are those of tests/rdf."""
    name = kind = "oxigraph"

    @staticmethod
    def missing():
        got = subprocess.run([HERE.parent / "support/node-packages", HERE.parent / "rdf"], capture_output=True, text=True,
                             check=False)
        return got.stdout.strip() or got.stderr.strip() if got.returncode else None

    def __init__(self, folder):
        super().__init__(folder)
        self.query_url = self.url + "/query"

    def run(self):
        options = ["--experimental-global-webcrypto"] if subprocess.run(
            ["node", "-p", "process.versions.node.split('.')[0]"], capture_output=True, text=True,
            check=True).stdout.strip() == "18" else []
        secrets = {"STORE_USER": self.user, "STORE_PASSWORD": self.password}
        return self.spawn("node", *options, "--max-old-space-size=8192", str(HERE / "oxigraph-server.mjs"),
                          str(self.port), str(self.folder / "log"), env={**os.environ, **secrets})


class OxigraphServer(RealStore):
    """Oxigraph's own server, as PyPI's package oxigraph has it: on disk, without users."""
    name, kind = "oxigraph-server", "oxigraph"

    @staticmethod
    def missing():
        return None if shutil.which("oxigraph") else "oxigraph is not installed"

    def __init__(self, folder):
        super().__init__(folder)
        self.query_url, self.environment = self.url + "/query", {}

    def run(self):
        return self.spawn("oxigraph", "serve", "--location", str(self.folder / "data"), "--bind", f"127.0.0.1:{self.port}")


STORES = [Virtuoso, Oxigraph]
