export type TextType = "number" | "boolean" | "text";

const number = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;
const boolean = /^(true|false)$/i;

/** The narrowest type that holds all the texts; text where there is none. */
export function inferType(texts: Iterable<string>): TextType {
  let [numbers, booleans, seen] = [true, true, false];
  for (const text of texts) {
    seen = true;
    numbers &&= number.test(text);
    booleans &&= boolean.test(text);
    if (!numbers && !booleans) return "text";
  }
  if (!seen) return "text";
  return numbers ? "number" : "boolean";
}

/** One column of a delimited file as it is read, of a type that is known. */
export class TextColumn {
  readonly name: string;
  readonly type: TextType;
  #numbers = new Float64Array(1024);
  #values: (string | boolean | null)[] = [];
  #rows = 0;

  constructor(name: string, type: TextType) {
    this.name = name;
    this.type = type;
  }

  /** Whether the column can hold the text. */
  accepts(text: string | null): boolean {
    if (text === null || this.type === "text") return true;
    return (this.type === "number" ? number : boolean).test(text);
  }

  push(text: string | null): void {
    if (this.type === "number") {
      if (this.#rows === this.#numbers.length) this.#grow();
      this.#numbers[this.#rows] = text === null ? Number.NaN : Number(text);
    } else if (this.type === "boolean") {
      this.#values.push(text === null ? null : text.toLowerCase() === "true");
    } else {
      this.#values.push(text);
    }
    this.#rows++;
  }

  /** The rows so far, which the column forgets. */
  take(): ArrayLike<unknown> {
    const taken = this.type === "number" ? this.#numbers.slice(0, this.#rows) : this.#values;
    this.#values = [];
    this.#rows = 0;
    return taken;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#numbers.length);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
