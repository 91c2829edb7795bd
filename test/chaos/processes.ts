/** What Linux tells of processes, and how they are stopped. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The pids whose parent is `pid`, zombies among them; none if it is gone. */
export function childrenOf(pid: number): { pid: number; isZombie: boolean; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readOrNull(`/proc/${name}/stat`);
    if (stat === null) return [];
    // proc(5): the command in field 2 may contain blanks and parentheses.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(parent) !== pid) return [];
    const command = readOrNull(`/proc/${name}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
    return [{ pid: Number(name), isZombie: state === 'Z', command }];
  });
}

/** A process with its children: the parent first, so that it can neither start nor bury any meanwhile. */
export function signalWithChildren(pid: number, signal: NodeJS.Signals): void {
  const children = childrenOf(pid);
  signalOne(pid, signal);
  for (const child of [...children, ...childrenOf(pid)]) signalOne(child.pid, signal);
}

export function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Open files and sockets by kind, and resident memory in MB; null if the process is gone. */
export function figuresOf(pid: number): { files: Map<string, number>; megabytes: number } | null {
  const status = readOrNull(`/proc/${pid}/status`);
  if (status === null) return null;
  const files = new Map<string, number>();
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    const target = linkOrNull(`/proc/${pid}/fd/${name}`);
    // socket:[123] → socket; a path stays what it is, but for what Git puts in the place of names.
    if (target === null) continue;
    const kind = target.replace(/:\[?\d+\]?$/, '').replace(/tmp_\w+/, 'tmp');
    files.set(kind, (files.get(kind) ?? 0) + 1);
  }
  return { files, megabytes: Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024) };
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return nullIfGone(error);
  }
}

function linkOrNull(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    return nullIfGone(error);
  }
}

function nullIfGone(error: unknown): null {
  if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
  throw error;
}
