/** A fenced block of a guide. */
export interface GuideBlock {
  /** What stands behind the fence: a language, and `test` if the block is to be run; then the file it is saved in, if any. */
  readonly language: string;
  readonly isRun: boolean;
  readonly file: string | null;
  readonly text: string;
}

/** A block that is run, and what the guide says that it prints. */
export interface GuideStep {
  readonly block: GuideBlock;
  readonly shown: GuideBlock | null;
}

const outputLanguages = new Set(['json', 'text', 'http']);

/** The blocks of a guide that are run, in order, each with the block of output behind it. */
export function readSteps(guide: string): GuideStep[] {
  const blocks = [...guide.matchAll(/^```(\S+)( test)?( \S+)?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', test, file, text = '']): GuideBlock => ({
      language,
      isRun: test !== undefined,
      file: file?.trim() ?? null,
      text,
    }),
  );
  return blocks.flatMap((block, at) => {
    const next = blocks[at + 1];
    return block.isRun ? [{ block, shown: next && outputLanguages.has(next.language) ? next : null }] : [];
  });
}
