/** What a difference is of: one attribute of one object on one host. */
export type DriftPlace = {
  object: { kind: string; name: string; namespace: string | null };
  attribute: string;
  /** Which address or entry, where an object may have several; else null. */
  which: string | null;
};

/** `HOST/KIND/NAMESPACE/NAME/ATTRIBUTE`, NAMESPACE empty for the host's own; no name of a device holds a `/`. */
export function driftKey(hostId: string, { object, attribute, which }: DriftPlace): string {
  const { kind, namespace, name } = object;
  const what = which === null ? attribute : `${attribute} ${which}`;
  return `${hostId}/${kind}/${namespace ?? ''}/${name}/${what}`;
}
