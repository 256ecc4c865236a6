import { Setting } from './setting';

export function About() {
  return (
    <Setting title="About" lead="Overlane is free software under the MIT licence.">
      <div className="flex flex-col gap-2.5 text-muted text-sm">
        <p>
          It needs no agent on the hosts: <span className="text-ink">ip</span>,{' '}
          <span className="text-ink">bridge</span> and <span className="text-ink">sshd</span> are all it uses.
          What it makes carries its mark; everything else on a host is left alone.
        </p>
        <p>
          VXLAN is not encrypted: whoever is on the underlay can read tenants’ frames and send their own. Keep
          the underlay apart, or put it into an encrypted network.
        </p>
      </div>
    </Setting>
  );
}
