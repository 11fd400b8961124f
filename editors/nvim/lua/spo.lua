-- Language server for rule files of spo, for Neovim 0.7 and later: require("spo").setup({cmd = {"spo", "lsp"}})
local M = {}
local client

local function attach(options, buffer)
  if not client or vim.lsp.client_is_stopped(client) then
    client = vim.lsp.start_client({
      name = "spo",
      cmd = options.cmd,
      root_dir = vim.fn.getcwd(),
      init_options = options.init_options,
      on_attach = options.on_attach,
    })
  end
  vim.lsp.buf_attach_client(buffer, client)
end

-- options.cmd: the command; options.on_attach(client, buffer): key mappings; options.init_options = {alone = true}
function M.setup(options)
  options = vim.tbl_extend("keep", options or {}, { cmd = { "spo", "lsp" } })
  vim.api.nvim_create_autocmd("FileType", {
    pattern = "spo",
    callback = function(event) attach(options, event.buf) end,
  })
end

-- Runs the tests of the file, or of one rule.
function M.test(rule)
  vim.lsp.buf.execute_command({ command = "spo.runTests", arguments = { vim.uri_from_bufnr(0), rule } })
end

return M
