import { readdirSync, readFileSync } from 'node:fs';

/** What a process and everything it started use. */
export interface TreeUsage {
  /** Memory in MB. What several processes share, such as the program itself, counts once. */
  readonly memoryMb: number;
  /** The same of the first process alone. */
  readonly mainMb: number;
  readonly processes: number;
  /** Open files, sockets and pipes. */
  readonly handles: number;
  readonly threads: number;
}

/** Reads the usage of a process and its descendants from /proc (Linux). */
export function readTreeUsage(pid: number): TreeUsage {
  const processes = new Map<number, { parent: number; threads: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = readOrEmpty(`/proc/${name}/status`);
    const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    processes.set(Number(name), { parent: field('PPid'), threads: field('Threads') });
  }
  const tree = [pid];
  for (const each of tree) for (const [child, { parent }] of processes) if (parent === each) tree.push(child);
  const usages = tree.flatMap((each) => processes.get(each) ?? []);
  const memory = tree.map(memoryOf);
  return {
    memoryMb: memory.reduce((sum, each) => sum + each, 0),
    mainMb: memory[0] ?? 0,
    processes: tree.length,
    handles: tree.reduce((sum, each) => sum + countHandles(each), 0),
    threads: usages.reduce((sum, { threads }) => sum + threads, 0),
  };
}

/** The memory of a process in MB: its part of shared pages is one of as many as there are processes that share them. */
function memoryOf(pid: number): number {
  const sizes = readOrEmpty(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB/m.exec(sizes)?.[1] ?? 0) / 1024;
}

function countHandles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    // It ended meanwhile.
    return 0;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
