import type { BenchWorld } from './world/bench-world.ts';
export async function runSoak(_world: BenchWorld, _requests: number, _say: (s: string) => void): Promise<void> {
  throw new Error('not yet');
}
