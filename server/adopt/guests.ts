/** Whose bridges these are, by the names that they give them. */
const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:docker\d*|br-[0-9a-f]{12})$/, 'Docker'],
  [/^virbr\d+$/, 'libvirt'],
  [/^(?:lxcbr|lxdbr|incusbr)\d+$/, 'LXC'],
  [/^(?:podman|cni-podman)\d+$/, 'Podman'],
  [/^(?:cni|cbr|kube|flannel)/, 'Kubernetes'],
];

/** The program that makes bridges of this name, or null. */
export function guestOf(name: string): string | null {
  return OWNERS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
