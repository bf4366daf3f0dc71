import { readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { readTextIfThere } from './files.ts';

/** The kernel counts in hundredths of a second on every Linux that Node runs on. */
const ticksPerS = 100;

interface Times {
  readonly parent: number;
  /** Own seconds and those of children that have ended. */
  readonly cpuS: number;
}

/** What the kernel says of a process; null once it is gone. */
function readTimes(pid: number): Times | null {
  const stat = readTextIfThere(`/proc/${pid}/stat`);
  // The name stands in brackets and may hold spaces.
  const fields = stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (!fields) return null;
  const [, parent = 0] = fields;
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
  return { parent, cpuS: ticks / ticksPerS };
}

/** These processes and all that descend from them. */
function listTree(roots: readonly number[]): number[] {
  const children = Map.groupBy(
    readdirSync('/proc').flatMap((name) => {
      const times = /^\d+$/.test(name) ? readTimes(Number(name)) : null;
      return times ? [{ pid: Number(name), parent: times.parent }] : [];
    }),
    ({ parent }) => parent,
  );
  const collect = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap((child) => collect(child.pid))];
  return [...new Set(roots.flatMap(collect))];
}

/** The CPU seconds that processes and their descendants have used since they began. */
export function readCpuS(roots: readonly number[]): number {
  return listTree(roots).reduce((sum, pid) => sum + (readTimes(pid)?.cpuS ?? 0), 0);
}

/** The memory in which processes and their descendants live now, in MB. */
export function readResidentMb(roots: readonly number[]): number {
  const pages = listTree(roots).map((pid) => {
    const status = readTextIfThere(`/proc/${pid}/status`);
    return Number(/VmRSS:\s+(\d+) kB/.exec(status ?? '')?.[1] ?? 0);
  });
  return pages.reduce((sum, kb) => sum + kb, 0) / 1024;
}

/** The process of the PostgreSQL whose data lies there. */
export function readPostmasterPid(dataDir: string): number {
  return Number(readFileSync(`${dataDir}/postgres/postmaster.pid`, 'utf8').split('\n')[0]);
}

/** The machine in a sentence. */
export function describeMachine(): string {
  const release = /PRETTY_NAME="([^"]+)"/.exec(readTextIfThere('/etc/os-release') ?? '')?.[1] ?? process.platform;
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memoryGb} GB, ${release}`;
}
