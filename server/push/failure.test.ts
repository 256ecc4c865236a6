import { expect, it } from 'vitest';
import { parseFailure } from './failure';
import { batch } from './plan.testing';

const three = batch('ip', ['link set dev a up', 'link set dev b up', 'link set dev c up']);
const settings = batch('sysctl', ['net.ipv4.ip_forward=0', 'net/ipv6/conf/all/forwarding=0', 'net.core.x=1']);

it.each([
  {
    name: 'the kernel refused the second line',
    stderr: 'RTNETLINK answers: File exists\nCommand failed -:2\n',
    expected: { step: 1, sentence: 'File exists' },
  },
  {
    name: 'the kernel gave a reason of its own',
    stderr: 'Error: A VXLAN device with the specified VNI already exists.\nCommand failed -:1\n',
    expected: { step: 0, sentence: 'A VXLAN device with the specified VNI already exists.' },
  },
  {
    name: 'a device is not there',
    stderr: 'Cannot find device "c"\nCommand failed -:3\n',
    expected: { step: 2, sentence: 'Cannot find device "c"' },
  },
  {
    name: 'ip ended at a word without naming the line',
    stderr: 'Error: argument "b" is wrong: invalid ageing_time\n',
    expected: { step: null, sentence: 'argument "b" is wrong: invalid ageing_time' },
  },
  {
    name: 'the namespace is not there',
    stderr: 'Cannot open network namespace "microsoft": No such file or directory\n',
    expected: {
      step: null,
      sentence: 'Cannot open network namespace "microsoft": No such file or directory',
    },
  },
  {
    name: 'a line of the tail failed, after all steps',
    stderr: 'Command "nope" is unknown, try "ip link help".\nCommand failed -:4\n',
    expected: { step: null, sentence: 'Command "nope" is unknown, try "ip link help".' },
  },
  {
    name: 'it said nothing',
    stderr: '',
    expected: { step: null, sentence: 'ended with status 2 and said nothing' },
  },
])('$name', ({ stderr, expected }) => {
  expect(parseFailure(three, stderr, 2)).toEqual(expected);
});

it.each([
  {
    name: 'a value was refused',
    stderr: 'sysctl: setting key "net.ipv4.ip_forward": Invalid argument\n',
    expected: { step: 0, sentence: 'setting key "net.ipv4.ip_forward": Invalid argument' },
  },
  {
    name: 'a setting is not there',
    stderr: 'sysctl: cannot stat /proc/sys/net/ipv6/conf/all/forwarding: No such file or directory\n',
    expected: {
      step: 1,
      sentence: 'cannot stat /proc/sys/net/ipv6/conf/all/forwarding: No such file or directory',
    },
  },
  {
    name: 'sysctl is not there',
    stderr: 'exec of "sysctl" failed: No such file or directory\n',
    expected: { step: null, sentence: 'exec of "sysctl" failed: No such file or directory' },
  },
])('of sysctl: $name', ({ stderr, expected }) => {
  expect(parseFailure(settings, stderr, 255)).toEqual(expected);
});

it('a sentence stays one a person reads', () => {
  expect(parseFailure(three, 'x'.repeat(10_000), 1).sentence).toHaveLength(300);
});
