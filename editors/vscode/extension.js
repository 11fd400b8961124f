// Starts `spo lsp` for rule files and passes on what it says.
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

function start() {
  const settings = vscode.workspace.getConfiguration("spo");
  const args = ["lsp"];
  if (settings.get("data")) args.push("--data", settings.get("data"));
  if (settings.get("alone")) args.push("--alone");
  const server = { command: settings.get("path"), args, transport: TransportKind.stdio };
  client = new LanguageClient("spo", "spo", server, {
    documentSelector: [{ scheme: "file", language: "spo" }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{spo,txt,tsv,ttl}") },
  });
  return client.start();
}

async function testFile() {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document.languageId !== "spo") return;
  const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
  await client.sendRequest("workspace/executeCommand", { command: "spo.runTests", arguments: [uri] });
}

async function restart() {
  await client.stop();
  await start();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("spo.testFile", testFile),
    vscode.commands.registerCommand("spo.restart", restart)
  );
  await start();
};

exports.deactivate = () => client && client.stop();
