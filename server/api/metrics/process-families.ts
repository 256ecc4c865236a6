import { performance } from 'node:perf_hooks';
import type { Family, Sample } from './exposition';

/** The process itself, under the names that Prometheus's clients have in common. */
export function processFamilies(version: string, streams: Readonly<Record<string, number>>): Family[] {
  const { user, system } = process.cpuUsage();
  const memory = process.memoryUsage();
  const gauge = (name: string, help: string, value: number): Family => ({
    name,
    help,
    type: 'gauge',
    samples: [{ value }],
  });
  const counter = (name: string, help: string, value: number): Family => ({
    name,
    help,
    type: 'counter',
    samples: [{ value }],
  });
  return [
    {
      name: 'overlane_build_info',
      help: 'Always 1; the labels say what runs.',
      type: 'gauge',
      samples: [{ labels: { version, node: process.version }, value: 1 }],
    },
    {
      name: 'overlane_streams',
      help: 'Open streams of browsers and command lines, by what they carry.',
      type: 'gauge',
      samples: Object.entries(streams).map(([kind, value]): Sample => ({ labels: { kind }, value })),
    },
    counter('process_cpu_seconds_total', 'User and system CPU time in seconds.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Resident memory in bytes.', memory.rss),
    gauge(
      'process_start_time_seconds',
      'Start of the process in seconds since the epoch.',
      performance.timeOrigin / 1000,
    ),
    gauge('nodejs_heap_size_used_bytes', 'Bytes of the heap in use.', memory.heapUsed),
    gauge('nodejs_heap_size_total_bytes', 'Bytes of the heap.', memory.heapTotal),
    gauge(
      'nodejs_external_memory_bytes',
      'Bytes outside of the heap, of buffers above all.',
      memory.external,
    ),
    counter(
      'nodejs_eventloop_active_seconds_total',
      'Seconds in which the event loop was at work: its rate is how busy it is, from 0 to 1.',
      performance.eventLoopUtilization().active / 1000,
    ),
  ];
}
