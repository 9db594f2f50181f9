import { show } from "../../assert.js";
import { DataError } from "../../errors.js";

/** A person's or a code's name. */
export type Name = string | number;

/** Gives whole numbers to names as they come: 0, 1, … */
export class Coder {
  readonly #codes = new Map<unknown, number>();
  readonly #closed: boolean;
  #last: unknown = undefined;
  #lastCode = -1;
  #places: Int32Array | undefined;

  /** With `names`, only those have codes, in their order. */
  constructor(names?: ArrayLike<Name>, role = "names") {
    this.#closed = names !== undefined;
    for (let k = 0; k < (names?.length ?? 0); k++) {
      const name = checkName(names![k], role, k);
      if (this.#codes.has(name)) throw new DataError(`${role} has ${show(name)} twice.`);
      this.#codes.set(name, k);
    }
  }

  get size(): number {
    return this.#codes.size;
  }

  get names(): Name[] {
    return [...this.#codes.keys()] as Name[];
  }

  /** The code of a name; −1 where it has none and gets none. Rows of one name often follow each other. */
  code(name: unknown, role: string, row: number): number {
    if (name === this.#last) return this.#lastCode;
    let code = this.#codes.get(name);
    if (code === undefined) {
      checkName(name, role, row);
      code = this.#closed ? -1 : this.#codes.size;
      if (code >= 0) this.#codes.set(name, code);
    }
    this.#last = name;
    this.#lastCode = code;
    return code;
  }

  /** Where each code stands once names are in natural order; as they are where they were given. */
  places(): Int32Array {
    if (this.#places?.length === this.size) return this.#places;
    const places = Int32Array.from({ length: this.size }, (_, k) => k);
    if (!this.#closed) {
      naturalOrder(this.names).forEach((code, place) => {
        places[code] = place;
      });
    }
    this.#places = places;
    return places;
  }

  /** The names, each in its place. */
  ordered(): Name[] {
    const places = this.places();
    const ordered = new Array<Name>(this.size);
    this.names.forEach((name, code) => {
      ordered[places[code]!] = name;
    });
    return ordered;
  }
}

/** Positions of the names in ascending order: numbers by size, before text. */
function naturalOrder(names: readonly Name[]): number[] {
  const order = names.map((_, k) => k);
  return order.sort((i, j) => {
    const [a, b] = [names[i]!, names[j]!];
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  });
}

function checkName(name: unknown, role: string, row: number): Name {
  if (typeof name === "string" || (typeof name === "number" && Number.isFinite(name))) return name;
  throw new DataError(
    `${role} must be text or a number in every row; row ${row} is ${show(name)}. Fill or drop such rows first.`,
  );
}
