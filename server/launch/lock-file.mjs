/**
 * What would make `npm ci` fail elsewhere, or ask a host that is not the reader's registry.
 * `npm install` leaves platform packages out of the lock file where the registry does not have all of them, and
 * `npm ci` then refuses it ("Missing: … from lock file").
 * @param {{ packages: Record<string, { resolved?: string, optionalDependencies?: Record<string, string> }> }} lock
 * @returns {string[]}
 */
export function lockFaults({ packages }) {
  return Object.entries(packages).flatMap(([path, { resolved, optionalDependencies = {} }]) => [
    ...(resolved ? [`${path} names where it was downloaded: ${resolved}`] : []),
    ...Object.keys(optionalDependencies)
      .filter((name) => !resolves(packages, path, name))
      .map((name) => `${path} wants ${name}, which the lock file does not have`),
  ]);
}

/** As Node looks for it: in the node_modules of the package, then of each package around it. */
function resolves(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) {
      return true;
    }
    if (folder === '') {
      return false;
    }
  }
}
