-- wrk's script for every scenario: <kind> <first> <count> <sequence base> <file with one token per line>
-- One thread, so that the counters below need no lock.
local kind, first, count, sequence, lines
local position = 0

function init(args)
  kind, first, count, sequence = args[1], tonumber(args[2]), tonumber(args[3]), tonumber(args[4])
  lines = {}
  if args[5] then
    for line in io.lines(args[5]) do lines[#lines + 1] = line end
  end
  math.randomseed(first + sequence)
end

local function bearer(index)
  return { ["Authorization"] = "Bearer " .. lines[index] }
end

local function answer()
  sequence = sequence + 1
  return string.format('{"response":%s,"clientSeq":%.0f}', SAVED, sequence)
end

-- The kinds of the items repeat in sixes; these two places are single choices in every test of the seed.
SAVED = '"opt-3"'
local places = { 0, 5, 6, 11, 12, 17, 18 }

local makers = {}

function makers.submit()
  local headers = bearer(position)
  headers["Idempotency-Key"] = string.format("bench-submit-%012.0f", first + position)
  return wrk.format("POST", "/api/v1/public/attempt/submit", headers)
end

function makers.save()
  local number = math.random(count) - 1
  local employer = (first + number) % 64
  local item = employer * 20 + places[math.random(#places)]
  local headers = bearer(number + 1)
  headers["Content-Type"] = "application/json"
  local path = string.format("/api/v1/public/attempt/answers/00000000-0006-7000-8000-%012x", item)
  return wrk.format("PUT", path, headers, answer())
end

function makers.paper()
  return wrk.format("GET", "/api/v1/public/attempt", bearer(math.random(#lines)))
end

function makers.landing()
  return wrk.format("GET", "/api/v1/public/assessments/" .. lines[math.random(#lines)])
end

makers["bare-submit"] = function()
  return wrk.format("POST", string.format("/submit/%.0f", first + position - 1))
end

makers["bare-save"] = function()
  local path = string.format("/save/%.0f/%d", first + math.random(count) - 1, places[math.random(#places)])
  return wrk.format("PUT", path, { ["Content-Type"] = "application/json" }, answer())
end

makers["bare-paper"] = function()
  return wrk.format("GET", "/paper", bearer(math.random(#lines)))
end

makers["bare-landing"] = function()
  return wrk.format("GET", "/landing/" .. lines[math.random(#lines)])
end

makers["bare-cached"] = function()
  return wrk.format("GET", "/cached")
end

local ffi = require("ffi")
ffi.cdef("struct bench_time { long seconds; long microseconds; }; int gettimeofday(struct bench_time *, void *);")

local function now()
  local time = ffi.new("struct bench_time")
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.seconds) + tonumber(time.microseconds) / 1e6
end

local consuming = { submit = true, ["bare-submit"] = true }
local threads = {}
-- Global, so that done() can read it from the thread.
submitting_seconds = 0
local began

function setup(thread)
  threads[#threads + 1] = thread
end

function request()
  if consuming[kind] then
    began = began or now()
    if position >= count then
      -- Nothing is left to submit. wrk waits for the end of its time all the same, which is why the time is taken here.
      submitting_seconds = now() - began
      wrk.thread:stop()
      return makers[kind]()
    end
    position = position + 1
  end
  return makers[kind]()
end

function done(summary, latency)
  local seconds = threads[1]:get("submitting_seconds")
  if seconds == 0 then seconds = summary.duration / 1e6 end
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"errors":%d,"p50":%.3f,"p99":%.3f}\n',
    summary.requests, seconds,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
