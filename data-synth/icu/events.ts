/** Rows of one kind of event, in columns that are emptied and used again. */
export class EventRows {
  readonly names: readonly string[];
  #columns: Float64Array[];
  #rows = 0;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#columns = names.map(() => new Float64Array(4096));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Adds a row; values beyond the columns are ignored. */
  add(a: number, b: number, c: number, d: number, e = 0, f = 0, g = 0): void {
    const columns = this.#columns;
    if (this.#rows === columns[0]!.length) this.#grow();
    const i = this.#rows++;
    this.#columns[0]![i] = a;
    this.#columns[1]![i] = b;
    this.#columns[2]![i] = c;
    this.#columns[3]![i] = d;
    if (columns.length > 4) this.#columns[4]![i] = e;
    if (columns.length > 5) this.#columns[5]![i] = f;
    if (columns.length > 6) this.#columns[6]![i] = g;
  }

  column(j: number): Float64Array {
    return this.#columns[j]!;
  }

  clear(): void {
    this.#rows = 0;
  }

  #grow(): void {
    this.#columns = this.#columns.map((column) => {
      const larger = new Float64Array(2 * column.length);
      larger.set(column);
      return larger;
    });
  }
}

/** The raw events of some stays. Times are minutes since 2000-01-01; NaN is missing. */
export class IcuEvents {
  readonly chart: EventRows = new EventRows(["stay_id", "minute", "itemid", "value"]);
  readonly lab: EventRows = new EventRows(["stay_id", "minute", "itemid", "value", "specimen", "orphan"]);
  readonly input: EventRows = new EventRows(["stay_id", "start", "stop", "itemid", "rate", "amount"]);
  readonly output: EventRows = new EventRows(["stay_id", "minute", "itemid", "value"]);
  readonly procedure: EventRows = new EventRows(["stay_id", "start", "stop", "itemid"]);
  readonly culture: EventRows = new EventRows(["stay_id", "minute", "specimen", "organism"]);
  readonly drug: EventRows = new EventRows(["stay_id", "start", "stop", "drug"]);

  readonly diagnosis: EventRows = new EventRows(["stay_id", "seq_num", "code", "version"]);
  readonly defect: EventRows = new EventRows(["stay_id", "minute", "itemid", "kind", "value"]);

  /** All kinds by name, in a fixed order. */
  get kinds(): readonly (readonly [name: string, rows: EventRows])[] {
    return [
      ["chart", this.chart],
      ["lab", this.lab],
      ["input", this.input],
      ["output", this.output],
      ["procedure", this.procedure],
      ["culture", this.culture],
      ["drug", this.drug],
      ["diagnosis", this.diagnosis],
      ["defect", this.defect],
    ];
  }

  clear(): void {
    for (const [, rows] of this.kinds) rows.clear();
  }
}
