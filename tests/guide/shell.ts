import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemPath } from '../processes.ts';

/** A shell that keeps its variables from block to block, as that of a reader. */
export interface GuideShell {
  /** Runs a block and waits for its end. */
  run(block: string): Promise<{ readonly output: string; readonly code: number }>;
  close(): Promise<void>;
}

/**
 * @param prelude what is run before the first block.
 * @param variables all of its environment but the path.
 */
export function openShell(prelude: string, cwd: string, variables: Record<string, string>): GuideShell {
  const child = spawn('bash', [], {
    cwd,
    env: { PATH: systemPath, ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  child.stdout.setEncoding('utf8');
  let text = '';
  const lookers = new Set<() => void>();
  child.stdout.on('data', (chunk: string) => {
    text += chunk;
    for (const look of lookers) look();
  });
  child.stdin.write(`${prelude}\n`);

  return {
    async run(block) {
      const marker = `end of block ${crypto.randomUUID()}`;
      const pattern = new RegExp(`([\\s\\S]*)${marker} (\\d+)\n`);
      const seen = new Promise<RegExpExecArray>((resolve) => {
        const look = () => {
          const found = pattern.exec(text);
          if (!found) return;
          lookers.delete(look);
          text = '';
          resolve(found);
        };
        lookers.add(look);
      });
      child.stdin.write(`${block}\necho "${marker} $?"\n`);
      const found = await Promise.race([seen, ended.then(() => null)]);
      if (!found) throw new Error(`The shell ended within this block:\n${block}`);
      return { output: found[1] ?? '', code: Number(found[2]) };
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
