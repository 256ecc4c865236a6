/** Loaded into the product's process: whoever connects is told how late its event loop was since the last one did. */
import { createServer } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two looks of the clock; what it measures is how late they are. */
const RESOLUTION = 5;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();
const late = (/** @type {number} */ nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION);

const server = createServer((client) => {
  client.on('error', () => {});
  client.end(
    JSON.stringify({
      pid: process.pid,
      median: late(delay.percentile(50)),
      p99: late(delay.percentile(99)),
      most: late(delay.max),
      rss: process.memoryUsage().rss,
      cpu: process.cpuUsage(),
    }),
  );
  delay.reset();
});
server.on('error', () => {});
server.listen(process.env.OVERLANE_BENCH_LAG);
server.unref();
