/** Rows of one table in columns of integers that are emptied and used again. */
export class IntegerRows {
  readonly names: readonly string[];
  columns: Int32Array[];
  rows = 0;

  constructor(names: readonly string[]) {
    this.names = names;
    this.columns = names.map(() => new Int32Array(8192));
  }

  /** Adds a row of zeros to be filled in through `columns`; returns its number. */
  next(): number {
    if (this.rows === this.columns[0]!.length) {
      this.columns = this.columns.map((column) => {
        const larger = new Int32Array(2 * column.length);
        larger.set(column);
        return larger;
      });
    }
    return this.rows++;
  }

  add(...values: readonly number[]): void {
    const i = this.next();
    for (let j = 0; j < values.length; j++) this.columns[j]![i] = values[j]!;
  }

  column(j: number): Int32Array {
    return this.columns[j]!;
  }

  named(name: string): Int32Array {
    return this.columns[this.names.indexOf(name)]!.subarray(0, this.rows);
  }
}

const money = ["pay", "copay", "coins", "deduct"];
const dx = ["dx1", "dx2", "dx3", "dx4"];

/** The raw claims of some members. Days count from 2011-01-01, money is in cents, codes are numbers of the catalogs. */
export class ClaimsRows {
  readonly member: IntegerRows = new IntegerRows(
    "member dobyr sex region state area plan industry relation union mental laboratory grp".split(" "),
  );
  readonly month: IntegerRows = new IntegerRows(["member", "month", "day", "until", "sex", "dobyr", "rx"]);
  readonly outpatient: IntegerRows = new IntegerRows([
    "member",
    "line",
    "day",
    ...dx,
    "proc",
    "facility",
    "provider",
    "header",
    ...money,
  ]);
  readonly header: IntegerRows = new IntegerRows([
    "member",
    "header",
    "stay",
    "day",
    "until",
    ...dx,
    "proc",
    "pay",
    "copay",
    "coins",
    "deduct",
  ]);
  readonly admission: IntegerRows = new IntegerRows([
    "member",
    "stay",
    "day",
    "until",
    "kind",
    "drg",
    ...dx,
    "proc",
    "status",
    "hospital",
    "physician",
    "copay",
    "coins",
    "deduct",
  ]);
  readonly inpatient: IntegerRows = new IntegerRows([
    "member",
    "line",
    "stay",
    "day",
    "day1",
    "day2",
    "drg",
    ...dx,
    "proc",
    "facility",
    "provider",
    ...money,
  ]);
  readonly drug: IntegerRows = new IntegerRows([
    "member",
    "line",
    "day",
    "product",
    "daysupp",
    "refill",
    "mail",
    ...money,
  ]);
  readonly lab: IntegerRows = new IntegerRows(["member", "line", "day", "test", "value", "dx1", "proc"]);
  readonly defect: IntegerRows = new IntegerRows(["member", "kind", "line", "before", "after"]);

  /** All tables by name, in a fixed order. */
  get tables(): readonly (readonly [name: string, rows: IntegerRows])[] {
    return [
      ["member", this.member],
      ["month", this.month],
      ["outpatient", this.outpatient],
      ["header", this.header],
      ["admission", this.admission],
      ["inpatient", this.inpatient],
      ["drug", this.drug],
      ["lab", this.lab],
      ["defect", this.defect],
    ];
  }

  clear(): void {
    for (const [, rows] of this.tables) rows.rows = 0;
  }
}
