'use client';

import { memo } from 'react';
import type { PortTag } from '../graph/line';
import type { Level, Scene } from '../graph/rollup';
import { TunnelLabel } from './tunnel-label';
import { TunnelLine } from './tunnel-line';

/**
 * Lines between hosts, behind the cards. They are no React Flow edges: React Flow leaves an edge out when the box
 * around its two nodes is out of sight, and these run through gutters and over the trunk, outside of that box.
 */
export const TunnelLayer = memo(function TunnelLayer({ scene }: { scene: Scene }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: each line in it has its own name */}
      <svg
        className="pointer-events-none absolute top-0 left-0 size-px overflow-visible"
        style={{ zIndex: -1 }}
      >
        {scene.lines.map((line) => (
          <TunnelLine key={line.key} line={line} level={scene.level} />
        ))}
      </svg>
      {scene.lines.map(
        (line) => line.label && <TunnelLabel key={line.key} line={line} level={scene.level} />,
      )}
      {scene.tags.map((tag) => (
        <Tag key={tag.key} tag={tag} level={scene.level} />
      ))}
    </>
  );
});

function Tag({ tag, level }: { tag: PortTag; level: Level }) {
  const outwards = tag.facing === 'right' ? 1 : -1;
  return (
    <span
      className="pointer-events-none absolute whitespace-nowrap font-semibold tabular"
      style={{
        left: tag.at.x + outwards * 9,
        top: tag.at.y - 3,
        color: tag.ghost === 'removed' ? 'var(--failed)' : `var(--tenant-${tag.color})`,
        fontSize: level === 'middle' ? 15 : 12,
        lineHeight: 1.2,
        transform: `translate(${outwards > 0 ? '0' : '-100%'}, -100%)`,
      }}
    >
      {tag.text}
    </span>
  );
}
