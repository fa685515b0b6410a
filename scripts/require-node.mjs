/**
 * Exits with one sentence if this Node.js is too old, instead of a stack trace from some package. Import it first, and use only syntax that
 * Node.js 12 supports.
 */
const OLDEST = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(
    `Rollcall needs Node.js ${OLDEST.join('.')} or newer, and this is Node.js ${process.versions.node}. Get a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}
