-- Sends the bodies of a file, one a line, in turn; in a body that holds @@@@@ a new number is written over it each time.
-- Tells what came of it as one line of JSON.

local counter = 0
local requests = {}

function init(args)
  counter = tonumber(args[2])
  wrk.headers["content-type"] = "application/json"
  for body in io.lines(args[1]) do
    local request = wrk.format("POST", wrk.path, wrk.headers, body)
    local from, to = string.find(request, "@@@@@", 1, true)
    requests[#requests + 1] = from and { string.sub(request, 1, from - 1), string.sub(request, to + 1) } or request
  end
end

function request()
  counter = counter + 1
  local each = requests[counter % #requests + 1]
  if type(each) == "string" then
    return each
  end
  return each[1] .. string.format("%05d", 1000 + counter % 95000) .. each[2]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.3f,"bytes":%d,"p50":%.3f,"p99":%.3f,"max":%.3f,"badStatus":%d,"failures":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
