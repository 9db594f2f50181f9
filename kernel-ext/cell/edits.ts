/** Replacements in a text that keep its lines, so that only columns have to be mapped back. */
export class Edits {
  readonly #text: string;
  readonly #list: { start: number; end: number; with: string }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  replace(start: number, end: number, replacement: string): void {
    this.#list.push({ start, end, with: replacement });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** Removes a span, leaving its line breaks. */
  blank(start: number, end: number): void {
    this.replace(start, end, this.#text.slice(start, end).replace(/[^\n]+/g, ""));
  }

  apply(): Edited {
    const sorted = this.#list
      .map((edit, order) => ({ ...edit, order }))
      .sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
    let text = "";
    let at = 0;
    const shifts: Shift[] = [];
    for (const edit of sorted) {
      text += this.#text.slice(at, edit.start) + edit.with;
      at = edit.end;
      shifts.push({ from: text.length, by: at - text.length });
    }
    return { text: text + this.#text.slice(at), shifts };
  }
}

export interface Shift {
  /** From this offset of the new text on … */
  from: number;
  /** … offsets of the old text are this much larger. */
  by: number;
}

export interface Edited {
  text: string;
  shifts: Shift[];
}
