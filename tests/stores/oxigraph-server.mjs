// oxigraph-server.mjs PORT LOG - Oxigraph (npm) behind HTTP: /store (Graph Store Protocol), /update, /query.
//
// Oxigraph in Node keeps everything in memory. So that the server may be killed and started again, each graph that it
// takes and each update is appended to LOG before it is answered, and LOG is replayed at the start; what a kill cut off
// at its end is dropped. With STORE_USER and STORE_PASSWORD in the environment, writing needs them (Basic).
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'
import oxigraph from '../rdf/node_modules/oxigraph/node.js'

const [port, log] = process.argv.slice(2)
const { STORE_USER: user, STORE_PASSWORD: password } = process.env
const store = new oxigraph.Store()

function graphOf(name) {
  return name === null ? oxigraph.defaultGraph() : oxigraph.namedNode(name)
}

function apply({ kind, graph, type, body }) {
  if (kind === 'update') return store.update(body)
  if (kind !== 'POST') store.update(graph === null ? 'CLEAR DEFAULT' : `DROP SILENT GRAPH <${graph}>`)
  if (kind !== 'DELETE') store.load(body, { format: type, to_graph_name: graphOf(graph), no_transaction: true })
}

// A record: the length of its JSON in bytes, a line break, the JSON, a line break.
function replay() {
  if (!existsSync(log)) return
  const bytes = readFileSync(log)
  let at = 0
  for (;;) {
    const end = bytes.indexOf(10, at)
    const length = end < 0 ? NaN : Number(bytes.subarray(at, end).toString())
    if (!(end + 1 + length < bytes.length)) break
    apply(JSON.parse(bytes.subarray(end + 1, end + 1 + length).toString()))
    at = end + 2 + length
  }
  truncateSync(log, at)
}

function record(entry) {
  const text = Buffer.from(JSON.stringify(entry))
  appendFileSync(log, Buffer.concat([Buffer.from(`${text.length}\n`), text, Buffer.from('\n')]))
}

function results(query) {
  return store.query(query, { results_format: 'application/sparql-results+json' })
}

function respond(request, body) {
  const url = new URL(request.url, 'http://localhost')
  const type = (request.headers['content-type'] ?? '').split(';')[0]
  if (url.pathname === '/query') {
    const query = type === 'application/sparql-query' ? body : new URLSearchParams(body || url.search).get('query')
    return [200, results(query), 'application/sparql-results+json']
  }
  const wanted = 'Basic ' + Buffer.from(`${user}:${password}`).toString('base64')
  if (user && request.headers.authorization !== wanted) return [401, 'who are you?']
  if (url.pathname === '/update') {
    apply({ kind: 'update', body })
    record({ kind: 'update', body })
    return [204, '']
  }
  const graph = url.searchParams.get('graph')
  if (url.pathname !== '/store' || (graph === null && !url.searchParams.has('default'))) return [404, 'no such place']
  if (!['PUT', 'POST', 'DELETE'].includes(request.method)) return [405, 'not that']
  const entry = { kind: request.method, graph, type, body }
  apply(entry)
  record(entry)
  return [204, '']
}

function serve(request, response) {
  const pieces = []
  request.on('data', piece => pieces.push(piece))
  request.on('end', () => {
    let answer
    try {
      const bytes = Buffer.concat(pieces)
      const packed = request.headers['content-encoding'] === 'gzip'
      answer = respond(request, (packed ? gunzipSync(bytes) : bytes).toString())
    } catch (error) {
      answer = [400, String(error)]
    }
    const [status, text, type = 'text/plain'] = answer
    const headers = status === 401 ? { 'WWW-Authenticate': 'Basic realm="store"' } : {}
    response.writeHead(status, { 'Content-Type': type, ...headers })
    response.end(text)
  })
}

replay()
createServer(serve).listen(Number(port), '127.0.0.1', () => console.log('ready'))
