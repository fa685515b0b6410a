import type { ChildProcess } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** `0100007F:0035` of /proc/net: an address as 32-bit words in the machine's byte order (little-endian here), and a port. */
function readEndpoint(hex: string): { address: string; port: number } {
  const [words = '', port = ''] = hex.split(':');
  const bytes = (words.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  const address =
    bytes.length === 4
      ? bytes.join('.')
      : (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':').replace(/^(0000:){5}ffff:/, 'mapped:');
  return { address, port: Number.parseInt(port, 16) };
}

function isUnset(address: string): boolean {
  return /^[0.:]*$/.test(address);
}

function isLoopback(address: string): boolean {
  return /^127\.|^(0000:){7}0001$|^mapped:7f/.test(address);
}

/**
 * The peers a process is connected to that are not on this machine, as "udp 10.0.0.53:53", and any peer on port 53: a name
 * server may be on this machine and ask others. Linux only.
 */
async function outsidePeers(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => 'closed meanwhile')),
  );
  const own = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const peers: string[] = [];
  for (const table of TABLES) {
    const [, ...rows] = (await readFile(`/proc/${pid}/net/${table}`, 'utf8')).trim().split('\n');
    for (const row of rows) {
      const [, , remote = '', , , , , , , inode = ''] = row.trim().split(/\s+/);
      if (!own.has(inode)) continue;
      const { address, port } = readEndpoint(remote);
      if (isUnset(address) || (isLoopback(address) && port !== 53)) continue;
      peers.push(`${table} ${address}:${port}`);
    }
  }
  return peers;
}

/** Collects the outside peers of a process for as long as it runs, in the set that is returned. Linux only. */
export function watchOutsidePeers(child: ChildProcess): ReadonlySet<string> {
  const seen = new Set<string>();
  const look = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // Its folder is gone the moment it ends.
    for (const peer of await outsidePeers(child.pid).catch(() => [])) seen.add(peer);
    setTimeout(look, 5);
  };
  void look();
  return seen;
}
