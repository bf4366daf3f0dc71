/** Characters that a terminal shows two columns wide: those of Chinese, Japanese and Korean, and full-width forms. */
const widePattern = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (widePattern.test(character) ? 2 : 1), 0);
}

/** Lines of aligned columns under their names; columns of numbers are aligned on the right. */
export function drawTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, at) => Math.max(widthOf(column), ...rows.map((row) => widthOf(row[at] ?? ''))));
  const areNumbers = columns.map((_, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return cells.every((cell) => /^(-|\d+)$/.test(cell)) && cells.some((cell) => cell !== '-');
  });
  return [columns, ...rows]
    .map((row) =>
      columns
        .map((_, at) => {
          const cell = row[at] ?? '';
          const padding = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
          return areNumbers[at] ? padding + cell : cell + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
