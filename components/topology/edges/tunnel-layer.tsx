'use client';

import { memo } from 'react';
import type { Level } from '../graph/level';
import type { Line, PortTag } from '../graph/line';
import type { Scene } from '../graph/rollup';
import { TunnelLabel } from './tunnel-label';
import { TunnelLine } from './tunnel-line';

/**
 * Lines between hosts, behind the cards or above them. They are no React Flow edges: React Flow mounts an edge as soon
 * as one of its nodes is, wherever the line is, and these run through gutters and over the trunk.
 */
export const TunnelLayer = memo(function TunnelLayer({ scene }: { scene: Scene }) {
  const behind = scene.lines.filter((line) => line.way === 'behind');
  const over = scene.lines.filter((line) => line.way === 'over');
  return (
    <>
      <Lines lines={behind} level={scene.level} zIndex={-1} />
      {over.length > 0 && <Lines lines={over} level={scene.level} zIndex={5} />}
      {scene.lines.map(
        (line) => line.label && <TunnelLabel key={line.key} line={line} level={scene.level} />,
      )}
      {scene.tags.map((tag) => (
        <Tag key={tag.key} tag={tag} level={scene.level} />
      ))}
    </>
  );
});

function Lines({ lines, level, zIndex }: { lines: readonly Line[]; level: Level; zIndex: number }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: each line in it has its own name
    <svg className="pointer-events-none absolute top-0 left-0 size-px overflow-visible" style={{ zIndex }}>
      {lines.map((line) => (
        <TunnelLine key={line.key} line={line} level={level} />
      ))}
    </svg>
  );
}

const Tag = memo(function Tag({ tag, level }: { tag: PortTag; level: Level }) {
  const outwards = tag.facing === 'right' ? 1 : -1;
  return (
    <span
      className="absolute whitespace-nowrap font-semibold tabular"
      title={tag.title}
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
});
