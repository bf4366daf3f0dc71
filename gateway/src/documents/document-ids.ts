import { createHash } from 'node:crypto';

const prefix = 'sha256:';

/** An id of a document without the `sha256:` that some clients put before it. */
export function bareIdOf(id: string): string {
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

/** A text without the line breaks at its end, by which the same document differs from tool to tool. */
export function bareTextOf(text: string): string {
  return text.replace(/\n+$/, '');
}

/** Editors and Relay end a text with a line break, other tools do not: all these hashes mean the same document. */
export function hashesOf(text: string): string[] {
  const bare = bareTextOf(text);
  return [...new Set([text, bare, `${bare}\n`])].map(hashText);
}

/** The SHA-256 of a text in 64 characters, as `sha256sum` prints it. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
