import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licence of an installed package, as its package.json tells it. Old packages have it in another field, which is not in the lock
 * file.
 * @param path the package's folder.
 */
export function licenceInPackage(path) {
  const { license, licenses } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  return license ?? licenses?.map(({ type }) => type).join(' OR ');
}
