import { readFileSync } from 'node:fs';

/** What a gateway of others is told; the bench writes it to a file. */
export interface PeerOptions {
  readonly supergraphPath: string;
  /** The issuer's public key. */
  readonly jwk: object;
  readonly callerSecret: string;
  readonly port: number;
}

/** Reads the file that the bench has written. */
export function readPeerOptions(path: string): PeerOptions {
  return JSON.parse(readFileSync(path, 'utf8')) as PeerOptions;
}
