/** Named columns of numbers that grow as records come in. */
export class GrowingColumns<Name extends string> {
  readonly #names: readonly Name[];
  #columns: Float64Array[];
  rows = 0;

  constructor(names: readonly Name[], capacity: number) {
    this.#names = names;
    this.#columns = names.map(() => new Float64Array(Math.max(16, capacity)));
  }

  push(record: Readonly<Record<Name, number>>): void {
    if (this.rows === this.#columns[0]!.length) this.#grow();
    for (let j = 0; j < this.#names.length; j++) this.#columns[j]![this.rows] = record[this.#names[j]!];
    this.rows++;
  }

  /** The column's values; memory is shared, not copied. */
  column(name: Name): Float64Array {
    return this.#columns[this.#names.indexOf(name)]!.subarray(0, this.rows);
  }

  #grow(): void {
    this.#columns = this.#columns.map((column) => {
      const larger = new Float64Array(2 * column.length);
      larger.set(column);
      return larger;
    });
  }
}
