-- The script of wrk: rotates over the requests of a file, and in the checking run looks into every answer.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

local requests = {}
local index = 0
failed = 0

function init(args)
  for line in io.lines(args[1]) do
    local path, token, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["content-type"] = "application/json", ["accept"] = "application/json" }
    if token ~= "" then headers["authorization"] = "Bearer " .. token end
    table.insert(requests, wrk.format("POST", path, headers, body))
  end
  index = tonumber(args[2]) % #requests
  if args[3] == "check" then
    response = function(status, headers, body)
      if status ~= 200 or body:find('"errors"', 1, true) then failed = failed + 1 end
    end
  end
end

function request()
  index = index % #requests + 1
  return requests[index]
end

function done(summary, latency, requests)
  local wrong = 0
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("failed") end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"badStatus":%d,"socketErrors":%d,"badAnswers":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, wrong))
end
