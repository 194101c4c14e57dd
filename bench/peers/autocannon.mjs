import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

/** What `bench/speed/wrk.lua` does, where there is no wrk: the same bodies, and the same line of JSON at the end. */
const [url, file, connections, seconds, from, headers] = process.argv.slice(2);
const bodies = readFileSync(file, 'utf8').trimEnd().split('\n');
let counter = Number(from);

const nextBody = () => {
  counter += 1;
  const place = String(1_000 + (counter % 95_000)).padStart(5, '0');
  return bodies[counter % bodies.length].replace('@@@@@', place);
};
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  timeout: 60,
  requests: [
    {
      method: 'POST',
      path: new URL(url).pathname,
      headers: { ...JSON.parse(headers), 'content-type': 'application/json' },
      setupRequest: (request) => ({ ...request, body: nextBody() }),
    },
  ],
});
console.log(
  JSON.stringify({
    requests: result.requests.total,
    seconds: result.duration,
    bytes: result.throughput.total,
    p50: result.latency.p50,
    p99: result.latency.p99,
    max: result.latency.max,
    badStatus: result.non2xx,
    failures: result.errors + result.timeouts,
  }),
);
