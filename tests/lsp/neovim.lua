-- A real client: Neovim, headless. Arguments in the environment: SPO, FOLDER (a copy of tests/lsp/work). Says "ok NAME" for each step.
local spo, folder = vim.env.SPO, vim.env.FOLDER
local failed = false

local function check(name, condition, seen)
  print((condition and "ok " or "FAILED ") .. name .. (condition and "" or (": " .. vim.inspect(seen))))
  failed = failed or not condition
end

local function wait_for(what) return vim.wait(20000, what, 50) end

local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000) or {}
  for _, answer in pairs(answers) do return answer.result, answer.error end
end

local function go_to(text, offset)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  for i, line in ipairs(lines) do
    local at = line:find(text, 1, true)
    if at then
      vim.api.nvim_win_set_cursor(0, { i, at - 1 + (offset or 0) })
      return
    end
  end
end

local function run()
  require("spo").setup({ cmd = { spo, "lsp" }, init_options = { alone = true } })
  vim.cmd("edit " .. folder .. "/metals/zh.spo")
  check("the file type is known", vim.bo.filetype == "spo", vim.bo.filetype)
  check("the syntax is known", vim.b.current_syntax == "spo", vim.b.current_syntax)
  check("the server starts", wait_for(function() return #vim.lsp.get_active_clients() == 1 and vim.lsp.get_active_clients()[1].initialized end))

  -- an error, while typing
  go_to("colour:Colour Tail")
  local row = vim.api.nvim_win_get_cursor(0)[1] - 1
  local line = vim.api.nvim_buf_get_lines(0, row, row + 1, false)[1]
  vim.api.nvim_buf_set_lines(0, row, row + 1, false, { (line:gsub("colour:Colour Tail", "colour:Colur Tail")) })
  check("an error is shown", wait_for(function() return #vim.diagnostic.get(0) == 1 end), vim.diagnostic.get(0))
  local shown = vim.diagnostic.get(0)[1] or {}
  check("with its code and place", shown.code == "E030" and shown.lnum == row, shown)
  vim.api.nvim_buf_set_lines(0, row, row + 1, false, { line })
  check("it goes when it is mended", wait_for(function() return #vim.diagnostic.get(0) == 0 end), vim.diagnostic.get(0))

  -- what a name means, where it is from
  go_to("colour:Colour", 8)
  local hover = request("textDocument/hover", vim.lsp.util.make_position_params())
  check("hover tells of the list", hover and hover.contents.value:find("3 words", 1, true), hover)
  go_to("emit   Colouring", 8)
  local found = request("textDocument/definition", vim.lsp.util.make_position_params())
  check("the definition is in the other file", found and found[1] and found[1].uri:find("frames.spo", 1, true), found)
  local items = request("textDocument/completion", vim.lsp.util.make_position_params())
  check("frames are offered", items and items.items[1] and items.items[1].label == "Colouring", items)

  -- rename over files
  vim.lsp.buf.rename("Painting")
  check("the name is changed here", wait_for(function()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n"):find("emit   Painting", 1, true) ~= nil
  end))
  local frames = vim.fn.bufnr(folder .. "/metals/frames.spo")
  check("and in the other file", frames > 0 and table.concat(vim.api.nvim_buf_get_lines(frames, 0, -1, false), "\n"):find("frame Painting", 1, true))

  -- layout
  vim.api.nvim_buf_set_lines(0, row, row + 1, false, { "  match    metal:Metal   \"是\" colour:Colour Tail" })
  vim.lsp.buf.formatting_sync(nil, 20000)
  check("the layout is mended", vim.api.nvim_buf_get_lines(0, row, row + 1, false)[1] == line, vim.api.nvim_buf_get_lines(0, row, row + 1, false))

  -- tests, of what is saved: Neovim has not told the server of the other file
  vim.cmd("silent wall")
  local result = request("workspace/executeCommand", { command = "spo.runTests", arguments = { vim.uri_from_bufnr(0), "coloured" } })
  check("tests run", result and result.passed == 2 and result.failed == 0, result)

  local client = vim.lsp.get_active_clients()[1]
  client.stop()
  check("the server stops", wait_for(function() return client.is_stopped() end))
end

local fine, problem = pcall(run)
if not fine then print("FAILED " .. problem) end
vim.cmd((fine and not failed) and "qall!" or "cquit")
