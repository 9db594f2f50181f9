/** A formula whose awkward column names stand as plain symbols, so that arithmetic can be read. */
export interface Masked {
  readonly text: string;
  /** The column that a symbol stands for; the symbol itself where nothing was masked. */
  nameOf(symbol: string): string;
  /** A text with the columns' names put back. */
  restore(text: string): string;
}

const awkward = /`([^`]+)`|[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}\p{N}_$]+)+/gu;

/** Masks names in backquotes ("`body mass`") and names with dots, as R makes them ("age.at.entry"). */
export function maskNames(text: string): Masked {
  const names: string[] = [];
  const masked = text.replace(awkward, (found, quoted: string | undefined) => {
    const name = quoted ?? found;
    if (!names.includes(name)) names.push(name);
    return symbol(names.indexOf(name));
  });
  const symbols = new Map(names.map((name, k) => [symbol(k), name]));
  return {
    text: masked,
    nameOf: (each) => symbols.get(each) ?? each,
    restore: (each) => each.replace(/ǀ\d+ǀ/gu, (found) => symbols.get(found) ?? found),
  };
}

/** Of characters that mathjs takes for letters and that no sane name has. */
function symbol(k: number): string {
  return `ǀ${k}ǀ`;
}
