-- SPDX-FileCopyrightText: 2026 The mod_cnops founders
-- SPDX-License-Identifier: Apache-2.0

-- For wrk: sends the requests of a file, in its order. Each line is METHOD PATH COOKIE.

local requests = {}
local at = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local method, path, cookie = line:match("^(%S+) (%S+) ?(.*)$")
    local headers = { ["Host"] = "localhost", ["Cookie"] = cookie }
    table.insert(requests, wrk.format(method, path, headers))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  print(string.format("TOTAL %d %d %d", summary.requests, errors.status, broken))
end
