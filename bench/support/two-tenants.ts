/** The seed's two tenants on all of these hosts, as a fabric file. */
export function twoTenants(hosts: readonly string[]): string {
  const tenants = [
    { name: 'microsoft', prefix: 'msft', vni: 10 },
    { name: 'apple', prefix: 'aapl', vni: 20 },
  ].map(({ name, prefix, vni }) =>
    [
      `  ${name}:`,
      `    prefix: ${prefix}`,
      `    networks: { default: { vni: ${vni}, subnets: [10.1.0.0/24] } }`,
      '    endpoints:',
      ...hosts.map((host, n) => `      - { host: ${host}, network: default, address: 10.1.0.${n + 4} }`),
    ].join('\n'),
  );
  return `drift: report\ntenants:\n${tenants.join('\n')}\n`;
}
